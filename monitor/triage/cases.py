"""What a person can do to a case: each action is one event, made on the version and content that person saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.errors import LedgerError
from monitor.ledger import Draft, Event, Ledger, append_event, hold, live_events, subject_id
from monitor.records import Actor
from monitor.taxonomy import CaseStatus, EventKind, Subject, Verdict
from monitor.triage.states import read_case_state

WORST_SEVERITY = 4
# A resolved case is reopened first, so that nobody brings one back by accident.
NEEDS_UNRESOLVED = {EventKind.ASSESSED, EventKind.SEVERITY_OVERRIDDEN, EventKind.RESOLVED}


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case as the person saw it: `version` is that of its state, 0 when nobody had decided."""

    case_id: str
    content_hash: str
    version: int


def assess_case(ledger: Ledger, ref: CaseRef, verdict: Verdict, *, actor: Actor, reason: str = "") -> Event:
    """Record what a person found a case to be; raises StaleError when somebody decided first."""
    return _decide(ledger, ref, _draft(ref, EventKind.ASSESSED, actor, reason, verdict=verdict))


def override_severity(ledger: Ledger, ref: CaseRef, severity: int | None, *, actor: Actor, reason: str = "") -> Event:
    """Record a person's own severity beside the machine's, 0 to 4; None goes back to the machine's."""
    if severity is not None and not 0 <= severity <= WORST_SEVERITY:
        raise LedgerError(f"severity cannot be {severity}; it goes from 0 to {WORST_SEVERITY}")
    draft = _draft(ref, EventKind.SEVERITY_OVERRIDDEN, actor, reason, severity=severity)
    return _decide(ledger, ref, draft)


def add_note(ledger: Ledger, ref: CaseRef, text: str, *, actor: Actor) -> Event:
    """Write a note beside a case."""
    if not text.strip():
        raise LedgerError("a note needs words")
    return _decide(ledger, ref, _draft(ref, EventKind.NOTED, actor, "", text=text))


def assign_case(ledger: Ledger, ref: CaseRef, assignee: str | None, *, actor: Actor, reason: str = "") -> Event:
    """Hand a case to somebody, or with None to nobody."""
    return _decide(ledger, ref, _draft(ref, EventKind.ASSIGNED, actor, reason, assignee=assignee))


def resolve_case(ledger: Ledger, ref: CaseRef, *, actor: Actor, reason: str = "") -> Event:
    """Close a case: nothing more is to be done."""
    return _decide(ledger, ref, _draft(ref, EventKind.RESOLVED, actor, reason))


def reopen_case(ledger: Ledger, ref: CaseRef, *, actor: Actor, reason: str = "") -> Event:
    """Put a resolved case back to open; its last verdict stays to be read until there is a new one."""
    return _decide(ledger, ref, _draft(ref, EventKind.REOPENED, actor, reason))


def undo(ledger: Ledger, ref: CaseRef, *, actor: Actor, reason: str = "") -> Event:
    """Take back the last decision on a case that still counts; again, the one before it."""
    with hold(ledger) as held:
        live = live_events(read_case_state(held, ref.case_id).history)
        if not live:
            raise LedgerError(f"case {ref.case_id} has no decision left to take back")
        draft = _draft(ref, EventKind.UNDONE, actor, reason, undoes=live[-1].version)
        return append_event(held, draft, expected_version=ref.version)


def _draft(ref: CaseRef, kind: EventKind, actor: Actor, reason: str, **payload: object) -> Draft:
    sealed: Mapping[str, Any] = {"content_hash": ref.content_hash, **payload}
    return Draft(subject_id(Subject.CASE, ref.case_id), kind, actor, sealed, reason)


def _decide(ledger: Ledger, ref: CaseRef, draft: Draft) -> Event:
    with hold(ledger) as held:
        before = read_case_state(held, ref.case_id).status
        event = append_event(held, draft, expected_version=ref.version)
        if before is CaseStatus.RESOLVED and draft.kind in NEEDS_UNRESOLVED:
            raise LedgerError(f"case {ref.case_id} is resolved; reopen it first")
        if before is not CaseStatus.RESOLVED and draft.kind is EventKind.REOPENED:
            raise LedgerError(f"case {ref.case_id} is {before}, so there is nothing to reopen")
    return event
