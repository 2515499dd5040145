"""Prompts whose vectors leave it open: refused together, until a person tells them apart."""

import numpy as np
import pytest

from monitor.datasets import (
    LeakRules,
    freeze,
    promote,
    read_apart,
    read_repairs,
    tell_apart,
    undo_apart,
)
from monitor.errors import DatasetError, LeakError
from monitor.taxonomy import Side

ANGLES = {"How long do I boil an egg?": 0.0, "What time does an egg need?": 57.0, "Is an egg done by noon?": 114.0}
CASES = ("case-a", "case-b")


def embed(texts):
    turned = np.radians([ANGLES[text] for text in texts])
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


RULES = LeakRules(embed)


@pytest.fixture
def drafts(draft):
    return [draft(name, prompt=prompt) for name, prompt in zip("abc", ANGLES, strict=True)]


@pytest.fixture
def tested(ledger, mia, drafts):
    promote(ledger, drafts[0], side=Side.EVAL, actor=mia, rules=RULES)
    return ledger


def test_a_loose_likeness_keeps_a_pair_apart_and_shows_it(tested, mia, drafts):
    with pytest.raises(LeakError, match=r"may ask the same in other words \(cosine 0.54\)") as refused:
        promote(tested, drafts[1], side=Side.TRAIN, actor=mia, rules=RULES)
    assert refused.value.open_cases == CASES
    assert [prompt for _, _, prompt, _ in refused.value.pair] == [drafts[1].prompt, drafts[0].prompt]
    promote(tested, drafts[1], side=Side.EVAL, actor=mia, rules=RULES)


def test_loose_likenesses_make_no_chain(tested, mia, drafts):
    promote(tested, drafts[2], side=Side.TRAIN, actor=mia, rules=RULES)
    with pytest.raises(LeakError):
        promote(tested, drafts[1], side=Side.TRAIN, actor=mia, rules=RULES)
    with pytest.raises(LeakError):
        promote(tested, drafts[1], side=Side.EVAL, actor=mia, rules=RULES)
    assert freeze(tested, "core", actor=mia, rules=RULES).number == 1


def test_what_a_person_told_apart_may_stand_on_both_sides_until_it_is_taken_back(tested, mia, drafts):
    tell_apart(tested, (CASES[1], CASES[0]), actor=mia, reason="minutes and a time of day")
    promote(tested, drafts[1], side=Side.TRAIN, actor=mia, rules=RULES)
    freeze(tested, "core", actor=mia, rules=RULES)
    (told,) = read_apart(tested)
    assert (told.cases, told.told_by, told.reason) == (CASES, "mia", "minutes and a time of day")
    undo_apart(tested, told, actor=mia)
    assert read_apart(tested) == ()
    assert [(one.example.case_id, one.other.case_id) for one in read_repairs(tested, RULES)] == [(CASES[1], CASES[0])]
    with pytest.raises(LeakError):
        freeze(tested, "again", actor=mia, rules=RULES)


def test_a_family_is_not_told_apart(ledger, mia, draft):
    prompt = next(iter(ANGLES))
    promote(ledger, draft("a", prompt=prompt), side=Side.EVAL, actor=mia, rules=RULES)
    tell_apart(ledger, CASES, actor=mia, reason="I say so")
    with pytest.raises(LeakError) as refused:
        promote(ledger, draft("b", prompt=prompt), side=Side.TRAIN, actor=mia, rules=RULES)
    assert refused.value.open_cases is None


def test_telling_apart_needs_a_reason_and_happens_once(ledger, mia):
    with pytest.raises(DatasetError, match="say why"):
        tell_apart(ledger, CASES, actor=mia, reason=" ")
    tell_apart(ledger, CASES, actor=mia, reason="looked")
    with pytest.raises(DatasetError, match="already"):
        tell_apart(ledger, CASES, actor=mia, reason="looked")
    (told,) = read_apart(ledger)
    undo_apart(ledger, told, actor=mia)
    with pytest.raises(DatasetError, match="not told apart"):
        undo_apart(ledger, told, actor=mia)
    tell_apart(ledger, CASES, actor=mia, reason="looked again")
    assert read_apart(ledger)[0].reason == "looked again"
