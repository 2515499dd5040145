import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import RecordError
from monitor.sources.strict_json import parse_json

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
)


@given(JSON, st.booleans())
def test_whatever_is_json_is_read_as_it_is(value, ascii_only):
    assert parse_json(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


def test_whole_numbers_beyond_a_float_stay_exact():
    assert parse_json(b"9007199254740993123") == 9007199254740993123


def test_an_escaped_pair_is_one_character_and_an_escaped_backslash_is_no_escape():
    assert parse_json(rb'"\ud83d\ude00 \\u0000 \\ud800"') == "😀 \\u0000 \\ud800"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"a": 1, "a": 2}', "duplicate_key: 'a' stands twice in one object"),
        (b'{"x": {"b": 1, "b": 1}}', "duplicate_key: 'b'"),
        (b"[NaN]", "NaN is not a JSON number"),
        (b"[-Infinity]", "-Infinity is not"),
        (b"1e999", "too large"),
        (rb'"\ud83d"', "lone surrogate"),
        (rb'{"\udc00": 1}', "lone surrogate"),
        (rb'["\u0000"]', "NUL"),
        (b'"a\x00b"', "not_json"),
        (b'"\xff"', "not_utf8: byte 0xff at position 1"),
        (b"\xed\xa0\x80", "not_utf8"),
        (b"[" * 100_000, "too_deep: more than 200 levels deep"),
        (b'{"a":' * 100_000, "too_deep"),
        (b"1" * 10_000, "too many digits"),
        (b"{'a': 1}", "not_json"),
        (b'{"a": 1} x', "not_json: Extra data"),
        (b"", "not_json"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_what_parsers_disagree_about_is_refused(raw, reason):
    with pytest.raises(RecordError, match=reason):
        parse_json(raw)
