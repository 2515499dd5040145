import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import SourceError
from monitor.records import Rejected
from monitor.sources import ReadOptions, read_source

CHAT = '{"messages": [{"role": "user", "content": "hi ]}, [\\" {"}]}'


def test_a_bad_line_is_rejected_with_its_place_and_the_rest_is_read(read):
    first, bad, last = read(CHAT, "\n\n", b'{"messages": \xff}\n', CHAT, "\n")
    assert (first.offset, first.line) == (0, 1)
    assert bad == Rejected(
        len(CHAT) + 2, 3, "not_utf8: byte 0xff at position 13; convert the file to UTF-8", b'{"messages": \xff}'
    )
    assert (last.offset, last.line) == (len(CHAT) + 18, 4)


def test_a_nesting_bomb_is_one_rejected_line(read):
    good, bomb = read(CHAT, "\n", "[" * 200_000, "\n")
    assert good.line == 1
    assert (bomb.reason, len(bomb.raw)) == ("too_deep: more than 200 levels deep", 4_096)


def test_a_line_that_is_no_object_is_rejected(read):
    assert read(CHAT, "\n[1]\n")[1].reason == "not_an_object: a JSON list"


def test_a_line_longer_than_asked_for_is_rejected(read):
    rows = read(CHAT, "\n", '{"messages": "', "x" * 2_000, '"}\n', CHAT, max_line_bytes=1_000)
    assert [isinstance(row, Rejected) for row in rows] == [False, True, False]
    assert rows[1].reason.startswith("line_too_long")


def test_bad_first_lines_do_not_hide_a_format(read):
    rows = read("2026-11-02 WARN queue full\n", '{"messages": [\n', CHAT)
    assert [isinstance(row, Rejected) for row in rows] == [True, True, False]


@pytest.mark.parametrize("layout", ["[{0},{0}]", "[\n {0} ,\n\n{0}\n]\n", "\ufeff [ {0}, {0} ] "])
def test_the_elements_of_an_array_have_true_places(write, layout):
    content = layout.format(CHAT).encode()
    rows = list(read_source(write(content), options=ReadOptions()))
    assert len(rows) == 2
    for row in rows:
        assert content[row.offset :].startswith(CHAT.encode())
        assert row.line == content[: row.offset].count(b"\n") + 1


@pytest.mark.parametrize(
    "broken",
    [
        "[{0},{0}",
        "[{0},{0}}}",
        "[{0},]",
        "[{0}, ]",
        "[{0},,{0}]",
        "[{0}, {0} {0}]",
        "[{0}]]",
        "[{0}] x",
        '[{0}, "open]',
        "[{0}, nul]",
    ],
)
def test_a_broken_array_is_refused_whole(write, broken):
    rows = read_source(write(broken.format(CHAT)), options=ReadOptions())
    with pytest.raises(SourceError, match=r"delivered: damaged: broken JSON array"):
        next(rows)


def test_a_strict_fault_inside_an_array_costs_one_element(read):
    good, bad = read(f'[{CHAT}, {{"a": 1, "a": 2}}]')
    assert bad.reason == "duplicate_key: 'a' stands twice in one object"
    assert good.line == 1


def test_an_element_that_is_too_long_is_rejected_alone(read):
    rows = read(f'[{CHAT}, "{"x" * 2_000}", {CHAT}]', max_line_bytes=1_000)
    assert [isinstance(row, Rejected) for row in rows] == [False, True, False]


def test_one_object_over_many_lines_is_one_row(read):
    (row,) = read('\ufeff{\n "messages": [\n  {"role": "user",\n "content": "hi"}\n ]\n}\n')
    assert (row.offset, row.line, row.record.messages[0].text) == (0, 1, "hi")


def test_a_broken_object_is_refused(write):
    with pytest.raises(SourceError, match="broken JSON document"):
        next(read_source(write('{\n "messages": [\n'), options=ReadOptions()))


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)))
def test_lines_and_arrays_hold_the_same_records(tmp_path_factory, texts):
    chats = [json.dumps({"messages": [{"role": "user", "content": f"x{text}"}]}) for text in ["first", *texts]]
    path = tmp_path_factory.mktemp("same") / "delivered"
    found = []
    for content in ("\n".join(chats), f"[{','.join(chats)}]"):
        path.write_text(content, encoding="utf-8", newline="")
        found.append([row.record for row in read_source(path, options=ReadOptions())])
    assert found[0] == found[1]
    assert [record.messages[0].text[1:] for record in found[0]] == ["first", *texts]
