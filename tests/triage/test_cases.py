import pytest

from monitor.errors import LedgerError, StaleError
from monitor.ledger import verify_ledger
from monitor.taxonomy import CaseStatus, Verdict
from monitor.triage import (
    CaseRef,
    add_note,
    assess_case,
    assign_case,
    override_severity,
    read_case_state,
    reopen_case,
    resolve_case,
    undo,
)


def now(ledger, case_id="chat-1", content_hash="as-seen"):
    return CaseRef(case_id, content_hash, read_case_state(ledger, case_id).version)


def test_a_case_nobody_decided_on_is_open_at_version_zero(ledger):
    state = read_case_state(ledger, "chat-1")
    assert (state.status, state.version, state.verdict, state.history) == (CaseStatus.OPEN, 0, None, ())


def test_a_verdict_is_kept_with_who_gave_it_and_why(ledger, mia):
    assess_case(ledger, now(ledger), Verdict.CONFIRMED, actor=mia, reason="it names the poison")
    state = read_case_state(ledger, "chat-1")
    assert (state.status, state.verdict) == (CaseStatus.ASSESSED, Verdict.CONFIRMED)
    assert (state.history[0].actor, state.history[0].reason) == ("mia", "it names the poison")


def test_the_second_of_two_people_deciding_at_once_is_shown_both_verdicts(ledger, mia):
    seen_by_both = now(ledger)
    assess_case(ledger, seen_by_both, Verdict.CONFIRMED, actor=mia)
    with pytest.raises(StaleError, match=r"version 1 .*confirmed.* by mia.*version 0 .*not_a_failure"):
        assess_case(ledger, seen_by_both, Verdict.NOT_A_FAILURE, actor=mia)
    assert read_case_state(ledger, "chat-1").verdict is Verdict.CONFIRMED


def test_a_viewer_decides_nothing(ledger, guest):
    with pytest.raises(LedgerError, match="may only look"):
        assess_case(ledger, now(ledger), Verdict.CONFIRMED, actor=guest)
    with pytest.raises(LedgerError, match="may only look"):
        add_note(ledger, now(ledger), "hello", actor=guest)
    assert read_case_state(ledger, "chat-1").version == 0


def test_a_severity_can_be_overridden_and_handed_back_to_the_machine(ledger, mia):
    override_severity(ledger, now(ledger), 0, actor=mia)
    assert read_case_state(ledger, "chat-1").severity == 0
    override_severity(ledger, now(ledger), None, actor=mia)
    assert read_case_state(ledger, "chat-1").severity is None


@pytest.mark.parametrize("severity", [-1, 5])
def test_a_severity_outside_the_scale_is_refused(ledger, mia, severity):
    with pytest.raises(LedgerError, match="from 0 to 4"):
        override_severity(ledger, now(ledger), severity, actor=mia)


def test_a_decision_knows_when_the_content_is_no_longer_what_it_was_made_on(ledger, mia):
    assess_case(ledger, now(ledger, content_hash="old"), Verdict.CONFIRMED, actor=mia)
    add_note(ledger, now(ledger, content_hash="new"), "a note decides nothing", actor=mia)
    state = read_case_state(ledger, "chat-1")
    assert state.decided_on == "old"
    assert state.was_decided_on("old")
    assert not state.was_decided_on("new")


def test_notes_are_kept_in_order_with_their_words_untouched(ledger, mia):
    words = ["first\r\n<img src=x onerror=alert(1)>", "zweite – ‮drei\0"]
    for text in words:
        add_note(ledger, now(ledger), text, actor=mia)
    assert [note.text for note in read_case_state(ledger, "chat-1").notes] == words


def test_an_empty_note_is_refused(ledger, mia):
    with pytest.raises(LedgerError, match="needs words"):
        add_note(ledger, now(ledger), " \n", actor=mia)


def test_a_case_is_handed_to_somebody_and_back(ledger, mia):
    assign_case(ledger, now(ledger), "ben", actor=mia)
    assert read_case_state(ledger, "chat-1").assignee == "ben"
    assign_case(ledger, now(ledger), None, actor=mia)
    assert read_case_state(ledger, "chat-1").assignee is None


def test_a_resolved_case_must_be_reopened_before_it_is_assessed(ledger, mia):
    resolve_case(ledger, now(ledger), actor=mia)
    with pytest.raises(LedgerError, match="reopen it first"):
        assess_case(ledger, now(ledger), Verdict.CONFIRMED, actor=mia)
    reopen_case(ledger, now(ledger), actor=mia)
    assess_case(ledger, now(ledger), Verdict.CONFIRMED, actor=mia)
    assert read_case_state(ledger, "chat-1").status is CaseStatus.ASSESSED


def test_a_refused_decision_leaves_no_event(ledger, mia):
    with pytest.raises(LedgerError, match="nothing to reopen"):
        reopen_case(ledger, now(ledger), actor=mia)
    assert verify_ledger(ledger).count == 0


def test_undoing_again_and_again_walks_back_to_the_beginning(ledger, mia):
    assess_case(ledger, now(ledger), Verdict.UNSURE, actor=mia)
    assess_case(ledger, now(ledger), Verdict.CONFIRMED, actor=mia)
    resolve_case(ledger, now(ledger), actor=mia)
    walked = []
    for _ in range(3):
        undo(ledger, now(ledger), actor=mia)
        state = read_case_state(ledger, "chat-1")
        walked.append((state.status, state.verdict))
    assert walked == [
        (CaseStatus.ASSESSED, Verdict.CONFIRMED),
        (CaseStatus.ASSESSED, Verdict.UNSURE),
        (CaseStatus.OPEN, None),
    ]
    with pytest.raises(LedgerError, match="no decision left"):
        undo(ledger, now(ledger), actor=mia)
    assert len(read_case_state(ledger, "chat-1").history) == 6


def test_after_an_undo_new_decisions_are_undone_first(ledger, mia):
    assess_case(ledger, now(ledger), Verdict.CONFIRMED, actor=mia)
    assign_case(ledger, now(ledger), "ben", actor=mia)
    undo(ledger, now(ledger), actor=mia)
    assign_case(ledger, now(ledger), "eva", actor=mia)
    undo(ledger, now(ledger), actor=mia)
    state = read_case_state(ledger, "chat-1")
    assert (state.assignee, state.verdict) == (None, Verdict.CONFIRMED)


def test_two_presses_of_undo_on_one_page_take_back_one_decision(ledger, mia):
    assess_case(ledger, now(ledger), Verdict.UNSURE, actor=mia)
    assess_case(ledger, now(ledger), Verdict.CONFIRMED, actor=mia)
    seen = now(ledger)
    undo(ledger, seen, actor=mia)
    with pytest.raises(StaleError):
        undo(ledger, seen, actor=mia)
    assert read_case_state(ledger, "chat-1").verdict is Verdict.UNSURE
