"""Who took which frozen version where, so that they can be asked to let go of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from monitor.frozen import DatasetVersion
from monitor.ledger import Draft, Event, Ledger, append_event, hold, read_events, subject_id
from monitor.records import Actor
from monitor.taxonomy import EventKind, Subject

# Where an export goes that a browser saves: nobody knows the folder.
DOWNLOAD = "download"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRecord:
    """Who took which frozen version where: a folder, or the word "download"; `at` is UTC."""

    name: str
    number: int
    format: str
    to: str
    digest: str
    actor: str
    at: datetime


def record_export(ledger: Ledger, version: DatasetVersion, *, format: str, to: str, actor: Actor) -> ExportRecord:
    """Record that a version is about to leave: before it does, so that none is ever missing from a recall."""
    subject = subject_id(Subject.EXPORT, f"{version.name}-v{version.number}")
    payload = {"name": version.name, "number": version.number, "format": format, "to": to, "digest": version.digest}
    with hold(ledger) as held:
        earlier = read_events(held, subject_id=subject)
        draft = Draft(subject, EventKind.EXPORTED, actor, payload)
        return _export(append_event(held, draft, expected_version=len(earlier)))


def read_exports(ledger: Ledger, versions: Collection[tuple[str, int]]) -> tuple[ExportRecord, ...]:
    """Read every export of these versions, each given by name and number, oldest first."""
    exports = map(_export, read_events(ledger, subject=Subject.EXPORT))
    return tuple(one for one in exports if (one.name, one.number) in versions)


def _export(event: Event) -> ExportRecord:
    return ExportRecord(**event.payload, actor=event.actor, at=event.at)
