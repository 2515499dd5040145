"""The chat formats, each on rows as its own tools write them."""

import json
from datetime import datetime

import pyarrow
import pyarrow.parquet
import pytest

from monitor.errors import ConfigError, SourceError
from monitor.records import Message, Rejected
from monitor.sources import Located, ReadOptions, find_format, read_source
from monitor.taxonomy import Role, SignalKind

ASKED = {
    "model": "aria",
    "messages": [{"role": "user", "content": "hi"}],
    "user": "u-1",
    "metadata": {"surface": "web"},
}
ANSWERED = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1793534400,
    "model": "aria-2026-10-01",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hello"}}],
    "usage": {"total_tokens": 2},
}
TURNS = [("user", "hi"), ("assistant", "hello")]


def turns_of(record):
    return [(message.role, message.text) for message in record.messages]


@pytest.mark.parametrize(
    "row",
    [
        {"request": ASKED, "response": ANSWERED},
        {**ANSWERED, **ASKED, "model_version": "aria-2026-10-01"},
        {
            "custom_id": "c",
            "method": "POST",
            "url": "/v1",
            "body": ASKED,
            "response": {"status_code": 200, "body": ANSWERED},
        },
        {
            "custom_id": "c",
            "request": {"body": ASKED},
            "response": {"status_code": 200, "body": ANSWERED},
            "error": None,
        },
    ],
    ids=["side by side", "merged", "batch", "batch with request"],
)
def test_openai_exchanges_in_every_layout(read, row):
    (located,) = read(row)
    record = located.record
    assert turns_of(record) == TURNS
    assert (record.format, record.user, record.surface) == ("openai", "u-1", "web")
    assert (record.model, record.model_version) == ("aria", "aria-2026-10-01")
    assert record.started_at == datetime(2026, 11, 1, 12)
    assert record.external_id in ("chatcmpl-1", "c")


def test_every_choice_of_an_openai_response_is_a_message(read):
    choices = [{"index": i, "message": {"role": "assistant", "content": str(i)}} for i in range(3)]
    (located,) = read({"request": ASKED, "response": {**ANSWERED, "choices": choices}})
    assert [message.text for message in located.record.messages] == ["hi", "0", "1", "2"]


@pytest.mark.parametrize(
    "row",
    [
        {"custom_id": "c", "response": None, "error": {"code": "x", "message": "expired"}},
        {"custom_id": "c", "response": {"status_code": 429, "body": {"error": {"message": "expired"}}}},
    ],
)
def test_an_openai_request_that_failed_is_rejected(read, row):
    assert read(row)[0].reason == "the request failed: 'expired'"


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


def test_sharegpt_speakers_have_roles(read):
    turns = [("system", "s"), ("human", "h"), ("gpt", "g"), ("function_call", "f"), ("observation", "o")]
    content = [{"id": "x", "conversations": [{"from": speaker, "value": text} for speaker, text in turns]}]
    (located,) = read(json.dumps(content))
    assert [message.role for message in located.record.messages] == ["system", "user", "assistant", "assistant", "tool"]
    assert (located.record.format, located.record.external_id) == ("sharegpt", "x")


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
    assert nul.reason == "text holds a NUL character"
    assert long.reason.startswith("line_too_long")


def test_csv_chats_with_well_known_columns(read):
    header = "ID,Question,Answer,Model,timestamp,user_id,rating,feedback,correction\n"
    (located,) = read(header, '7,"hi, you",hello,aria,2026-11-01 12:00,u,4,down,"say\nmoin"\n')
    record = located.record
    assert turns_of(record) == [("user", "hi, you"), ("assistant", "hello")]
    assert (record.format, record.external_id, record.model, record.user) == ("csv", "7", "aria", "u")
    assert [(s.kind, s.value, s.text) for s in record.signals] == [
        ("rating", 4.0, None),
        ("correction", None, "say\nmoin"),
        ("thumbs", -1.0, None),
    ]


def test_csv_chats_with_mapped_columns(read):
    columns = {"response": "Bot", "prompt": "Kunde", "started_at": "Wann"}
    (located,) = read("Wann;Kunde;Bot\n2026-11-01;hi;hello\n", csv_columns=columns)
    assert turns_of(located.record) == TURNS
    assert located.record.started_at == datetime(2026, 11, 1)


def test_an_unknown_field_in_the_column_map_is_a_wrong_setting(write):
    path = write("prompt,response\na,b\n")
    with pytest.raises(ConfigError, match="unknown field 'bot'; known fields: system"):
        list(read_source(path, options=ReadOptions(csv_columns={"bot": "response"})))


def test_bad_csv_rows_are_rejected_at_their_place_and_the_rest_is_read(read):
    rows = read(
        "\ufeffprompt,response\r\n",
        'good,"two\r\nlines"\r\n\r\n',
        "too,many,cells\r\n",
        b'"bad \xff\r\nquoted",x\r\n',
        'a,"b"c\r\n',
        ",\r\n",
        "last,row\r\n",
        'open,"quote\r\n',
    )
    assert [row.reason if isinstance(row, Rejected) else row.record.messages[1].text for row in rows] == [
        "two\r\nlines",
        "not_csv: 3 cells below 2 columns",
        "not_utf8: the row holds bytes that are not UTF-8",
        "not_csv: ',' expected after '\"'",
        "no message has any text",
        "row",
        "not_csv: unexpected end of data",
    ]
    assert [(row.offset, row.line) for row in rows[:4]] == [(20, 2), (41, 5), (57, 6), (76, 8)]


def test_a_quote_that_never_closes_takes_one_bounded_row(read):
    rows = read("prompt,response\n", 'a,"', "x\n" * 2_000, "b,c\n", max_line_bytes=1_000)
    assert rows[0].reason.startswith("line_too_long: a row of more than 1000 bytes")
    assert rows[-1].record.messages[1].text == "c"


def test_a_csv_header_alone_is_an_empty_log(write):
    path = write("prompt,response\n")
    assert find_format(path, options=ReadOptions()) == "csv"
    assert list(read_source(path, options=ReadOptions())) == []
