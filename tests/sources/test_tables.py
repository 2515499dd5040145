"""Flat tables of exchanges or of messages, in CSV, Parquet and JSON lines."""

import json
from datetime import datetime

import pyarrow
import pyarrow.parquet
import pytest

from monitor.errors import ConfigError
from monitor.sources import Located, ReadOptions, read_source

TURNS = [("user", "hi"), ("assistant", "hello")]


def turns_of(record):
    return [(message.role, message.text) for message in record.messages]


def write_table(path, rows):
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return path


def test_exchanges_with_well_known_columns(read):
    header = "ID,Question,Answer,Model,timestamp,user_id,rating,feedback,correction,Region\n"
    (located,) = read(header, '7,"hi, you",hello,aria,2026-11-01 12:00,u,4,down,"say\nmoin",eu\n')
    record = located.record
    assert turns_of(record) == [("user", "hi, you"), ("assistant", "hello")]
    assert (record.format, record.external_id, record.model, record.user) == ("table", "7", "aria", "u")
    assert json.loads(record.extra) == {"region": "eu"}
    assert [(s.kind, s.value, s.text) for s in record.signals] == [
        ("rating", 4.0, None),
        ("correction", None, "say\nmoin"),
        ("thumbs", -1.0, None),
    ]


DECLARED = {"response": "Bot", "prompt": "Kunde", "started_at": "Wann", "external_id": "Fall"}


def test_exchanges_with_declared_columns(read):
    (located,) = read("Wann;Kunde;Bot;Fall;id\n2026-11-01;hi;hello;F1;9\n", columns=DECLARED)
    assert turns_of(located.record) == TURNS
    assert (located.record.started_at, located.record.external_id) == (datetime(2026, 11, 1), "F1")
    assert json.loads(located.record.extra) == {"id": "9"}


def test_exchanges_in_parquet(tmp_path):
    rows = [{"Kunde": "hi", "Bot": "hello", "Wann": datetime(2026, 11, 1), "Fall": 7, "score_x": float("nan")}]
    path = write_table(tmp_path / "table", rows)
    (located,) = read_source(path, options=ReadOptions(columns=DECLARED))
    assert turns_of(located.record) == TURNS
    assert (located.record.format, located.record.external_id, located.record.extra) == ("table", "7", None)


def test_exchanges_in_json_lines(read):
    rows = [{"Kunde": "hi", "Bot": "hello", "Wann": "2026-11-01"}, {"Kunde": "hi", "Bot": None}, {"Kunde": "hi"}]
    first, second, third = read(*rows, columns=DECLARED)
    assert turns_of(first.record) == TURNS
    assert turns_of(second.record) == [("user", "hi")]
    assert third.reason == "columns: no column 'Bot' (response); there are: Kunde"
    assert turns_of(read({"question": "hi", "answer": "hello"})[0].record) == TURNS


def test_a_declared_column_that_is_not_there_is_named(read):
    (rejected,) = read("Kunde,Bot,Datum,Fall\nhi,hello,2026-11-01,1\n", columns=DECLARED)
    assert rejected.reason == "columns: no column 'Wann' (started_at); there are: Kunde, Bot, Datum, Fall"


def test_a_table_of_another_source_is_read_by_its_own_names(read):
    assert turns_of(read("prompt,response\nhi,hello\n", columns=DECLARED)[0].record) == TURNS


def test_an_unknown_field_in_the_column_map_is_a_wrong_setting():
    with pytest.raises(ConfigError, match="unknown field 'bot'; known fields: system, prompt, response"):
        ReadOptions(columns={"bot": "response"})


MESSAGES = [
    {"chat": "c1", "n": 2, "who": "assistant", "words": "hello", "llm": "aria", "stars": 5, "shop": "x"},
    {"chat": "c2", "n": 1, "who": "user", "words": "ho", "llm": None, "stars": None, "shop": "y"},
    {"chat": "c1", "n": 1, "who": "user", "words": "hi", "llm": None, "stars": None, "shop": "x"},
]
OF_MESSAGES = {
    "conversation_id": "chat",
    "turn": "n",
    "role": "who",
    "text": "words",
    "model": "llm",
    "rating": "stars",
}


def as_csv(rows):
    cells = [[*rows[0]], *([("" if cell is None else cell) for cell in row.values()] for row in rows)]
    return "".join(",".join(map(str, line)) + "\n" for line in cells)


def check_messages(first, second):
    assert turns_of(first.record) == TURNS
    assert (first.record.external_id, first.record.model, first.record.format) == ("c1", "aria", "message_table")
    assert [(signal.value, signal.message_index) for signal in first.record.signals] == [(5.0, 1)]
    assert json.loads(first.record.extra) == {"shop": "x"}
    assert (second.record.external_id, turns_of(second.record)) == ("c2", [("user", "ho")])


def test_messages_of_one_conversation_are_joined_in_the_order_of_their_turns(read, tmp_path):
    check_messages(*read(as_csv(MESSAGES), columns=OF_MESSAGES))
    check_messages(*read(*MESSAGES, columns=OF_MESSAGES))
    check_messages(*read_source(write_table(tmp_path / "t", MESSAGES), options=ReadOptions(columns=OF_MESSAGES)))


def test_messages_with_well_known_columns_keep_the_order_of_the_file(read):
    rows = [
        "conversation_id,role,content,timestamp,edited\n",
        "c,user,hi,2026-11-01 12:00,\n",
        "c,assistant,hello,2026-11-01 12:01,yes\n",
        "c,user,bye,,\n",
    ]
    record = read(*rows)[0].record
    assert turns_of(record) == [*TURNS, ("user", "bye")]
    assert [message.at for message in record.messages] == [
        datetime(2026, 11, 1, 12),
        datetime(2026, 11, 1, 12, 1),
        None,
    ]
    assert record.started_at == datetime(2026, 11, 1, 12)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["c,1,user,a\n", "c,1,user,b\n"], "two messages have the same turn, or one has none"),
        (["c,1,user,a\n", "c,,user,b\n"], "two messages have the same turn, or one has none"),
        (["c,x,user,a\n"], "'turn' is 'x', not a number"),
        ([",1,user,a\n"], "a message without a conversation id"),
        (["c,1,narrator,a\n"], "unknown role 'narrator' of message 0; known roles: system"),
    ],
)
def test_messages_that_do_not_fit_together_are_rejected(read, rows, reason):
    good, bad = sorted(
        read("conversation_id,turn,role,text\n", *rows, "d,1,user,fine\n"), key=lambda row: not isinstance(row, Located)
    )
    assert good.record.external_id == "d"
    assert bad.reason.startswith(reason)
