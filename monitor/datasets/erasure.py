"""What people decided about somebody, erased: whole copies of chats and notes go, tombstones and new versions stay."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.datasets.examples import read_histories
from monitor.datasets.versions import is_recalled, read_versions, reissue_versions
from monitor.erased import Erased
from monitor.ledger import (
    Draft,
    Event,
    Ledger,
    allocate_id,
    append_event,
    blank_events,
    hold,
    read_events,
    subject_id,
    subject_name,
)
from monitor.records import Actor
from monitor.taxonomy import EventKind, Side, Subject

# The fields of an erasure's event that say who and what.
TARGETS = tuple(Erased.__slots__)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an example that was erased; `erased_at` is UTC."""

    example_id: str
    side: Side
    erased_at: datetime


def erase_decisions(ledger: Ledger, erased: Erased, *, actor: Actor, reason: str) -> Event | None:
    """Record that somebody is erased, blank every event that tells of them, and re-issue the versions they were in.

    All at once; what is recorded first is also what a killed erasure is completed from. None when nothing is new.
    """
    with hold(ledger) as held:
        examples = dict(_find_examples(held, erased))
        sequences = sorted(event.sequence for event in _find_events(held, erased, examples))
        if not erased - read_erased(held) and not sequences:
            return None
        payload: dict[str, Any] = {name: sorted(getattr(erased, name)) for name in TARGETS} | {
            "sequences": sequences,
            "examples": [{"example_id": one, "side": side} for one, side in sorted(examples.items())],
        }
        subject = subject_id(Subject.ERASURE, allocate_id(held, Subject.ERASURE))
        event = append_event(held, Draft(subject, EventKind.ERASED, actor, payload, reason), expected_version=0)
        blank_events(held, sequences)
        reissue_versions(held, actor=actor)
    return event


def read_erased(ledger: Ledger) -> Erased:
    """Read who and what was ever erased."""
    return _all_of(event for event in read_events(ledger, subject=Subject.ERASURE) if event.kind is EventKind.ERASED)


def read_pending(ledger: Ledger) -> tuple[Event, ...]:
    """Read the erasures that nobody saw to their end."""
    events = read_events(ledger, subject=Subject.ERASURE)
    done = {event.subject_id for event in events if event.kind is EventKind.ERASURE_COMPLETED}
    return tuple(event for event in events if event.subject_id not in done)


def complete_erasures(ledger: Ledger, events: Sequence[Event], *, actor: Actor) -> None:
    """Record that erasures reached everything."""
    for event in events:
        draft = Draft(event.subject_id, EventKind.ERASURE_COMPLETED, actor)
        append_event(ledger, draft, expected_version=event.version)


def erased_by(events: Sequence[Event]) -> Erased:
    """Say who and what these erasures erased."""
    return _all_of(iter(events))


def read_tombstones(ledger: Ledger) -> tuple[Tombstone, ...]:
    """Read what is left of the examples that were erased, in the order they went."""
    return tuple(
        Tombstone(one["example_id"], Side(one["side"]), event.at)
        for event in read_events(ledger, subject=Subject.ERASURE)
        for one in event.payload.get("examples", ())
    )


def read_recalled(ledger: Ledger) -> tuple[tuple[str, int], ...]:
    """Read the name and number of every version that can no longer be loaded, oldest first."""
    histories = read_histories(ledger)
    recalled = (version for version in read_versions(ledger) if is_recalled(version, histories))
    return tuple((version.name, version.number) for version in recalled)


def count_erasable(ledger: Ledger, erased: Erased) -> Mapping[str, int]:
    """Count the events and examples that would go."""
    examples = dict(_find_examples(ledger, erased))
    return {"events": len(list(_find_events(ledger, erased, examples))), "examples": len(examples)}


def find_held_in(ledger: Ledger, erased: Erased) -> tuple[tuple[str, int], ...]:
    """Return the name and number of every frozen version that would be recalled."""
    gone = {example_id for example_id, _ in _find_examples(ledger, erased)}
    versions = read_versions(ledger)
    return tuple((one.name, one.number) for one in versions if gone & {*one.eval_ids, *one.train_ids})


def _find_examples(ledger: Ledger, erased: Erased) -> Iterator[tuple[str, str]]:
    for example_id, history in read_histories(ledger).items():
        promoted = history[0].payload
        if promoted and erased.covers_case(promoted["content"]["case_id"]):
            yield example_id, promoted["side"]


def _find_events(ledger: Ledger, erased: Erased, examples: Mapping[str, str]) -> Iterator[Event]:
    concerns: dict[Subject, Callable[[Event], bool]] = {
        Subject.EXAMPLE: lambda event: subject_name(event.subject_id) in examples,
        Subject.CASE: lambda event: erased.covers_case(subject_name(event.subject_id)),
        Subject.LINK: lambda event: _joins_erased(event, erased),
        Subject.REPORT_PAIR: lambda event: _joins_erased(event, erased),
        Subject.CASE_PAIR: lambda event: any(map(erased.covers_case, subject_name(event.subject_id).split(":"))),
        Subject.DETECTOR: lambda event: _marks_erased(event, erased),
    }
    for subject, is_concerned in concerns.items():
        for event in read_events(ledger, subject=subject):
            if not event.is_erased and is_concerned(event):
                yield event


def _joins_erased(event: Event, erased: Erased) -> bool:
    return any(erased.covers(end, None) or end in erased.untold for end in subject_name(event.subject_id).split(":"))


def _marks_erased(event: Event, erased: Erased) -> bool:
    marked = event.payload.get("example", {}).get("case_id", "")
    return event.kind is EventKind.MARKED and erased.covers_case(marked)


def _all_of(events: Iterator[Event]) -> Erased:
    erased = Erased()
    for event in events:
        erased |= Erased(*(frozenset(event.payload[name]) for name in TARGETS))
    return erased
