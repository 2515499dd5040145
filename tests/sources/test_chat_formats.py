"""ShareGPT, WildChat and LMSYS-Chat, on rows as their own tools write them; what holds for every chat."""

import json
from datetime import datetime

import pyarrow
import pyarrow.parquet
import pytest

from monitor.errors import SourceError
from monitor.records import Message
from monitor.sources import Located, ReadOptions, find_format, read_source
from monitor.taxonomy import Role, SignalKind

TURNS = [("user", "hi"), ("assistant", "hello")]


def turns_of(record):
    return [(message.role, message.text) for message in record.messages]


def test_a_plain_chat_keeps_all_it_says(read):
    (located,) = read(
        {
            "conversation_id": 17,
            "model": "aria",
            "model_version": "1.1",
            "surface": "web",
            "user_id": "u",
            "language": "German",
            "created_at": "2026-11-01T13:00:00+01:00",
            "messages": [
                {"role": "system", "content": "Be kind"},
                {"role": "user", "content": "hi", "timestamp": 1793534401},
                {"role": "assistant", "content": "hello", "feedback": {"thumbs": "down"}},
            ],
            "metadata": {"rating": 2},
        }
    )
    record = located.record
    assert (record.external_id, record.model, record.model_version) == ("17", "aria", "1.1")
    assert (record.surface, record.user, record.language) == ("web", "u", "de")
    assert record.started_at == datetime(2026, 11, 1, 12)
    assert record.messages[1] == Message(Role.USER, "hi", datetime(2026, 11, 1, 12, 0, 1))
    assert [(signal.kind, signal.value, signal.message_index) for signal in record.signals] == [
        (SignalKind.RATING, 2.0, None),
        (SignalKind.THUMBS, -1.0, 2),
    ]


def test_what_a_chat_does_not_say_is_unknown(read):
    record = read({"messages": [{"role": "user", "content": "hi"}]})[0].record
    assert {record.external_id, record.user, record.model, record.surface, record.language, record.started_at} == {None}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": 1}, "no 'messages'"),
        ({"messages": []}, "no message has any text"),
        ({"messages": [{"role": "user", "content": " "}]}, "no message has any text"),
        (
            {"messages": [{"role": "user", "content": "x"}], "created_at": "soon"},
            "unreadable time in 'created_at': 'soon'",
        ),
        ({"messages": None}, "the messages are None, not a list"),
    ],
)
def test_an_unusable_chat_is_rejected_with_the_reason(read, row, reason):
    good, bad = read({"messages": [{"role": "user", "content": "hi"}]}, row)
    assert isinstance(good, Located)
    assert bad.reason == reason


def test_sharegpt_speakers_have_roles_and_its_calls_read_as_calls(read):
    call = json.dumps({"name": "book", "arguments": {"seats": 2}})
    turns = [
        ("human", "h"),
        ("gpt", "g"),
        ("function_call", call),
        ("function_call", "?"),
        ("observation", "o"),
        ("tool", "t"),
    ]
    content = [
        {
            "id": "x",
            "system": "Be kind.",
            "tools": "[]",
            "conversations": [{"from": speaker, "value": text} for speaker, text in turns],
        }
    ]
    (located,) = read(json.dumps(content))
    assert turns_of(located.record) == [
        ("system", "Be kind."),
        ("user", "h"),
        ("assistant", "g"),
        ("assistant", '[tool call] book({"seats": 2})'),
        ("assistant", "?"),
        ("tool", "o"),
        ("tool", "t"),
    ]
    assert (located.record.format, located.record.external_id) == ("sharegpt", "x")
    assert json.loads(located.record.extra) == {"tools": "[]"}


def test_an_unknown_sharegpt_speaker_is_rejected_by_name(read):
    good, bad = ({"conversations": [{"from": speaker, "value": "x"}]} for speaker in ("human", "parrot"))
    assert read(good, bad)[1].reason.startswith("unknown role 'parrot' of message 0")


