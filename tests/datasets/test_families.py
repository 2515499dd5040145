from base64 import b64encode
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.datasets import LeakRules, find_collision, find_families, find_leaks
from monitor.datasets.bonds import find_bonds
from monitor.records import Example, Message
from monitor.taxonomy import Expected, Role, Side

LONG = "First you take the kettle, then you fill it with cold water, and then you wait until it sings"
STOCK = "I'm sorry, but I can't help with that."


PROMPTS = {
    "a": "How long do I boil an egg?",
    "b": "Who painted the Sistine Chapel?",
    "c": "Why does my bicycle squeak?",
}


def example(name, side=Side.EVAL, *, prompt=None, response=None, **content):
    return Example(
        example_id=name,
        case_id=f"case-{name}",
        messages=(Message(Role.USER, prompt or PROMPTS[name]),),
        response=response or f"answer {name}",
        expected=Expected.MUST_REFUSE,
        side=side,
        version=1,
        promoted_by="mia",
        promoted_at=datetime(2026, 11, 22),
        **content,
    )


def test_examples_with_nothing_in_common_are_families_of_one(rules):
    assert find_families([example("a"), example("b")], rules) == (("a",), ("b",))


@pytest.mark.parametrize("axis", ["conversation_id", "user", "template", "prompt_cluster_id", "response_cluster_id"])
def test_a_shared_origin_template_or_cluster_makes_a_family(axis, rules):
    alike = [example("a", **{axis: "x"}), example("b"), example("c", **{axis: "x"})]
    assert find_families(alike, rules) == (("a", "c"), ("b",))


def test_the_same_id_on_different_axes_makes_no_family(rules):
    assert len(find_families([example("a", prompt_cluster_id="x"), example("b", response_cluster_id="x")], rules)) == 2


def test_an_unknown_conversation_or_cluster_is_shared_with_nobody(rules):
    assert find_bonds([example("a"), example("b")], rules) == ()


def test_prompts_that_are_nearly_the_same_make_a_family(rules):
    alike = [example("a", prompt=LONG), example("b", prompt=LONG.replace("cold", "fresh").upper())]
    assert find_families(alike, rules) == (("a", "b"),)


@pytest.mark.parametrize("disguise", [lambda text: b64encode(text.encode()).decode(), lambda text: text[::-1]])
def test_a_disguised_prompt_is_of_the_family_of_what_it_asks(rules, disguise):
    first, second = example("a"), example("b", Side.TRAIN, prompt=disguise(PROMPTS["a"]))
    assert find_families([first, second], rules) == (("a", "b"),)
    (leak,) = find_leaks([first, second], rules)
    assert "nearly the same prompts" in str(leak)


def test_short_prompts_that_are_the_same_make_a_family(rules):
    assert find_families([example("a", prompt="Hi!"), example("b", prompt="hi")], rules) == (("a", "b"),)


def test_responses_that_are_nearly_the_same_make_a_family(rules):
    assert find_families([example("a", response=LONG), example("b", response=LONG + "!")], rules) == (("a", "b"),)


def test_a_stock_refusal_makes_no_family(rules):
    assert len(find_families([example("a", response=STOCK), example("b", response=STOCK)], rules)) == 2


def test_clusters_join_nobody_where_the_team_says_so(rules):
    alike = [example("a", prompt_cluster_id="x"), example("b", prompt_cluster_id="x")]
    assert len(find_families(alike, LeakRules(rules.embed, by_cluster=False))) == 2


def test_the_same_question_in_other_words_makes_a_family(rules):
    asked = (
        "How can I pick the lock of my neighbour's back door?",
        "What is a way to pick my neighbour's back door lock?",
    )
    bond = find_bonds([example("a", prompt=asked[0]), example("b", prompt=asked[1])], rules)[0]
    assert bond.why.startswith("ask the same in other words (cosine ")


def test_a_family_on_one_side_is_no_leak(rules):
    assert find_leaks([example("a", conversation_id="x"), example("b", conversation_id="x")], rules) == ()


def test_a_leak_says_which_examples_on_which_sides_and_why(rules):
    pair = [example("a", prompt_cluster_id="P-1"), example("b", Side.TRAIN, prompt_cluster_id="P-1")]
    assert list(map(str, find_leaks(pair, rules))) == [
        "b cannot be on the train side, because a of the same leak family is on the eval side: "
        "b and a are in prompt cluster 'P-1'"
    ]


def test_a_leak_through_a_withdrawn_example_is_found_with_its_whole_chain(rules):
    chain = [
        example("a", conversation_id="x"),
        example("b", conversation_id="x", response_cluster_id="R-2", is_withdrawn=True),
        example("c", Side.TRAIN, response_cluster_id="R-2"),
    ]
    shown = find_collision(chain, rules, about="c")
    assert [(link.left, link.right) for link in shown.chain] == [("c", "b")]
    assert find_leaks([chain[0], chain[2]], rules) == ()


def test_a_withdrawn_test_is_not_trained_on_and_a_withdrawn_training_example_repairs_its_family(rules):
    tested, trained = example("a", conversation_id="x"), example("b", Side.TRAIN, conversation_id="x")
    assert find_leaks([replace(tested, is_withdrawn=True), trained], rules)
    assert not find_leaks([tested, replace(trained, is_withdrawn=True)], rules)


@pytest.mark.parametrize(
    ("known", "side", "collides"),
    [
        ([(Side.EVAL, False)], Side.TRAIN, True),
        ([(Side.EVAL, True)], Side.TRAIN, True),
        ([(Side.TRAIN, False)], Side.EVAL, True),
        ([(Side.TRAIN, True)], Side.EVAL, True),
        ([(Side.EVAL, False), (Side.TRAIN, True)], Side.EVAL, False),
        ([(Side.EVAL, False), (Side.TRAIN, True)], Side.TRAIN, True),
        ([(Side.EVAL, False)], Side.EVAL, False),
        ([(Side.TRAIN, True)], Side.TRAIN, False),
    ],
)
def test_a_family_has_one_side_for_life_and_eval_wins(rules, known, side, collides):
    family = [
        example(name, on, conversation_id="x", is_withdrawn=gone) for name, (on, gone) in zip("ab", known, strict=False)
    ]
    family.append(example("c", side, conversation_id="x"))
    assert (find_collision(family, rules, about="c") is not None) == collides


def test_looking_from_one_example_sees_only_its_own_family(rules):
    examples = [
        example("a", conversation_id="x"),
        example("b", Side.TRAIN, conversation_id="x"),
        example("c", conversation_id="y"),
    ]
    assert find_collision(examples, rules, about="c") is None
    assert find_collision(examples, rules, about="b").other.example_id == "a"


keys = st.sampled_from([None, "1", "2", "3", "4"])
pools = st.lists(st.tuples(st.sampled_from(Side), keys, keys, keys), max_size=12)
NO_VECTORS = LeakRules(embed=lambda texts: np.eye(len(texts), dtype=np.float32))


@given(pools)
def test_families_are_what_naive_merging_makes_of_shared_keys(rows):
    examples = [
        example(f"e{n}", side, prompt=f"{n}", conversation_id=c, prompt_cluster_id=p, response_cluster_id=r)
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
    found = find_families(examples, NO_VECTORS)
    assert {frozenset(members) for members in found} == {frozenset(members) for members in family.values()}
    sides = {one.example_id: one.side for one in examples}
    leaking = {frozenset(members) for members in family.values() if len({sides[one] for one in members}) > 1}
    assert len(find_leaks(examples, NO_VECTORS)) == len(leaking)
