"""Where each decided case stands: a fold over its events."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.ledger import Event, Ledger, live_events, read_events, subject_id, subject_name
from monitor.taxonomy import CaseStatus, EventKind, Subject, Verdict
from monitor.triage.incident_states import Incident, read_incidents


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote beside a case."""

    text: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """Where a case stands by human decision alone.

    `version` is what the next decision must name; `severity` is a person's override (the machine's is never
    touched); `decided_on` is the content hash that the verdict or override was last given for; `history` holds every
    event, those taken back too.
    """

    case_id: str
    version: int = 0
    status: CaseStatus = CaseStatus.OPEN
    verdict: Verdict | None = None
    severity: int | None = None
    assignee: str | None = None
    notes: tuple[Note, ...] = ()
    incident_id: str | None = None
    decided_on: str | None = None
    history: tuple[Event, ...] = ()

    @property
    def assessed_by(self) -> tuple[str, ...]:
        """Everybody who gave a verdict that was not taken back, the last one last."""
        latest_first = [one.actor for one in reversed(live_events(self.history)) if one.kind is EventKind.ASSESSED]
        return tuple(reversed(dict.fromkeys(latest_first)))

    def was_decided_on(self, content_hash: str) -> bool:
        """Tell whether the decision, if there is one, was made on exactly this content."""
        return self.decided_on in (None, content_hash)


def fold_case(case_id: str, events: Iterable[Event], *, incident_id: str | None = None) -> CaseState:
    """Work out where a case stands from its own events, oldest first."""
    history = tuple(events)
    state = CaseState(case_id=case_id, version=len(history), incident_id=incident_id, history=history)
    for event in live_events(history):
        state = STEPS[event.kind](state, event)
    return state


def read_case_state(ledger: Ledger, case_id: str) -> CaseState:
    """Read where one case stands; a case nobody decided on is open at version 0."""
    events = read_events(ledger, subject_id=subject_id(Subject.CASE, case_id))
    return fold_case(case_id, events, incident_id=_incident_ids(read_incidents(ledger)).get(case_id))


def read_case_states(ledger: Ledger, *, until: datetime | None = None) -> dict[str, CaseState]:
    """Read where every case stands, or stood at a time, that somebody decided on or put into an incident."""
    histories: defaultdict[str, list[Event]] = defaultdict(list)
    for event in read_events(ledger, subject=Subject.CASE):
        if until is None or event.at <= until:
            histories[subject_name(event.subject_id)].append(event)
    incident_ids = _incident_ids(read_incidents(ledger))
    return {
        case_id: fold_case(case_id, histories.get(case_id, ()), incident_id=incident_ids.get(case_id))
        for case_id in sorted(histories.keys() | incident_ids.keys())
    }


def _incident_ids(incidents: Iterable[Incident]) -> dict[str, str]:
    return {case_id: incident.incident_id for incident in incidents for case_id in incident.case_ids}


def _assessed(state: CaseState, event: Event) -> CaseState:
    verdict = Verdict(event.payload["verdict"])
    return replace(state, status=CaseStatus.ASSESSED, verdict=verdict, decided_on=event.payload["content_hash"])


def _severity_overridden(state: CaseState, event: Event) -> CaseState:
    return replace(state, severity=event.payload["severity"], decided_on=event.payload["content_hash"])


def _noted(state: CaseState, event: Event) -> CaseState:
    return replace(state, notes=(*state.notes, Note(event.payload["text"], event.actor, event.at)))


def _assigned(state: CaseState, event: Event) -> CaseState:
    return replace(state, assignee=event.payload["assignee"])


def _resolved(state: CaseState, _event: Event) -> CaseState:
    return replace(state, status=CaseStatus.RESOLVED)


def _reopened(state: CaseState, _event: Event) -> CaseState:
    return replace(state, status=CaseStatus.OPEN)


STEPS: dict[EventKind, Callable[[CaseState, Event], CaseState]] = {
    EventKind.ASSESSED: _assessed,
    EventKind.SEVERITY_OVERRIDDEN: _severity_overridden,
    EventKind.NOTED: _noted,
    EventKind.ASSIGNED: _assigned,
    EventKind.RESOLVED: _resolved,
    EventKind.REOPENED: _reopened,
}
