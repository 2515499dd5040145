"""What a person can do to cases and incidents, and where each stands now."""

from monitor.triage.cases import (
    CaseRef,
    add_note,
    assess_case,
    assign_case,
    override_severity,
    reopen_case,
    resolve_case,
    undo,
)
from monitor.triage.incident_states import Incident, IncidentRef, fold_incident, read_incident, read_incidents
from monitor.triage.incidents import (
    add_to_incident,
    move_case,
    open_incident,
    remove_case,
    rename_incident,
    reopen_incident,
    resolve_incident,
    undo_incident,
)
from monitor.triage.states import CaseState, Note, fold_case, read_case_state, read_case_states

__all__ = [
    "CaseRef",
    "CaseState",
    "Incident",
    "IncidentRef",
    "Note",
    "add_note",
    "add_to_incident",
    "assess_case",
    "assign_case",
    "fold_case",
    "fold_incident",
    "move_case",
    "open_incident",
    "override_severity",
    "read_case_state",
    "read_case_states",
    "read_incident",
    "read_incidents",
    "remove_case",
    "rename_incident",
    "reopen_case",
    "reopen_incident",
    "resolve_case",
    "resolve_incident",
    "undo",
    "undo_incident",
]
