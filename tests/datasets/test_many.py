import pytest

from monitor.datasets import ExampleRef, edit_ideal, freeze, promote, promote_many, read_examples, undo_promotions
from monitor.errors import DatasetError, LedgerError, StaleError
from monitor.ledger import attempt, read_events, verify_ledger
from monitor.records import Actor
from monitor.taxonomy import Expected, Permission, Side


@pytest.fixture
def drafts(draft):
    """A good one, one that is a test already, one without its ideal answer, and another good one."""
    needy = draft("c", expected=Expected.MUST_ANSWER)
    return [draft("a"), draft("b", conversation_id="chat-9"), needy, draft("d")]


def test_each_is_promoted_or_refused_with_its_reason(ledger, mia, draft, drafts, rules):
    promote(ledger, draft("tested", conversation_id="chat-9"), side=Side.EVAL, actor=mia, rules=rules)
    done = promote_many(ledger, drafts, side=Side.TRAIN, actor=mia, rules=rules)
    assert [one.case_id for one in done.examples] == ["case-a", "case-d"]
    assert [one.example_id for one in done.examples] == ["EX-0002", "EX-0003"]
    leak, needy = done.refused
    assert (leak.case_id, needy.case_id) == ("case-b", "case-c")
    assert "chat-9" in leak.reason
    assert "write its ideal answer" in needy.reason
    assert {one.case_id for one in read_examples(ledger)} == {"case-tested", "case-a", "case-d"}


def test_what_was_refused_leaves_no_event(ledger, mia, draft, drafts, rules):
    promote_many(ledger, drafts, side=Side.TRAIN, actor=mia, rules=rules)
    assert len(read_events(ledger)) == 3
    assert verify_ledger(ledger).count == 3


def test_the_same_case_twice_is_refused_the_second_time(ledger, mia, draft, rules):
    done = promote_many(ledger, [draft("a"), draft("a")], side=Side.EVAL, actor=mia, rules=rules)
    assert (len(done.examples), len(done.refused)) == (1, 1)
    assert "already EX-0001" in done.refused[0].reason


def test_a_viewer_promotes_none(ledger, draft, rules):
    guest = Actor("guest", Permission.VIEWER)
    with pytest.raises(LedgerError, match="may only look"):
        promote_many(ledger, [draft("a")], side=Side.EVAL, actor=guest, rules=rules)
    assert read_events(ledger) == ()


def test_more_than_anybody_reads_is_refused(ledger, mia, draft, rules):
    with pytest.raises(DatasetError, match="101 cases are too many"):
        promote_many(ledger, [draft("a")] * 101, side=Side.EVAL, actor=mia, rules=rules)


def refs(examples):
    return [ExampleRef(one.example_id, one.version) for one in examples]


def test_promotions_are_taken_back_together(ledger, mia, drafts, rules):
    done = promote_many(ledger, drafts, side=Side.EVAL, actor=mia, rules=rules)
    undo_promotions(ledger, refs(done.examples), actor=mia, rules=rules)
    assert read_examples(ledger) == ()


def test_promotions_are_taken_back_all_or_none(ledger, mia, drafts, rules):
    done = promote_many(ledger, drafts, side=Side.EVAL, actor=mia, rules=rules)
    edit_ideal(ledger, refs(done.examples)[2], "Gladly: it is done like this.", actor=mia)
    with pytest.raises(StaleError):
        undo_promotions(ledger, refs(done.examples), actor=mia, rules=rules)
    assert len(read_examples(ledger)) == 4


def test_what_was_frozen_is_not_taken_back(ledger, mia, drafts, rules):
    done = promote_many(ledger, drafts, side=Side.EVAL, actor=mia, rules=rules)
    freeze(ledger, "core", actor=mia, rules=rules)
    with pytest.raises(DatasetError, match="withdraw it instead"):
        undo_promotions(ledger, refs(done.examples), actor=mia, rules=rules)


def test_a_part_of_a_decision_is_tried_only_while_the_ledger_is_held(ledger):
    with pytest.raises(LedgerError, match="while the ledger is held"), attempt(ledger):
        pass
