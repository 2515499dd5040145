from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import CaseStatus, Permission, Verdict
from monitor.triage import (
    CaseRef,
    CaseState,
    assess_case,
    assign_case,
    fold_case,
    open_incident,
    override_severity,
    read_case_state,
    read_case_states,
    undo,
)

EVA = Actor("eva", Permission.LEAD)


def facts(state: CaseState) -> tuple[object, ...]:
    return state.status, state.verdict, state.severity, state.assignee


def ref(ledger, case_id="chat-1"):
    return CaseRef(case_id, "seen", read_case_state(ledger, case_id).version)


def test_a_fold_of_no_events_is_an_open_case():
    assert fold_case("chat-1", []) == CaseState(case_id="chat-1", status=CaseStatus.OPEN)


def test_only_cases_somebody_touched_are_read(ledger):
    assess_case(ledger, ref(ledger), Verdict.CONFIRMED, actor=EVA)
    open_incident(ledger, "Poison recipes", case_ids=["chat-2"], actor=EVA)
    states = read_case_states(ledger)
    assert list(states) == ["chat-1", "chat-2"]
    assert (states["chat-1"].incident_id, states["chat-2"].incident_id) == (None, "INC-0001")
    assert (states["chat-2"].version, states["chat-2"].status) == (0, CaseStatus.OPEN)
    assert states["chat-1"] == read_case_state(ledger, "chat-1")


def test_a_case_id_that_starts_like_another_is_another_case(ledger):
    assess_case(ledger, ref(ledger, "chat-1"), Verdict.CONFIRMED, actor=EVA)
    assert read_case_state(ledger, "chat-11").version == 0
    assert read_case_state(ledger, "chat").version == 0


decisions = st.lists(st.tuples(st.sampled_from(["assess", "severity", "assign"]), st.integers(0, 2)), max_size=8)


# Every example opens a new ledger on disk, so a few say enough and none is timed.
@settings(max_examples=25, deadline=None)
@given(decisions=decisions)
def test_undoing_everything_restores_every_earlier_state_in_turn(tmp_path_factory, decisions):
    with open_ledger(f"sqlite:///{tmp_path_factory.mktemp('fold') / 'ledger.sqlite'}") as ledger:
        walked = [facts(read_case_state(ledger, "chat-1"))]
        for action, choice in decisions:
            if action == "assess":
                assess_case(ledger, ref(ledger), list(Verdict)[choice], actor=EVA)
            elif action == "severity":
                override_severity(ledger, ref(ledger), choice, actor=EVA)
            else:
                assign_case(ledger, ref(ledger), f"person {choice}", actor=EVA)
            walked.append(facts(read_case_state(ledger, "chat-1")))
        for expected in reversed(walked[:-1]):
            undo(ledger, ref(ledger), actor=EVA)
            assert facts(read_case_state(ledger, "chat-1")) == expected


def test_who_assessed_a_case_is_told_once_the_last_one_last_and_not_who_took_it_back(ledger):
    mia, ben, eva = (Actor(name, Permission.ANALYST) for name in ("mia", "ben", "eva"))
    for version, (actor, verdict) in enumerate(
        [(mia, Verdict.UNSURE), (ben, Verdict.CONFIRMED), (mia, Verdict.CONFIRMED), (eva, Verdict.NOT_A_FAILURE)]
    ):
        assess_case(ledger, CaseRef("a", "h", version), verdict, actor=actor)
    undo(ledger, CaseRef("a", "h", 4), actor=eva)
    state = read_case_state(ledger, "a")
    assert (state.verdict, state.assessed_by) == (Verdict.CONFIRMED, ("ben", "mia"))
