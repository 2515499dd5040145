import re

from hypothesis import given
from hypothesis import strategies as st

from monitor.embeddings.windows import REACH, split_windows


def words(text):
    return [match.span() for match in re.finditer(r"\S+", text)]


def test_a_text_that_fits_stays_whole():
    assert split_windows("one two  three ", words, budget=3) == ("one two  three ",)


def test_a_long_text_gives_its_first_and_its_last_tokens():
    assert split_windows("one two three four five", words, budget=2) == ("one two", "four five")


def test_a_text_beyond_reach_still_gives_its_very_end():
    text = "start " + "filler " * REACH + "end"
    head, tail = split_windows(text, words, budget=3)
    assert head == "start filler filler"
    assert tail == "filler filler end"


def test_no_more_than_the_reach_is_ever_tokenized():
    read = []

    def spy(text):
        read.append(len(text))
        return words(text)

    split_windows("word " * 1_000_000, spy, budget=10)
    assert max(read) <= REACH
    assert len(read) == 2


def test_a_text_of_blanks_beyond_reach_is_not_an_error():
    assert split_windows(" " * (REACH * 2), words, budget=3) == ("", " " * REACH)


@given(st.text(alphabet="ab \n", max_size=60), st.integers(1, 6))
def test_windows_hold_at_most_the_budget_and_come_from_the_text(text, budget):
    for window in split_windows(text, words, budget=budget):
        assert window in text
        assert len(words(window)) <= budget
