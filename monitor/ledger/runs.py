"""One event for each nightly run."""

from collections.abc import Mapping
from typing import Any

from monitor.ledger.connection import Ledger, hold
from monitor.ledger.events import Draft, Event, subject_id
from monitor.ledger.store import append_event, read_events
from monitor.records import Actor
from monitor.taxonomy import EventKind, Permission, Subject

RUNNER = Actor("nightly", Permission.ANALYST)


def record_run(ledger: Ledger, run_id: str, payload: Mapping[str, Any]) -> Event:
    """Record a finished run with its counts; a run that is already recorded keeps its first event."""
    subject = subject_id(Subject.RUN, run_id)
    with hold(ledger) as held:
        recorded = read_events(held, subject_id=subject)
        if recorded:
            return recorded[0]
        return append_event(held, Draft(subject, EventKind.RUN_FINISHED, RUNNER, payload), expected_version=0)


def read_runs(ledger: Ledger) -> tuple[Event, ...]:
    """Read the event of every recorded run, oldest first."""
    return read_events(ledger, subject=Subject.RUN)
