"""Checks of a frozen version against a training corpus, remembered for whoever approves it."""

from dataclasses import dataclass
from datetime import datetime

from monitor.datasets.contamination import Overlap
from monitor.frozen import DatasetVersion
from monitor.ledger import Draft, Event, Ledger, append_event, hold, read_events, subject_id
from monitor.records import Actor
from monitor.taxonomy import EventKind, Side, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a version was looked for in, how many texts and unreadable rows that had, and which examples it holds."""

    against: tuple[str, ...]
    texts: int
    unread: int
    eval_ids: tuple[str, ...]
    train_ids: tuple[str, ...]
    actor: str
    at: datetime


def record_check(
    ledger: Ledger, version: DatasetVersion, found: tuple[Overlap, ...], *, counts: dict[str, object], actor: Actor
) -> Check:
    """Record a check; `counts` says `against` what, and how many `texts` and `unread` rows."""
    ids = {side: sorted({one.example_id for one in found if one.side is side}) for side in Side}
    payload = counts | {"eval_ids": ids[Side.EVAL], "train_ids": ids[Side.TRAIN]}
    subject = _subject(version)
    with hold(ledger) as held:
        earlier = read_events(held, subject_id=subject)
        return _check(
            append_event(held, Draft(subject, EventKind.CHECKED, actor, payload), expected_version=len(earlier))
        )


def read_checks(ledger: Ledger, version: DatasetVersion) -> tuple[Check, ...]:
    """Read every check of a version, oldest first."""
    return tuple(map(_check, read_events(ledger, subject_id=_subject(version))))


def _subject(version: DatasetVersion) -> str:
    return subject_id(Subject.CHECK, f"{version.name}-v{version.number}")


def _check(event: Event) -> Check:
    said = event.payload
    return Check(
        against=tuple(said["against"]),
        texts=said["texts"],
        unread=said["unread"],
        eval_ids=tuple(said["eval_ids"]),
        train_ids=tuple(said["train_ids"]),
        actor=event.actor,
        at=event.at,
    )
