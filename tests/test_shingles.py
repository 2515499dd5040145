import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.shingles import THRESHOLD, find_near_copies, find_near_duplicates, find_shingles, jaccard, shared_spans

WORDS = [f"word{number}" for number in range(500)]


def test_case_width_spacing_and_punctuation_make_no_difference():
    assert find_shingles("How do I boil an EGG?") == find_shingles("  how do i\n\nboil… an ｅｇｇ ")


def test_scripts_without_spaces_are_cut_by_character():
    assert find_shingles("卵をゆでる方法") == {"卵 を ゆ", "を ゆ で", "ゆ で る", "で る 方", "る 方 法"}


def test_a_script_with_combining_marks_is_cut_into_words_that_tell_texts_apart():
    assert jaccard(find_shingles("मैं पानी कैसे उबालूँ"), find_shingles("मेरा नाम क्या है भाई")) == 0


@pytest.mark.parametrize("text", ["Hi!", "👍👍", "two words"])
def test_a_short_text_is_like_itself(text):
    assert jaccard(find_shingles(text), find_shingles(text)) == 1


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_nothing_is_like_nothing(text):
    assert jaccard(find_shingles(text), find_shingles(text)) == 0
    assert list(find_near_duplicates({"a": find_shingles(text), "b": find_shingles(text)})) == []


@given(st.text())
def test_any_text_can_be_cut(text):
    assert bool(find_shingles(text)) == bool(text.strip())


def edited(words, chance, rng):
    return " ".join(rng.choice(WORDS) if rng.random() < chance else word for word in words)


def test_every_pair_that_comparing_all_with_all_finds_is_found():
    rng = random.Random(7)
    originals = [[rng.choice(WORDS) for _ in range(40)] for _ in range(60)]
    texts = {
        f"{n}-{e}": find_shingles(edited(words, e / 50, rng)) for n, words in enumerate(originals) for e in range(5)
    }
    names = list(texts)
    expected = {
        (left, right)
        for place, left in enumerate(names)
        for right in names[place + 1 :]
        if jaccard(texts[left], texts[right]) >= THRESHOLD
    }
    found = {(left, right) for left, right, _ in find_near_duplicates(texts)}
    assert len(expected) > 200
    assert found == expected


def test_copies_are_found_among_exemplars_in_every_chunk(monkeypatch):
    monkeypatch.setattr("monitor.shingles.CHUNK", 7)
    rng = random.Random(8)
    originals = [[rng.choice(WORDS) for _ in range(40)] for _ in range(30)]
    exemplars = [" ".join(words) for words in originals]
    copies = [edited(words, 0.03, rng) for words in originals]
    found = {(text, exemplar) for text, exemplar, _ in find_near_copies([*copies, "", "Hi!"], [*exemplars, ""])}
    expected = {
        (copy, exemplar)
        for copy in copies
        for exemplar in exemplars
        if jaccard(find_shingles(copy), find_shingles(exemplar)) >= THRESHOLD
    }
    assert len(expected) > 20
    assert found == expected
    assert list(find_near_copies(copies, [])) == list(find_near_copies([], exemplars)) == []


def test_shared_words_are_shown_where_they_stand():
    text = "Now — HOW  do I boil\nan egg, and how do I boil rice?"
    spans = shared_spans(text, "How do I boil an egg?")
    assert [text[start:end] for start, end in spans] == ["HOW  do I boil\nan egg", "how do I boil"]
    assert shared_spans("nothing in common here", "How do I boil an egg?") == []


@given(st.text(), st.text())
def test_shared_words_stand_inside_the_text(text, other):
    assert all(0 <= start < end <= len(text) for start, end in shared_spans(text, other))
