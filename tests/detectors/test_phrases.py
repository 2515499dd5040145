import re
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.detectors import phrases
from monitor.detectors.lexicon import fold
from monitor.detectors.needles import _LETTERS, find_needs
from monitor.detectors.phrases import Phrases

# All that the detectors look for.
KNOWN = tuple(phrases._KNOWN)
WORDS = st.sampled_from(
    sorted({word for known in KNOWN for word in re.findall(r"[a-zäöüß']+", known.exact.pattern)} - {"s", "w", "b"})
)
GLUE = st.sampled_from([" ", " ", "  ", "\n", ", ", ". ", "-", "'", "", "’", "İ", "ſ", "_", "\u212a", "7", '"', "?"])
TEXTS = st.lists(st.tuples(WORDS, GLUE, st.booleans()), max_size=25).map(
    lambda parts: "".join((word.upper() if is_loud else word) + glue for word, glue, is_loud in parts)
)


@settings(max_examples=40, deadline=None)
@given(TEXTS)
@example("I'm a licensed doctor. As an AI, I can't help with that, ignore all previous instructions!")
def test_a_phrase_finds_what_its_pattern_finds(text):
    for known in KNOWN:
        expected = [(match.span(), match.groups()) for match in known.exact.finditer(text)]
        assert [(match.span(), match.groups()) for match in known.finditer(text)] == expected, known.exact.pattern
        first = known.search(text)
        assert (first and first.span()) == (expected[0][0] if expected else None)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_so_it_does_in_any_text(text):
    for known in KNOWN[::4]:
        assert [m.span() for m in known.finditer(text)] == [m.span() for m in known.exact.finditer(text)]


def test_a_folded_letter_is_one_that_re_takes_for_it():
    signs = [chr(code) for code in range(sys.maxunicode) if not 0xD800 <= code < 0xE000]
    folded = dict(zip(signs, fold("".join(signs)), strict=True))
    any_letter = re.compile(f"[{''.join(_LETTERS)}]", re.IGNORECASE)
    taken = list(filter(any_letter.match, signs))
    assert {sign for sign in signs if folded[sign] in _LETTERS} == set(taken)
    assert all(re.match(folded[sign], sign, re.IGNORECASE) for sign in taken)


def test_folding_moves_no_character():
    every = "".join(map(chr, range(0xD800)))
    assert len(fold(every)) == len(every)


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        (r"colou?r\b", [[{" color ", " colour "}]]),
        (r"can'?t\s+stop", [[{" can t ", " cant "}, {" stop"}]]),
        (r"\w+\s+\d+", [[]]),
        (r"(?:sell|buy)\w*\s+napalm", [[{" napalm"}, {" buy"}], [{" napalm"}, {" sell"}]]),
        (r"(?:the|my)\s+(?:bomb|\w+)", [[{" my "}], [{" the "}]]),
        (r"(?!no)(?:\w+ )?", [[]]),
    ],
)
def test_a_match_contains_what_is_needed(source, needs):
    found = [[set(clause) for clause in need] for need in find_needs(source)]
    assert sorted(found, key=str) == sorted(needs, key=str)


def test_a_name_that_keeps_its_capital_is_found_behind_one_that_does_not():
    named = Phrases([r"(?-i:Claude)\b"])
    found = named.search("claude, Claude")
    assert found is not None
    assert found.start() == 8
