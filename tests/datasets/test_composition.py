"""What a recipe takes into a training set, what it leaves out, and what it cannot be given."""

from collections import Counter
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from monitor.config import Recipe
from monitor.datasets import (
    Release,
    accepted,
    choose_twins,
    compose,
    count_by,
    draft_ordinary,
    freeze,
    promote,
    read_version,
)
from monitor.detectors.refusal import judge_refusal
from monitor.errors import DatasetError
from monitor.records import Example, Message
from monitor.taxonomy import Expected, Failure, IdealOrigin, Part, Role, Side


def example(number, side=Side.TRAIN, **content):
    part = content.get("part", Part.FAILURE)
    return Example(
        example_id=f"EX-{number:04}",
        case_id=f"case-{number}",
        messages=(Message(Role.USER, f"question {number}"),),
        response=f"answer {number}" if part is Part.FAILURE else "",
        ideal="good",
        expected=Expected.MUST_ANSWER,
        side=side,
        version=1,
        promoted_by="mia",
        promoted_at=datetime(2026, 11, 22),
        **content,
    )


def examples(count, **content):
    return [example(number, **content) for number in range(count)]


def taken(composition, part):
    return sum(one.part is part for one in composition.examples)


def test_ordinary_and_contrasting_answers_are_mixed_in_by_their_shares():
    pool = [example(number, part=[*Part][number % 3]) for number in range(300)]
    found = compose(pool, Recipe(ordinary=0.4, contrast=0.1))
    assert [taken(found, part) for part in Part] == [100, 80, 20]
    assert len(found.left_out) == 100
    assert found.unmet == ()


def test_what_is_missing_is_said_and_nothing_is_thrown_away_for_it():
    found = compose(examples(10), Recipe(ordinary=0.5, contrast=0))
    assert len(found.examples) == 10
    assert found.unmet == ("10 ordinary examples are wanted, and there are 0",)


def test_no_value_has_more_than_its_largest_share_and_tests_are_never_thinned():
    failures = [example(number, language="en" if number < 80 else f"l{number % 3}") for number in range(100)]
    tested = [example(1000 + number, Side.EVAL, language="en") for number in range(50)]
    found = compose([*failures, *tested], Recipe(ordinary=0, contrast=0, most={"language": 0.5}))
    kept = Counter(one.language for one in found.examples if one.side is Side.TRAIN)
    assert (kept["en"], kept.total()) == (20, 40)
    assert sum(one.side is Side.EVAL for one in found.examples) == 50
    assert set(found.left_out.values()) == {"language en would be more than 50%"}


def test_what_is_unknown_never_counts_against_an_example():
    found = compose([*examples(20), example(90, language="en")], Recipe(most={"language": 0.9}))
    assert len(found.examples) == 21
    assert "1 kinds of language cannot each be at most 90%" in found.unmet


def test_languages_and_versions_take_turns():
    pool = [example(n, part=Part.ORDINARY, language="de" if n < 5 else "en") for n in range(100)]
    found = compose([*pool, *(example(200 + n) for n in range(10))], Recipe(ordinary=0.5, contrast=0))
    assert Counter(one.language for one in found.examples if one.part is Part.ORDINARY) == {"en": 5, "de": 5}


rows = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", None]), st.sampled_from(Part)), max_size=30
)


@given(rows, st.floats(0.2, 1), st.floats(0, 0.4), st.randoms())
def test_every_example_is_taken_or_left_out_with_a_reason_whatever_their_order(made, most, share, chance):
    pool = [example(n, language=a, model_version=b, part=part) for n, (a, b, part) in enumerate(made)]
    recipe = Recipe(ordinary=share, contrast=share, most={"language": most, "model_version": most})
    found = compose(pool, recipe)
    assert {one.example_id for one in found.examples} | found.left_out.keys() == {one.example_id for one in pool}
    assert len(found.examples) + len(found.left_out) == len(pool)
    chance.shuffle(pool)
    again = compose(pool, recipe)
    assert {one.example_id for one in again.examples} == {one.example_id for one in found.examples}


@pytest.mark.parametrize(
    "wrong", [{"ordinary": 0.6, "contrast": 0.5}, {"most": {"colour": 0.5}}, {"most": {"language": 0}}, {"tests": 1}]
)
def test_a_recipe_that_cannot_be_followed_is_refused(wrong):
    with pytest.raises(ValidationError):
        Recipe(**wrong)


def test_a_version_is_frozen_with_its_recipe_and_what_it_could_not_be_given(ledger, mia, draft, rules):
    for name in "abcd":
        told = draft(name, failure=Failure.BIAS if name == "d" else Failure.JAILBREAK)
        promote(ledger, told, side=Side.TRAIN, actor=mia, rules=rules)
    recipe = Recipe(ordinary=0.5, contrast=0, most={"failure": 0.5})
    version = freeze(ledger, "core", actor=mia, rules=rules, release=Release(recipe=recipe))
    assert version.recipe == recipe.model_dump()
    assert version.unmet == ("2 ordinary examples are wanted, and there are 0",)
    counted = Counter(one.failure for one in read_version(ledger, "core", 1).examples)
    assert counted == {Failure.JAILBREAK: 1, Failure.BIAS: 1}


def test_a_good_answer_is_an_example_once_a_person_stands_by_it(ledger, mia, draft, rules):
    good = draft("a", part=Part.ORDINARY, ideal="Ten minutes.", ideal_origin=IdealOrigin.MODEL)
    with pytest.raises(DatasetError, match="no failure: it has an answer to learn from"):
        promote(ledger, good, side=Side.TRAIN, actor=mia, rules=rules)


def test_sides_are_counted_by_any_dimension():
    pool = [example(1, language="en"), example(2, language="en"), example(3, Side.EVAL)]
    assert count_by(pool, "language") == [(Side.EVAL, None, 1), (Side.TRAIN, "en", 2)]


def test_ordinary_answers_of_the_sample_are_good_and_become_examples(sample_store, ledger, mia, rules):
    drafts = draft_ordinary(sample_store, most=12, taken=(), is_refusal=judge_refusal)
    assert len(drafts) == 12
    assert len({one.language for one in drafts}) > 1
    assert not any(judge_refusal(one.ideal) for one in drafts)
    assert {(one.response, one.failure, one.part) for one in drafts} == {("", None, Part.ORDINARY)}
    with pytest.raises(DatasetError, match="is a model's draft"):
        promote(ledger, drafts[0], side=Side.TRAIN, actor=mia, rules=rules)
    (mine,) = accepted(drafts[:1], by="mia")
    assert promote(ledger, mine, side=Side.TRAIN, actor=mia, rules=rules).ideal == drafts[0].ideal
    rest = draft_ordinary(sample_store, most=12, taken={drafts[0].case_id}, is_refusal=judge_refusal)
    assert drafts[0].case_id not in {one.case_id for one in rest}


def test_a_twin_is_near_what_must_be_refused(sample_store, rules):
    drafts = draft_ordinary(sample_store, most=200, taken=(), is_refusal=judge_refusal)
    wished = drafts[7].prompt
    refused = Example(
        example_id="EX-1",
        case_id="case-1",
        messages=(Message(Role.USER, wished),),
        response="Sure!",
        expected=Expected.MUST_REFUSE,
        side=Side.TRAIN,
        version=1,
        promoted_by="mia",
        promoted_at=datetime(2026, 11, 22),
    )
    twins = choose_twins(drafts, [refused], most=3, embed=rules.embed)
    assert twins[0].prompt == wished
    assert {one.part for one in twins} == {Part.CONTRAST}
    assert choose_twins(drafts, [], most=5, embed=rules.embed) == []
