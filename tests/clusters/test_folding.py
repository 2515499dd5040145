import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.clusters import fold
from monitor.shingles import COPY, find_shingles, jaccard

WORDS = ["amber", "basil", "cedar", "delta", "ember", "fjord", "grove", "haven"]
WORDS += ["inlet", "jetty", "knoll", "lagoon", "mesa", "north", "ocean", "prairie"]
LETTER = " ".join(f"{one} {other}" for one in WORDS[:8] for other in WORDS[8:])
EDITED = LETTER.replace("amber jetty", "amber quarry")
OTHER = " ".join(f"{one} {other}" for one in WORDS[8:] for other in WORDS[:8])


def test_an_edited_copy_folds_into_the_wording_seen_most_often():
    folded = fold([EDITED, OTHER, LETTER, LETTER, EDITED.upper()])
    assert folded.into.tolist() == [2, 1, 2, 2, 2]
    assert folded.rows.tolist() == [1, 2]
    assert folded.sightings.tolist() == [4, 1, 4, 4, 4]


def test_what_is_kept_is_nearly_the_same_as_all_that_fold_into_it():
    chain = [" ".join([*WORDS[start:], *WORDS[:start], *WORDS[:start]]) for start in range(len(WORDS))]
    for text, kept in zip(chain, fold(chain).into, strict=True):
        assert jaccard(find_shingles(text), find_shingles(chain[kept])) >= COPY


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(7)))
def test_the_order_of_the_texts_changes_only_which_of_equal_ones_is_kept(order):
    texts = [LETTER, EDITED, LETTER, OTHER, OTHER + " twice", "Hello", "hello!"]
    straight = {frozenset(np.flatnonzero(fold(texts).into == kept)) for kept in fold(texts).rows}
    shuffled = fold([texts[place] for place in order])
    groups = {frozenset(order[row] for row in np.flatnonzero(shuffled.into == kept)) for kept in shuffled.rows}
    assert groups == straight


@pytest.mark.parametrize("texts", [[], ["", ""], ["", "Hello", "?"]])
def test_texts_without_words_fold_into_equal_ones_alone(texts):
    assert fold(texts).into.tolist() == [texts.index(text) for text in texts]


def test_a_part_counts_its_own_rows():
    folded = fold([OTHER, LETTER, EDITED, OTHER])
    assert folded.among(np.array([1, 2])).into.tolist() == [0, 0]
