"""Pairs of cases that a person found to ask different things, where their vectors leave it open."""

from collections import defaultdict
from dataclasses import dataclass, replace

from monitor.datasets.bonds import CasePair, LeakRules, case_pair
from monitor.errors import DatasetError
from monitor.ledger import Draft, Event, Ledger, append_event, hold, live_events, read_events, subject_id, subject_name
from monitor.records import Actor
from monitor.taxonomy import EventKind, Subject


@dataclass(frozen=True, slots=True)
class Apart:
    """Two cases told apart: by whom, why, and the version to take it back at."""

    cases: CasePair
    told_by: str
    reason: str
    version: int


def tell_apart(ledger: Ledger, cases: CasePair, *, actor: Actor, reason: str) -> Event:
    """Say that two cases ask different things, which lets them stand on different sides if nothing else joins them.

    Only likenesses that are loose give way. Raises DatasetError without a reason, or when it was said already.
    """
    if not reason.strip():
        raise DatasetError("say why the two ask different things; whoever approves the set reads it")
    subject = _subject(cases)
    with hold(ledger) as held:
        history = read_events(held, subject_id=subject)
        if live_events(history):
            raise DatasetError(f"cases {cases[0]} and {cases[1]} are told apart already")
        draft = Draft(subject, EventKind.TOLD_APART, actor, reason=reason)
        return append_event(held, draft, expected_version=len(history))


def undo_apart(ledger: Ledger, apart: Apart, *, actor: Actor) -> Event:
    """Take back that two cases ask different things; what stands on both sides because of it must then be repaired."""
    subject = _subject(apart.cases)
    with hold(ledger) as held:
        live = live_events(read_events(held, subject_id=subject))
        if not live:
            raise DatasetError(f"cases {apart.cases[0]} and {apart.cases[1]} are not told apart")
        draft = Draft(subject, EventKind.UNDONE, actor, {"undoes": live[-1].version})
        return append_event(held, draft, expected_version=apart.version)


def read_apart(ledger: Ledger) -> tuple[Apart, ...]:
    """Read every pair of cases that is told apart, in the order it was first said."""
    histories: defaultdict[str, list[Event]] = defaultdict(list)
    for event in read_events(ledger, subject=Subject.CASE_PAIR):
        histories[event.subject_id].append(event)
    lives = ((history, live_events(history)) for history in histories.values())
    return tuple(
        Apart(_cases(live[-1]), live[-1].actor, live[-1].reason, len(history)) for history, live in lives if live
    )


def with_apart(ledger: Ledger, rules: LeakRules) -> LeakRules:
    """Add what people have told apart to the rules."""
    return replace(rules, apart=rules.apart | {one.cases for one in read_apart(ledger)})


def _subject(cases: CasePair) -> str:
    return subject_id(Subject.CASE_PAIR, ":".join(case_pair(*cases)))


def _cases(event: Event) -> CasePair:
    left, _, right = subject_name(event.subject_id).partition(":")
    return left, right
