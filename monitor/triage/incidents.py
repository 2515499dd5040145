"""What a person can do to an incident: one cause, many cases, each case in at most one."""

# Words and status change on the version the person saw. Cases come and go by id: two people who add different cases
# at once do not disturb each other, and an addition that changes nothing is refused.

from collections.abc import Sequence

from monitor.errors import LedgerError
from monitor.ledger import Draft, Event, Ledger, allocate_id, append_event, hold, live_events, read_events, subject_id
from monitor.records import Actor
from monitor.taxonomy import EventKind, IncidentStatus, Subject
from monitor.triage.incident_states import Incident, IncidentRef, read_incident, read_incidents, told_evidence


def open_incident(
    ledger: Ledger, title: str, *, case_ids: Sequence[str], cluster_id: str | None = None, actor: Actor
) -> Incident:
    """Open an incident over cases that are in no other and give it the next id, such as INC-0001."""
    _refuse_blank(title)
    payload = {"title": title, "case_ids": list(dict.fromkeys(case_ids)), "cluster_id": cluster_id}
    with hold(ledger) as held:
        incident_id = allocate_id(held, Subject.INCIDENT)
        draft = Draft(_subject(incident_id), EventKind.OPENED, actor, payload)
        append_event(held, draft, expected_version=0)
        _refuse_shared(held)
        return read_incident(held, incident_id)


def add_to_incident(ledger: Ledger, incident_id: str, case_ids: Sequence[str], *, actor: Actor) -> Incident:
    """Put more cases into an incident; raises LedgerError naming one that is already in an incident."""
    with hold(ledger) as held:
        incident = read_incident(held, incident_id)
        new = [case_id for case_id in dict.fromkeys(case_ids) if case_id not in incident.case_ids]
        if not new:
            raise LedgerError(f"{incident_id} already holds all of these cases")
        _append(held, incident.ref, Draft(_subject(incident_id), EventKind.CASES_ADDED, actor, {"case_ids": new}))
        _refuse_shared(held)
        return read_incident(held, incident_id)


def remove_case(ledger: Ledger, incident_id: str, case_id: str, *, actor: Actor, reason: str = "") -> Incident:
    """Take a case out of an incident."""
    with hold(ledger) as held:
        incident = _holding(held, incident_id, case_id)
        payload = {"case_ids": [case_id]}
        _append(held, incident.ref, Draft(_subject(incident_id), EventKind.CASES_REMOVED, actor, payload, reason))
        return read_incident(held, incident_id)


def move_case(ledger: Ledger, case_id: str, *, source: str, target: str, actor: Actor) -> Incident:
    """Move a case from one incident to another, wholly or not at all; undoing it on either side moves it back."""
    if source == target:
        raise LedgerError(f"case {case_id} is already in {target}")
    with hold(ledger) as held:
        left, joined = _holding(held, source, case_id), read_incident(held, target)
        # Each half names the other, so that one undo takes both back.
        out = {"case_ids": [case_id], "partner": [target, joined.version + 1]}
        into = {"case_ids": [case_id], "partner": [source, left.version + 1]}
        _append(held, left.ref, Draft(_subject(source), EventKind.CASES_REMOVED, actor, out))
        _append(held, joined.ref, Draft(_subject(target), EventKind.CASES_ADDED, actor, into))
        return read_incident(held, target)


def rename_incident(ledger: Ledger, ref: IncidentRef, title: str, *, actor: Actor) -> Event:
    """Give an incident another title."""
    _refuse_blank(title)
    with hold(ledger) as held:
        read_incident(held, ref.incident_id)
        return _append(held, ref, Draft(_subject(ref.incident_id), EventKind.RENAMED, actor, {"title": title}))


