"""Sides drawn by lot: about as many tests as asked for, the same again by the same seed, and no family on both."""

import pytest

from monitor.datasets import Lot, promote, promote_many, read_examples
from monitor.errors import LeakError
from monitor.ledger import verify_ledger
from monitor.taxonomy import Expected, Side

LOT = Lot(eval_share=0.3, seed=1)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_as_many_are_tests_as_asked_for(share):
    drawn = [Lot(share, 7).draw(f"case-{number}")[0] for number in range(10_000)]
    assert abs(drawn.count(Side.EVAL) / 10_000 - share) < 0.015


def test_a_seed_draws_the_same_again_and_another_draws_others():
    cases = [f"case-{number}" for number in range(200)]
    draws = [[Lot(0.3, seed).draw(case) for case in cases] for seed in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]
    assert all(set(both) == set(Side) for both in draws[0])


def names_of(side):
    """Names of cases that are drawn for a side when nothing like them is there."""
    return [name for name in "abcdefghijklmnop" if LOT.draw(f"case-{name}")[0] is side]


def test_a_case_goes_to_the_side_that_is_drawn(ledger, mia, draft, rules):
    for side in Side:
        assert promote(ledger, draft(names_of(side)[0]), side=LOT, actor=mia, rules=rules).side is side


@pytest.mark.parametrize("side", list(Side))
def test_a_family_keeps_its_side_whatever_is_drawn(ledger, mia, draft, rules, side):
    (other,) = {*Side} - {side}
    promote(ledger, draft("first", conversation_id="chat-9"), side=side, actor=mia, rules=rules)
    joined = promote(ledger, draft(names_of(other)[0], conversation_id="chat-9"), side=LOT, actor=mia, rules=rules)
    assert (joined.example_id, joined.side) == ("EX-0002", side)
    assert verify_ledger(ledger).count == 2


def test_what_touches_both_sides_is_refused(ledger, mia, draft, rules):
    promote(ledger, draft("first", conversation_id="x"), side=Side.EVAL, actor=mia, rules=rules)
    promote(ledger, draft("second", user="u"), side=Side.TRAIN, actor=mia, rules=rules)
    with pytest.raises(LeakError):
        promote(ledger, draft("third", conversation_id="x", user="u"), side=LOT, actor=mia, rules=rules)
    assert verify_ledger(ledger).count == 2


def test_what_may_not_be_trained_on_yet_is_not_made_a_test_instead(ledger, mia, draft, rules):
    needy = draft(names_of(Side.TRAIN)[0], expected=Expected.MUST_ANSWER)
    done = promote_many(ledger, [needy, draft(names_of(Side.EVAL)[0])], side=LOT, actor=mia, rules=rules)
    assert "write its ideal answer" in done.refused[0].reason
    assert [one.side for one in read_examples(ledger)] == [Side.EVAL]
