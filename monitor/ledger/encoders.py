"""One event each time that another encoder came to make the clusters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.ledger.connection import Ledger, hold
from monitor.ledger.events import Draft, Event, subject_id
from monitor.ledger.runs import RUNNER
from monitor.ledger.store import append_event, read_events
from monitor.taxonomy import EventKind, Subject


@dataclass(frozen=True, slots=True)
class NamedEncoder:
    """An encoder by its full name, and how the settings named it."""

    encoder: str
    setting: str


@dataclass(frozen=True, slots=True)
class EncoderChange:
    """From which to which encoder the stored vectors were migrated, and when, in UTC.

    `sequence` is its place in the ledger, 0 before it is recorded.
    """

    before: NamedEncoder
    after: NamedEncoder
    at: datetime
    sequence: int = 0


def record_encoder_change(ledger: Ledger, change: EncoderChange) -> Event:
    """Record a migration; one that is already recorded keeps its first event."""
    subject = subject_id(Subject.ENCODER, change.at.isoformat())
    with hold(ledger) as held:
        recorded = read_events(held, subject_id=subject)
        if recorded:
            return recorded[0]
        payload = {"before": _payload(change.before), "after": _payload(change.after)}
        return append_event(held, Draft(subject, EventKind.ENCODER_MIGRATED, RUNNER, payload), expected_version=0)


def read_encoder_changes(ledger: Ledger) -> tuple[EncoderChange, ...]:
    """Read every recorded migration, oldest first."""
    return tuple(_change(event) for event in read_events(ledger, subject=Subject.ENCODER))


def _payload(one: NamedEncoder) -> Mapping[str, str]:
    return {"encoder": one.encoder, "setting": one.setting}


def _change(event: Event) -> EncoderChange:
    before, after = (NamedEncoder(**event.payload[name]) for name in ("before", "after"))
    at = datetime.fromisoformat(event.subject_id.partition(":")[2])
    return EncoderChange(before, after, at, event.sequence)
