from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.datasets import (
    ExampleRef,
    LeakRules,
    edit_ideal,
    freeze,
    promote,
    read_example,
    read_examples,
    undo_example,
    withdraw,
)
from monitor.errors import DatasetError, LeakError, LedgerError, StaleError
from monitor.ledger import verify_ledger
from monitor.records import Actor, ExampleDraft, Message
from monitor.taxonomy import Expected, Permission, Role, Side


def ref(ledger, example_id):
    return ExampleRef(example_id, read_example(ledger, example_id).version)


def test_a_promoted_example_gets_a_number_people_can_say(ledger, mia, draft, rules):
    example = promote(ledger, draft("a"), side=Side.EVAL, actor=mia, rules=rules)
    assert (example.example_id, example.side, example.promoted_by) == ("EX-0001", Side.EVAL, "mia")
    assert read_examples(ledger) == (example,)
    assert read_examples(ledger, side=Side.TRAIN) == ()


def test_a_viewer_promotes_nothing(ledger, draft, rules):
    with pytest.raises(LedgerError, match="may only look"):
        promote(ledger, draft("a"), side=Side.EVAL, actor=Actor("guest", Permission.VIEWER), rules=rules)


@pytest.mark.parametrize("side", list(Side))
def test_the_same_case_is_promoted_once(ledger, mia, draft, side, rules):
    promote(ledger, draft("a"), side=Side.EVAL, actor=mia, rules=rules)
    with pytest.raises(DatasetError, match="case case-a is already EX-0001 on the eval side"):
        promote(ledger, draft("a"), side=side, actor=mia, rules=rules)


def test_a_leak_is_refused_with_the_example_its_side_and_why_and_leaves_no_event(ledger, mia, draft, rules):
    promote(ledger, draft("a", conversation_id="chat-9"), side=Side.EVAL, actor=mia, rules=rules)
    complaint = r"EX-0002 .*train side, because EX-0001 .*is on the eval side: .*come from conversation 'chat-9'"
    with pytest.raises(LeakError, match=complaint):
        promote(ledger, draft("b", conversation_id="chat-9"), side=Side.TRAIN, actor=mia, rules=rules)
    assert verify_ledger(ledger).count == 1
    assert (
        promote(ledger, draft("b", conversation_id="chat-9"), side=Side.EVAL, actor=mia, rules=rules).side is Side.EVAL
    )


def test_an_example_between_two_sides_belongs_to_neither(ledger, mia, draft, rules):
    promote(ledger, draft("a", conversation_id="x"), side=Side.EVAL, actor=mia, rules=rules)
    promote(ledger, draft("b", response_cluster_id="R-1"), side=Side.TRAIN, actor=mia, rules=rules)
    bridge = draft("c", conversation_id="x", response_cluster_id="R-1")
    for side in Side:
        with pytest.raises(LeakError):
            promote(ledger, bridge, side=side, actor=mia, rules=rules)


def test_two_people_promoting_one_family_to_both_sides_at_once_cannot_both_succeed(ledger, mia, draft, rules):
    def promote_one(number):
        side = list(Side)[number % 2]
        try:
            return promote(ledger, draft(f"n{number}", prompt_cluster_id="P-1"), side=side, actor=mia, rules=rules).side
        except LeakError:
            return None

    with ThreadPoolExecutor(8) as pool:
        sides = list(pool.map(promote_one, range(16)))
    assert sides.count(None) == 8
    assert len({side for side in sides if side}) == 1


@pytest.mark.parametrize("expected", [Expected.MUST_ANSWER, Expected.MUST_CORRECT, Expected.MUST_ASK_BACK])
def test_training_needs_the_ideal_answer(ledger, mia, draft, expected, rules):
    with pytest.raises(DatasetError, match="write its ideal answer"):
        promote(ledger, draft("a", expected=expected), side=Side.TRAIN, actor=mia, rules=rules)
    promote(ledger, draft("a", expected=expected), side=Side.EVAL, actor=mia, rules=rules)
    promote(ledger, draft("b", expected=expected, ideal="Yes."), side=Side.TRAIN, actor=mia, rules=rules)


def test_a_refusal_is_trained_on_without_an_ideal_answer(ledger, mia, draft, rules):
    assert promote(ledger, draft("a"), side=Side.TRAIN, actor=mia, rules=rules).ideal is None


@pytest.mark.parametrize(("ideal", "complaint"), [(" \n", "blank"), ("answer a", "failing response itself")])
def test_an_ideal_answer_that_is_none_is_refused(ledger, mia, draft, ideal, complaint, rules):
    with pytest.raises(DatasetError, match=complaint):
        promote(ledger, draft("a", ideal=ideal), side=Side.TRAIN, actor=mia, rules=rules)


def test_an_example_needs_something_that_was_asked(ledger, mia, rules):
    silent = ExampleDraft(
        case_id="a", messages=(Message(Role.SYSTEM, "Be kind."),), response="x", expected=Expected.MUST_REFUSE
    )
    with pytest.raises(DatasetError, match="no user message"):
        promote(ledger, silent, side=Side.EVAL, actor=mia, rules=rules)