def test_lmsys_rows_are_read_with_their_moderation(read):
    moderation = [
        {"categories": {"hate": False}, "category_scores": {"hate": 0.125}, "flagged": False},
        {"categories": {"hate": True}, "category_scores": {"hate": 0.75}, "flagged": True},
    ]
    row = {
        "conversation_id": "33f0",
        "model": "vicuna",
        "conversation": [{"content": "hi", "role": "user"}, {"content": "hello", "role": "assistant"}],
        "turn": 1,
        "language": "Portuguese",
        "openai_moderation": moderation,
        "redacted": False,
    }
    record = read(row)[0].record
    assert turns_of(record) == TURNS
    assert (record.format, record.external_id, record.language) == ("wildchat", "33f0", "pt")
    assert [(signal.name, signal.value, signal.message_index) for signal in record.signals] == [
        ("openai_moderation.hate", 0.125, 0),
        ("openai_moderation.flagged", 1.0, 1),
        ("openai_moderation.hate", 0.75, 1),
    ]
    assert json.loads(record.extra) == {"redacted": False}


def test_wildchat_s_addresses_never_reach_the_extra_fields(read):
    record = read({**WILD, "hashed_ip": "row-ip", "state": "Berlin"})[0].record
    assert record.user == "row-ip"
    assert json.loads(record.extra) == {
        "conversation": {"0": {"toxic": False}, "1": {"toxic": False}},
        "state": "Berlin",
    }


WILD = {
    "conversation_hash": "abc",
    "model": "aria",
    "timestamp": "2026-11-01T12:00:00+00:00",
    "conversation": [
        {"role": "user", "content": "hi", "hashed_ip": "ip", "toxic": False, "timestamp": None},
        {"role": "assistant", "content": "hello", "hashed_ip": None, "toxic": False, "timestamp": None},
    ],
    "turn": 1,
    "language": "English",
    "openai_moderation": [{"flagged": False, "category_scores": {"hate": 0.5}}, {"category_scores": {"hate": 0.0}}],
}


def check_wild(record):
    assert turns_of(record) == TURNS
    assert (record.format, record.external_id, record.user, record.language) == ("wildchat", "abc", "ip", "en")
    assert record.started_at == datetime(2026, 11, 1, 12)
    assert [(signal.value, signal.message_index) for signal in record.signals] == [(0.5, 0), (0.0, 1)]


def test_wildchat_lines_are_read(read):
    check_wild(read(WILD)[0].record)


@pytest.mark.parametrize("unit", ["s", "us", "ns"])
def test_wildchat_parquet_is_read(tmp_path, unit):
    stamp = pyarrow.array([datetime(2026, 11, 1, 12)] * 700).cast(pyarrow.timestamp(unit, tz="UTC"))
    table = pyarrow.Table.from_pylist([WILD] * 700)
    table = table.set_column(table.schema.get_field_index("timestamp"), "timestamp", stamp)
    path = tmp_path / "wild"
    pyarrow.parquet.write_table(table, path)
    rows = list(read_source(path, options=ReadOptions()))
    assert find_format(path, options=ReadOptions()) == "wildchat"
    assert [(row.offset, row.line) for row in rows] == [(i, i + 1) for i in range(700)]
    check_wild(rows[-1].record)


def test_a_damaged_parquet_file_is_refused_before_its_first_row(tmp_path):
    path = tmp_path / "wild"
    rows = [{**WILD, "conversation_hash": str(i) * 50} for i in range(3_000)]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path, write_page_checksum=True, row_group_size=500)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(SourceError, match="damaged Parquet"):
        next(read_source(path, options=ReadOptions()))


def test_parquet_text_that_is_not_strict_is_rejected_by_row(tmp_path):
    path = tmp_path / "wild"
    rows = [WILD, {**WILD, "model": "a\0b"}, {**WILD, "model": "x" * 5_000}]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    good, nul, long = read_source(path, options=ReadOptions(max_line_bytes=4_000))
    assert isinstance(good, Located)
    assert nul.reason == "nul_character: text holds a NUL character"
    assert long.reason.startswith("line_too_long")
