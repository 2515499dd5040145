from monitor.ledger import read_events, subject_id
from monitor.taxonomy import Subject
from monitor.triage import add_to_incident, fold_incident, open_incident, read_incident, remove_case, undo_incident


def test_a_fold_of_no_events_is_no_incident():
    assert fold_incident([]) is None


def test_a_fold_over_part_of_the_history_is_the_incident_as_it_was(ledger, mia):
    open_incident(ledger, "Poison recipes", case_ids=["a"], actor=mia)
    add_to_incident(ledger, "INC-0001", ["b"], actor=mia)
    remove_case(ledger, "INC-0001", "a", actor=mia)
    events = read_events(ledger, subject_id=subject_id(Subject.INCIDENT, "INC-0001"))
    folded = [fold_incident(events[:count]) for count in (1, 2, 3)]
    assert [incident.case_ids for incident in folded] == [("a",), ("a", "b"), ("b",)]
    assert [incident.version for incident in folded] == [1, 2, 3]


def test_a_case_taken_out_by_mistake_comes_back_where_it_was(ledger, mia):
    open_incident(ledger, "Poison recipes", case_ids=["a", "b"], actor=mia)
    removed = remove_case(ledger, "INC-0001", "a", actor=mia)
    undo_incident(ledger, removed.ref, actor=mia)
    assert read_incident(ledger, "INC-0001").case_ids == ("a", "b")