def test_half_a_surrogate_pair_is_refused(ledger, mia, draft, rules):
    with pytest.raises(DatasetError, match="surrogate"):
        promote(ledger, draft("a", response="broken \ud83d"), side=Side.EVAL, actor=mia, rules=rules)


def test_an_ideal_answer_is_edited_and_the_edit_taken_back(ledger, mia, draft, rules):
    promote(ledger, draft("a", expected=Expected.MUST_ANSWER, ideal="Old."), side=Side.TRAIN, actor=mia, rules=rules)
    assert edit_ideal(ledger, ref(ledger, "EX-0001"), "New.", actor=mia).ideal == "New."
    undo_example(ledger, ref(ledger, "EX-0001"), actor=mia, rules=rules)
    assert read_example(ledger, "EX-0001").ideal == "Old."
    with pytest.raises(DatasetError, match="write its ideal answer"):
        edit_ideal(ledger, ref(ledger, "EX-0001"), None, actor=mia)


def test_an_edit_on_a_stale_version_shows_both_answers(ledger, mia, draft, rules):
    promote(ledger, draft("a"), side=Side.TRAIN, actor=mia, rules=rules)
    seen = ref(ledger, "EX-0001")
    edit_ideal(ledger, seen, "Theirs.", actor=mia)
    with pytest.raises(StaleError, match=r"Theirs\..*Mine\."):
        edit_ideal(ledger, seen, "Mine.", actor=mia)


def test_a_withdrawn_example_frees_its_case_but_not_its_family(ledger, mia, draft, rules):
    promote(ledger, draft("a", conversation_id="x"), side=Side.EVAL, actor=mia, rules=rules)
    withdraw(ledger, ref(ledger, "EX-0001"), actor=mia)
    assert read_examples(ledger) == ()
    with pytest.raises(DatasetError, match="already withdrawn"):
        withdraw(ledger, ref(ledger, "EX-0001"), actor=mia)
    with pytest.raises(LeakError, match="EX-0001"):
        promote(ledger, draft("a", conversation_id="x"), side=Side.TRAIN, actor=mia, rules=rules)
    assert promote(ledger, draft("a", conversation_id="x"), side=Side.EVAL, actor=mia, rules=rules).side is Side.EVAL


def test_a_withdrawal_is_taken_back(ledger, mia, draft, rules):
    promote(ledger, draft("a", conversation_id="x"), side=Side.EVAL, actor=mia, rules=rules)
    withdraw(ledger, ref(ledger, "EX-0001"), actor=mia)
    undo_example(ledger, ref(ledger, "EX-0001"), actor=mia, rules=rules)
    assert not read_example(ledger, "EX-0001").is_withdrawn


def test_what_came_to_meet_a_test_meanwhile_does_not_come_back_into_training(ledger, mia, draft, rules):
    apart = LeakRules(rules.embed, by_cluster=False)
    promote(ledger, draft("a", prompt_cluster_id="P"), side=Side.TRAIN, actor=mia, rules=apart)
    withdraw(ledger, ref(ledger, "EX-0001"), actor=mia)
    promote(ledger, draft("b", prompt_cluster_id="P"), side=Side.EVAL, actor=mia, rules=apart)
    with pytest.raises(LeakError, match="EX-0002"):
        undo_example(ledger, ref(ledger, "EX-0001"), actor=mia, rules=rules)


def test_a_published_promotion_is_not_undone(ledger, mia, draft, rules):
    promote(ledger, draft("a"), side=Side.EVAL, actor=mia, rules=rules)
    freeze(ledger, "core", actor=mia, rules=rules)
    with pytest.raises(DatasetError, match="core version 1: withdraw it instead"):
        undo_example(ledger, ref(ledger, "EX-0001"), actor=mia, rules=rules)
    assert read_example(ledger, "EX-0001").version == 1


def test_a_withdrawn_example_still_ties_those_it_resembled_until_its_promotion_is_undone(ledger, mia, draft, rules):
    promote(ledger, draft("a", conversation_id="x"), side=Side.EVAL, actor=mia, rules=rules)
    promote(ledger, draft("b", conversation_id="x", response_cluster_id="R"), side=Side.EVAL, actor=mia, rules=rules)
    withdraw(ledger, ref(ledger, "EX-0002"), actor=mia)
    with pytest.raises(LeakError, match="EX-0003 and EX-0002 are in response cluster"):
        promote(ledger, draft("c", response_cluster_id="R"), side=Side.TRAIN, actor=mia, rules=rules)
    undo_example(ledger, ref(ledger, "EX-0002"), actor=mia, rules=rules)
    undo_example(ledger, ref(ledger, "EX-0002"), actor=mia, rules=rules)
    third = promote(ledger, draft("c", response_cluster_id="R"), side=Side.TRAIN, actor=mia, rules=rules)
    assert third.side is Side.TRAIN
    with pytest.raises(DatasetError, match="no example 'EX-0002'"):
        read_example(ledger, "EX-0002")
    with pytest.raises(DatasetError, match="no change left"):
        undo_example(ledger, ExampleRef("EX-0002", 4), actor=mia, rules=rules)