def resolve_incident(
    ledger: Ledger, ref: IncidentRef, *, actor: Actor, reason: str = "", version: str | None = None
) -> Event:
    """Close an incident; its cases keep their own status.

    Resolved in a version of the chatbot, it is reopened by cases like its own of that version or a later one.
    """
    payload = {"version": version.strip()} if version and version.strip() else {}
    draft = Draft(_subject(ref.incident_id), EventKind.RESOLVED, actor, payload, reason)
    return _change_status(ledger, ref, draft, unless=IncidentStatus.RESOLVED)


def reopen_incident(ledger: Ledger, ref: IncidentRef, *, actor: Actor, reason: str = "") -> Event:
    """Put a resolved incident back to open."""
    draft = Draft(_subject(ref.incident_id), EventKind.REOPENED, actor, reason=reason)
    return _change_status(ledger, ref, draft, unless=IncidentStatus.OPEN)


def reopen_regressed(ledger: Ledger, incident_id: str, case_ids: Sequence[str], *, actor: Actor) -> Event | None:
    """Put an incident that was resolved in a version back to open, because of cases that say it is back.

    Cases for which it was reopened before reopen nothing: a person who takes that back is not asked again. Returns None
    where there is nothing to do, as when a person reopened it meanwhile.
    """
    with hold(ledger) as held:
        incident = read_incident(held, incident_id)
        told = told_evidence(incident)
        new = [case_id for case_id in dict.fromkeys(case_ids) if case_id not in told]
        if not new or incident.resolved_in is None:
            return None
        payload = {"case_ids": new, "version": incident.resolved_in}
        reason = f"seen again in {len(new)} cases of the version it was resolved in, or later"
        return _append(held, incident.ref, Draft(_subject(incident_id), EventKind.REOPENED, actor, payload, reason))


def undo_incident(ledger: Ledger, ref: IncidentRef, *, actor: Actor, reason: str = "") -> Event:
    """Take back the last change to an incident that still counts, its opening last of all.

    Raises LedgerError when that would put a case into two incidents, as after it was added elsewhere meanwhile.
    """
    with hold(ledger) as held:
        live = live_events(read_events(held, subject_id=_subject(ref.incident_id)))
        if not live:
            raise LedgerError(f"{ref.incident_id} has no change left to take back")
        undone = _append(held, ref, _undo_draft(ref.incident_id, live[-1].version, actor, reason))
        if "partner" in live[-1].payload:
            partner_id, version = live[-1].payload["partner"]
            _append(held, read_incident(held, partner_id).ref, _undo_draft(partner_id, version, actor, reason))
        _refuse_shared(held)
    return undone


def _subject(incident_id: str) -> str:
    return subject_id(Subject.INCIDENT, incident_id)


def _undo_draft(incident_id: str, version: int, actor: Actor, reason: str) -> Draft:
    return Draft(_subject(incident_id), EventKind.UNDONE, actor, {"undoes": version}, reason)


def _append(ledger: Ledger, ref: IncidentRef, draft: Draft) -> Event:
    return append_event(ledger, draft, expected_version=ref.version)


def _change_status(ledger: Ledger, ref: IncidentRef, draft: Draft, *, unless: IncidentStatus) -> Event:
    with hold(ledger) as held:
        before = read_incident(held, ref.incident_id).status
        event = _append(held, ref, draft)
        if before is unless:
            raise LedgerError(f"{ref.incident_id} is already {before}")
    return event


def _holding(held: Ledger, incident_id: str, case_id: str) -> Incident:
    incident = read_incident(held, incident_id)
    if case_id not in incident.case_ids:
        raise LedgerError(f"case {case_id} is not in {incident_id}")
    return incident


def _refuse_blank(title: str) -> None:
    if not title.strip():
        raise LedgerError("an incident needs a title")


def _refuse_shared(held: Ledger) -> None:
    homes: dict[str, str] = {}
    for incident in read_incidents(held):
        for case_id in incident.case_ids:
            first = homes.setdefault(case_id, incident.incident_id)
            if first != incident.incident_id:
                raise LedgerError(f"case {case_id} is in {first} and cannot be in {incident.incident_id} too; move it")
