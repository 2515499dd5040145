from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.errors import LedgerError, StaleError
from monitor.ledger import RUNNER
from monitor.taxonomy import IncidentStatus
from monitor.triage import (
    IncidentRef,
    add_to_incident,
    move_case,
    open_incident,
    read_case_states,
    read_incident,
    read_incidents,
    remove_case,
    rename_incident,
    reopen_incident,
    reopen_regressed,
    resolve_incident,
    undo_incident,
)


def test_an_incident_is_opened_over_cases_with_a_number_people_can_say(ledger, mia):
    incident = open_incident(ledger, "Poison recipes", case_ids=["a", "b", "a"], cluster_id="R-7", actor=mia)
    assert (incident.incident_id, incident.case_ids, incident.cluster_id) == ("INC-0001", ("a", "b"), "R-7")
    assert (incident.opened_by, incident.status) == ("mia", IncidentStatus.OPEN)
    assert read_incident(ledger, "INC-0001") == incident


def test_incidents_opened_at_once_get_different_numbers(ledger, mia):
    def open_one(number):
        return open_incident(ledger, f"Incident {number}", case_ids=[f"case-{number}"], actor=mia).incident_id

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(open_one, range(24)))
    assert sorted(ids) == [f"INC-{number:04}" for number in range(1, 25)]


def test_a_viewer_opens_no_incident(ledger, guest):
    with pytest.raises(LedgerError, match="may only look"):
        open_incident(ledger, "Poison recipes", case_ids=["a"], actor=guest)
    assert read_incidents(ledger) == ()


def test_an_incident_needs_a_title(ledger, mia):
    with pytest.raises(LedgerError, match="title"):
        open_incident(ledger, "  ", case_ids=["a"], actor=mia)


def test_a_case_is_in_one_incident_at_most(ledger, mia):
    open_incident(ledger, "Poison recipes", case_ids=["a"], actor=mia)
    with pytest.raises(LedgerError, match="case a is in INC-0001"):
        open_incident(ledger, "Another", case_ids=["b", "a"], actor=mia)
    assert len(read_incidents(ledger)) == 1
    other = open_incident(ledger, "Another", case_ids=["b"], actor=mia)
    with pytest.raises(LedgerError, match="case a is in INC-0001"):
        add_to_incident(ledger, other.incident_id, ["c", "a"], actor=mia)
    assert read_incident(ledger, other.incident_id).case_ids == ("b",)


def test_cases_are_added_and_taken_out(ledger, mia):
    open_incident(ledger, "Poison recipes", case_ids=["a"], actor=mia)
    add_to_incident(ledger, "INC-0001", ["a", "b", "c"], actor=mia)
    assert remove_case(ledger, "INC-0001", "b", actor=mia).case_ids == ("a", "c")
    with pytest.raises(LedgerError, match="case b is not in INC-0001"):
        remove_case(ledger, "INC-0001", "b", actor=mia)
    with pytest.raises(LedgerError, match="already holds"):
        add_to_incident(ledger, "INC-0001", ["a"], actor=mia)


def test_an_unknown_incident_is_named(ledger, mia):
    with pytest.raises(LedgerError, match="no incident 'INC-0042'"):
        add_to_incident(ledger, "INC-0042", ["a"], actor=mia)


@pytest.fixture
def moved(ledger, mia):
    open_incident(ledger, "Left", case_ids=["a", "b"], actor=mia)
    open_incident(ledger, "Joined", case_ids=["c"], actor=mia)
    move_case(ledger, "a", source="INC-0001", target="INC-0002", actor=mia)
    return ledger


def homes(ledger):
    return [incident.case_ids for incident in read_incidents(ledger)]


def test_a_case_moves_from_one_incident_to_another(moved):
    assert homes(moved) == [("b",), ("c", "a")]
    assert read_case_states(moved)["a"].incident_id == "INC-0002"


@pytest.mark.parametrize("side", ["INC-0001", "INC-0002"])
def test_undoing_a_move_on_either_side_moves_the_case_back(moved, mia, side):
    undo_incident(moved, read_incident(moved, side).ref, actor=mia)
    assert homes(moved) == [("a", "b"), ("c",)]


def test_a_case_is_not_moved_from_where_it_is_not(moved, mia):
    with pytest.raises(LedgerError, match="case a is not in INC-0001"):
        move_case(moved, "a", source="INC-0001", target="INC-0002", actor=mia)
    with pytest.raises(LedgerError, match="already in INC-0002"):
        move_case(moved, "a", source="INC-0002", target="INC-0002", actor=mia)


def test_a_removal_is_not_undone_when_the_case_has_a_new_home(ledger, mia):
    open_incident(ledger, "First", case_ids=["a"], actor=mia)
    remove_case(ledger, "INC-0001", "a", actor=mia)
    open_incident(ledger, "Second", case_ids=["a"], actor=mia)
    with pytest.raises(LedgerError, match="case a is in INC-0001 and cannot be in INC-0002"):
        undo_incident(ledger, read_incident(ledger, "INC-0001").ref, actor=mia)
    assert homes(ledger) == [(), ("a",)]


