import pytest

from monitor.errors import LedgerError, StaleError
from monitor.ledger import open_ledger, read_events
from monitor.records import Actor
from monitor.taxonomy import CaseStatus, EventKind, Permission, Subject, Verdict
from monitor.triage import CaseRef, add_note, assess_case, read_case_states, resolve_case
from monitor.triage.many import MOST_AT_ONCE, assess_cases, resolve_cases, undo_cases

ANNA = Actor("anna", Permission.ANALYST)
REFS = [CaseRef(f"c{number}-1", f"hash{number}", 0) for number in range(4)]


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as opened:
        yield opened


def test_each_case_gets_an_event_of_its_own_with_its_content(ledger):
    assess_cases(ledger, REFS, Verdict.NOT_A_FAILURE, actor=ANNA, reason="Our own testers.")
    events = list(read_events(ledger, subject=Subject.CASE))
    assert [event.payload["content_hash"] for event in events] == [ref.content_hash for ref in REFS]
    assert {(event.kind, event.reason, event.actor) for event in events} == {
        (EventKind.ASSESSED, "Our own testers.", "anna")
    }


def test_a_case_decided_meanwhile_refuses_the_whole_decision(ledger):
    assess_case(ledger, REFS[2], Verdict.CONFIRMED, actor=Actor("ben", Permission.ANALYST))
    with pytest.raises(StaleError):
        assess_cases(ledger, REFS, Verdict.NOT_A_FAILURE, actor=ANNA, reason="Our own testers.")
    assert [state.verdict for state in read_case_states(ledger).values()] == [Verdict.CONFIRMED]


def test_a_resolved_case_refuses_the_whole_decision(ledger):
    resolve_case(ledger, REFS[0], actor=ANNA)
    refs = [CaseRef("c0-1", "hash0", 1), *REFS[1:]]
    with pytest.raises(LedgerError, match="resolved"):
        resolve_cases(ledger, refs, actor=ANNA, reason="Done.")
    assert len(read_case_states(ledger)) == 1


def test_setting_many_aside_is_taken_back_at_once(ledger):
    after = resolve_cases(ledger, REFS, actor=ANNA, reason="A test run.")
    assert {state.status for state in read_case_states(ledger).values()} == {CaseStatus.RESOLVED}
    undo_cases(ledger, after, actor=ANNA)
    assert {state.status for state in read_case_states(ledger).values()} == {CaseStatus.OPEN}


def test_what_somebody_touched_since_is_not_taken_back(ledger):
    after = assess_cases(ledger, REFS, Verdict.UNSURE, actor=ANNA, reason="Too short to tell.")
    add_note(ledger, after[1], "Ask the vendor.", actor=ANNA)
    with pytest.raises(StaleError):
        undo_cases(ledger, after, actor=ANNA)
    assert {state.verdict for state in read_case_states(ledger).values()} == {Verdict.UNSURE}


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_decision_on_many_needs_a_reason(ledger, reason):
    with pytest.raises(LedgerError, match="reason"):
        assess_cases(ledger, REFS, Verdict.CONFIRMED, actor=ANNA, reason=reason)


def test_nobody_decides_on_more_than_can_be_looked_at(ledger):
    many = [CaseRef(f"c{number}-1", "hash", 0) for number in range(MOST_AT_ONCE + 1)]
    with pytest.raises(LedgerError, match="too many"):
        resolve_cases(ledger, many, actor=ANNA, reason="All of it.")
