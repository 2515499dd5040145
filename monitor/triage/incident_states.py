"""What each incident is and which cases it holds: a fold over its events."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.errors import LedgerError
from monitor.ledger import Event, Ledger, live_events, read_events, subject_id, subject_name
from monitor.taxonomy import EventKind, IncidentStatus, Subject


@dataclass(frozen=True, slots=True)
class IncidentRef:
    """An incident as the person saw it."""

    incident_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One cause and its cases, in the order they were added; `cluster_id` is the cluster it was opened from.

    `resolved_in` is the version that it was resolved in, None where nobody said; `reopened_for` are the cases for which
    the machine reopened it, empty where a person did or nobody.
    """

    incident_id: str
    version: int
    title: str
    status: IncidentStatus
    case_ids: tuple[str, ...]
    cluster_id: str | None
    opened_by: str
    opened_at: datetime
    history: tuple[Event, ...]
    resolved_at: datetime | None = None
    resolved_in: str | None = None
    reopened_for: tuple[str, ...] = ()

    @property
    def ref(self) -> IncidentRef:
        """The incident and the version that a decision is made on."""
        return IncidentRef(self.incident_id, self.version)


def fold_incident(events: Iterable[Event]) -> Incident | None:
    """Work out what an incident is from its own events; None when its opening was taken back."""
    history = tuple(events)
    live = live_events(history)
    if not live or live[0].kind is not EventKind.OPENED:
        return None
    incident = _opened(live[0], history)
    for event in live[1:]:
        incident = STEPS[event.kind](incident, event)
    return incident


def read_incidents(ledger: Ledger, *, until: datetime | None = None) -> tuple[Incident, ...]:
    """Read every incident, oldest first, as they are or as they stood at an earlier time."""
    histories: defaultdict[str, list[Event]] = defaultdict(list)
    for event in read_events(ledger, subject=Subject.INCIDENT):
        if until is None or event.at <= until:
            histories[event.subject_id].append(event)
    folded = map(fold_incident, histories.values())
    return tuple(incident for incident in folded if incident is not None)


def read_incident(ledger: Ledger, incident_id: str) -> Incident:
    """Read one incident; raises LedgerError when there is none of that id, or its opening was taken back."""
    incident = fold_incident(read_events(ledger, subject_id=subject_id(Subject.INCIDENT, incident_id)))
    if incident is None:
        raise LedgerError(f"there is no incident {incident_id!r}")
    return incident


def told_evidence(incident: Incident) -> frozenset[str]:
    """Return the cases for which the machine ever reopened an incident, also where a person took that back."""
    reopened = (event for event in incident.history if event.kind is EventKind.REOPENED)
    return frozenset(case_id for event in reopened for case_id in event.payload.get("case_ids", ()))


def _opened(event: Event, history: tuple[Event, ...]) -> Incident:
    return Incident(
        incident_id=subject_name(event.subject_id),
        version=len(history),
        title=event.payload["title"],
        status=IncidentStatus.OPEN,
        case_ids=tuple(event.payload["case_ids"]),
        cluster_id=event.payload["cluster_id"],
        opened_by=event.actor,
        opened_at=event.at,
        history=history,
    )


def _cases_added(incident: Incident, event: Event) -> Incident:
    return replace(incident, case_ids=tuple(dict.fromkeys((*incident.case_ids, *event.payload["case_ids"]))))


def _cases_removed(incident: Incident, event: Event) -> Incident:
    gone = set(event.payload["case_ids"])
    return replace(incident, case_ids=tuple(case_id for case_id in incident.case_ids if case_id not in gone))


def _renamed(incident: Incident, event: Event) -> Incident:
    return replace(incident, title=event.payload["title"])


def _resolved(incident: Incident, event: Event) -> Incident:
    version = event.payload.get("version")
    return replace(incident, status=IncidentStatus.RESOLVED, resolved_at=event.at, resolved_in=version, reopened_for=())


def _reopened(incident: Incident, event: Event) -> Incident:
    evidence = tuple(event.payload.get("case_ids", ()))
    return replace(incident, status=IncidentStatus.OPEN, resolved_at=None, resolved_in=None, reopened_for=evidence)


STEPS: dict[EventKind, Callable[[Incident, Event], Incident]] = {
    EventKind.CASES_ADDED: _cases_added,
    EventKind.CASES_REMOVED: _cases_removed,
    EventKind.RENAMED: _renamed,
    EventKind.RESOLVED: _resolved,
    EventKind.REOPENED: _reopened,
}