def test_an_opening_taken_back_frees_its_cases_but_never_its_number(ledger, mia):
    incident = open_incident(ledger, "A slip", case_ids=["a"], actor=mia)
    undo_incident(ledger, incident.ref, actor=mia)
    assert read_incidents(ledger) == ()
    assert open_incident(ledger, "Meant", case_ids=["a"], actor=mia).incident_id == "INC-0002"
    with pytest.raises(LedgerError, match="no change left"):
        undo_incident(ledger, IncidentRef("INC-0001", 2), actor=mia)
    with pytest.raises(LedgerError, match="no incident"):
        rename_incident(ledger, IncidentRef("INC-0001", 2), "Back?", actor=mia)


def test_an_incident_is_renamed_resolved_and_reopened(ledger, mia):
    ref = open_incident(ledger, "Poison", case_ids=["a"], actor=mia).ref
    rename_incident(ledger, ref, "Poison recipes", actor=mia)
    resolve_incident(ledger, read_incident(ledger, "INC-0001").ref, actor=mia)
    incident = read_incident(ledger, "INC-0001")
    assert (incident.title, incident.status) == ("Poison recipes", IncidentStatus.RESOLVED)
    with pytest.raises(LedgerError, match="already resolved"):
        resolve_incident(ledger, incident.ref, actor=mia)
    reopen_incident(ledger, incident.ref, actor=mia)
    assert read_incident(ledger, "INC-0001").status is IncidentStatus.OPEN


def test_an_incident_is_not_renamed_on_a_stale_version(ledger, mia):
    ref = open_incident(ledger, "Poison", case_ids=["a"], actor=mia).ref
    rename_incident(ledger, ref, "Mine", actor=mia)
    with pytest.raises(StaleError, match=r"Mine.*Yours"):
        rename_incident(ledger, ref, "Yours", actor=mia)


def reopened(ledger, incident_id="INC-0001", case_ids=("x",)):
    return reopen_regressed(ledger, incident_id, case_ids, actor=RUNNER)


def test_resolved_in_a_version_an_incident_says_so_until_it_is_open_again(ledger, mia):
    incident = open_incident(ledger, "Poison recipes", case_ids=["a"], actor=mia)
    resolve_incident(ledger, incident.ref, version=" v3 ", actor=mia)
    assert read_incident(ledger, "INC-0001").resolved_in == "v3"
    reopen_incident(ledger, read_incident(ledger, "INC-0001").ref, actor=mia)
    again = read_incident(ledger, "INC-0001")
    assert (again.status, again.resolved_in, again.resolved_at) == (IncidentStatus.OPEN, None, None)


def test_the_machine_reopens_what_was_resolved_in_a_version_and_says_why(ledger, mia):
    incident = open_incident(ledger, "Poison recipes", case_ids=["a"], actor=mia)
    resolve_incident(ledger, incident.ref, version="v3", actor=mia)
    event = reopened(ledger, case_ids=["x", "y", "x"])
    back = read_incident(ledger, "INC-0001")
    assert (back.status, back.reopened_for, back.case_ids) == (IncidentStatus.OPEN, ("x", "y"), ("a",))
    assert (event.actor, event.payload) == (RUNNER.name, {"case_ids": ["x", "y"], "version": "v3"})
    assert "2 cases" in event.reason


def test_the_machine_reopens_nothing_that_is_open_or_resolved_in_no_version(ledger, mia):
    incident = open_incident(ledger, "Poison recipes", case_ids=["a"], actor=mia)
    assert reopened(ledger) is None
    resolve_incident(ledger, incident.ref, actor=mia)
    assert reopened(ledger) is None
    assert read_incident(ledger, "INC-0001").status is IncidentStatus.RESOLVED


def test_a_reopening_taken_back_needs_new_cases(ledger, mia):
    incident = open_incident(ledger, "Poison recipes", case_ids=["a"], actor=mia)
    resolve_incident(ledger, incident.ref, version="v3", actor=mia)
    reopened(ledger)
    undo_incident(ledger, read_incident(ledger, "INC-0001").ref, actor=mia)
    assert read_incident(ledger, "INC-0001").resolved_in == "v3"
    assert reopened(ledger) is None
    assert reopened(ledger, case_ids=["x", "z"]).payload["case_ids"] == ["z"]


def test_a_reopened_incident_that_is_resolved_again_is_no_longer_marked(ledger, mia):
    incident = open_incident(ledger, "Poison recipes", case_ids=["a"], actor=mia)
    resolve_incident(ledger, incident.ref, version="v3", actor=mia)
    reopened(ledger)
    resolve_incident(ledger, read_incident(ledger, "INC-0001").ref, version="v4", actor=mia)
    again = read_incident(ledger, "INC-0001")
    assert (again.resolved_in, again.reopened_for) == ("v4", ())


def test_incidents_are_read_as_they_stood_at_an_earlier_time(ledger, mia):
    incident = open_incident(ledger, "Poison recipes", case_ids=["a"], actor=mia)
    event = resolve_incident(ledger, incident.ref, version="v3", actor=mia)
    reopened(ledger)
    (then,) = read_incidents(ledger, until=event.at)
    assert (then.status, then.resolved_in) == (IncidentStatus.RESOLVED, "v3")
