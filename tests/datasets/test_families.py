from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.datasets import find_families, find_leak
from monitor.datasets.families import find_bonds
from monitor.records import Example, Message
from monitor.taxonomy import Expected, Role, Side

LONG = "First you take the kettle, then you fill it with cold water, and then you wait until it sings"
STOCK = "I'm sorry, but I can't help with that."


def example(name, side=Side.EVAL, *, prompt=None, response=None, **content):
    return Example(
        example_id=name,
        case_id=f"case-{name}",
        messages=(Message(Role.USER, prompt or f"question {name} about {name} things"),),
        response=response or f"answer {name}",
        expected=Expected.MUST_REFUSE,
        side=side,
        version=1,
        promoted_by="mia",
        promoted_at=datetime(2026, 11, 22),
        **content,
    )


def test_examples_with_nothing_in_common_are_families_of_one():
    assert find_families([example("a"), example("b")]) == (("a",), ("b",))


@pytest.mark.parametrize("axis", ["conversation_id", "prompt_cluster_id", "response_cluster_id"])
def test_a_shared_conversation_or_cluster_makes_a_family(axis):
    alike = [example("a", **{axis: "x"}), example("b"), example("c", **{axis: "x"})]
    assert find_families(alike) == (("a", "c"), ("b",))


def test_the_same_id_on_different_axes_makes_no_family():
    assert len(find_families([example("a", prompt_cluster_id="x"), example("b", response_cluster_id="x")])) == 2


def test_an_unknown_conversation_or_cluster_is_shared_with_nobody():
    assert find_bonds([example("a"), example("b")]) == ()


def test_prompts_that_are_nearly_the_same_make_a_family():
    alike = [example("a", prompt=LONG), example("b", prompt=LONG.replace("cold", "fresh").upper())]
    assert find_families(alike) == (("a", "b"),)


def test_short_prompts_that_are_the_same_make_a_family():
    assert find_families([example("a", prompt="Hi!"), example("b", prompt="hi")]) == (("a", "b"),)


def test_responses_that_are_nearly_the_same_make_a_family():
    assert find_families([example("a", response=LONG), example("b", response=LONG + "!")]) == (("a", "b"),)


def test_a_stock_refusal_makes_no_family():
    assert len(find_families([example("a", response=STOCK), example("b", response=STOCK)])) == 2


def test_a_family_on_one_side_is_no_leak():
    assert find_leak([example("a", conversation_id="x"), example("b", conversation_id="x")]) is None


def test_a_leak_says_which_examples_on_which_sides_and_why():
    leak = find_leak([example("a", prompt_cluster_id="P-1"), example("b", Side.TRAIN, prompt_cluster_id="P-1")])
    assert str(leak) == (
        "a cannot be on the eval side, because b of the same leak family is on the train side: "
        "a and b are in prompt cluster 'P-1'"
    )


def test_a_leak_through_a_withdrawn_example_is_found_with_its_whole_chain():
    chain = [
        example("a", conversation_id="x"),
        example("b", conversation_id="x", response_cluster_id="R-2", is_withdrawn=True),
        example("c", Side.TRAIN, response_cluster_id="R-2"),
    ]
    leak = find_leak(chain)
    assert [(link.left, link.right) for link in leak.chain] == [("a", "b"), ("b", "c")]
    assert find_leak([chain[0], chain[2]]) is None


@pytest.mark.parametrize("withdrawn", ["a", "b"])
def test_a_withdrawn_example_is_on_no_side(withdrawn):
    sides = {"a": Side.EVAL, "b": Side.TRAIN}
    pair = [example(name, side, conversation_id="x", is_withdrawn=name == withdrawn) for name, side in sides.items()]
    assert find_leak(pair) is None


def test_looking_from_one_example_sees_only_its_own_family():
    examples = [
        example("a", conversation_id="x"),
        example("b", Side.TRAIN, conversation_id="x"),
        example("c", conversation_id="y"),
    ]
    assert find_leak(examples, about="c") is None
    assert find_leak(examples, about="b").other.example_id == "a"


keys = st.sampled_from([None, "1", "2", "3", "4"])
pools = st.lists(st.tuples(st.sampled_from(Side), keys, keys, keys), max_size=12)


@given(pools)
def test_families_are_what_naive_merging_makes_of_shared_keys(rows):
    examples = [
        example(f"e{n}", side, conversation_id=c, prompt_cluster_id=p, response_cluster_id=r)
        for n, (side, c, p, r) in enumerate(rows)
    ]
    family = {one.example_id: {one.example_id} for one in examples}
    for one in examples:
        for other in examples:
            mine = (one.conversation_id, one.prompt_cluster_id, one.response_cluster_id)
            theirs = (other.conversation_id, other.prompt_cluster_id, other.response_cluster_id)
            if any(key is not None and key == its for key, its in zip(mine, theirs, strict=True)):
                merged = family[one.example_id] | family[other.example_id]
                family.update((member, merged) for member in merged)
    assert {frozenset(members) for members in find_families(examples)} == {frozenset(m) for m in family.values()}
    sides = {one.example_id: one.side for one in examples}
    has_leak = any(len({sides[member] for member in members}) > 1 for members in family.values())
    assert (find_leak(examples) is not None) == has_leak
