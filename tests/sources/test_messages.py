"""Plain chats: branches, answers beside them, and fields that nobody reads."""

import json

import pytest

from monitor.records import START
from monitor.taxonomy import Scorer


def say(text, role="user", **fields):
    return {"role": role, "content": text, **fields}


def told(record):
    return [(message.text, message.follows) for message in record.messages]


@pytest.mark.parametrize(
    ("name", "parent"), [("id", "parent_id"), ("message_id", "parent"), ("uuid", "parentMessageId")]
)
def test_messages_that_name_what_they_follow_are_branches(read, name, parent):
    turns = [
        say("Hi", **{name: "a", parent: None}),
        say("one", "assistant", **{name: "b", parent: "a"}),
        say("two", "assistant", **{name: "c", parent: "a"}),
        say("Go on", **{name: "d", parent: "b"}),
        say("Hello", **{name: "e", parent: None}),
    ]
    record = read({"messages": turns})[0].record
    assert told(record) == [("Hi", None), ("one", None), ("two", 0), ("Go on", 1), ("Hello", START)]


def test_a_child_written_before_its_parent_comes_after_it(read):
    turns = [say("Hi", id=1), say("later", id=3, parent_id=2), say("sooner", id=2, parent_id=1, rating=4)]
    record = read({"messages": turns})[0].record
    assert told(record) == [("Hi", None), ("sooner", None), ("later", None)]
    assert [(signal.value, signal.message_index) for signal in record.signals] == [(4.0, 1)]


def test_a_root_that_is_not_written_out_is_where_the_chat_begins(read):
    turns = [say("Hi", id="a", parent_id="0000"), say("Hey", id="b", parent_id="0000"), say("?", id="c", parent_id="b")]
    assert told(read({"messages": turns})[0].record) == [("Hi", None), ("Hey", START), ("?", None)]


def test_parents_elsewhere_are_no_branches_but_kept(read):
    record = read({"messages": [say("Hi", parent_id="thread-9"), say("Hey", "assistant", parent_id="thread-9")]})[
        0
    ].record
    assert told(record) == [("Hi", None), ("Hey", None)]
    assert json.loads(record.extra)["messages"]["1"] == {"parent_id": "thread-9"}


@pytest.mark.parametrize(
    ("turns", "reason"),
    [
        ([say("a", id=1, parent_id=2), say("b", id=2, parent_id=1)], "the messages follow each other in a circle"),
        ([say("a", id=1), say("b", id=1, parent_id=1)], "two messages have the same id"),
        (
            [say("a", id=1), say("b", id=2, parent_id=1), say("c", parent_id=7)],
            "message 2 follows '7', which is not among the messages",
        ),
    ],
)
def test_a_tree_that_is_none_is_rejected(read, turns, reason):
    assert read({"messages": turns})[0].reason == reason


def test_fields_that_nobody_reads_are_kept_by_message(read):
    row = {"messages": [say("Hi"), say("Hey", "assistant", name="x", at="2026-11-01T12:00:00Z", annotations=[])]}
    record = read(row)[0].record
    assert json.loads(record.extra) == {"messages": {"1": {"name": "x"}}}


def test_a_user_named_inside_a_message_is_the_user_and_never_kept_in_clear(read):
    record = read({"messages": [say("Hi", user_id="ann"), say("Hey", "assistant")]})[0].record
    assert (record.user, record.extra) == ("ann", None)


def test_of_several_names_for_one_thing_the_others_are_kept(read):
    row = {
        "conversation_id": "c",
        "id": "log-1",
        "session_id": "s",
        "user": "u",
        "user_id": "v",
        "messages": [say("Hi")],
    }
    record = read({**row, "model": "aria", "metadata": {"model": "older", "region": "eu"}})[0].record
    assert (record.external_id, record.user, record.model) == ("c", "v", "aria")
    assert json.loads(record.extra) == {"id": "log-1", "session_id": "s", "metadata.model": "older", "region": "eu"}


@pytest.mark.parametrize("answer", ["Hey", {"role": "assistant", "content": "Hey"}])
@pytest.mark.parametrize("name", ["response", "completion", "output"])
def test_an_answer_beside_the_messages_is_the_last_of_them(read, name, answer):
    record = read({"messages": [say("Hi")], name: answer})[0].record
    assert [(message.role, message.text) for message in record.messages] == [("user", "Hi"), ("assistant", "Hey")]
    assert record.extra is None


def test_an_answer_that_is_among_the_messages_is_not_said_twice(read):
    record = read({"messages": [say("Hi"), say("Hey", "assistant")], "output": "Hey"})[0].record
    assert told(record) == [("Hi", None), ("Hey", None)]
    assert json.loads(record.extra) == {"output": "Hey"}


def test_what_tools_returned_is_said_by_tools(read):
    result = {"type": "tool_result", "tool_use_id": "t", "content": "42"}
    turns = [
        say([result]),
        say([result, {"type": "text", "text": "and?"}], id="a"),
        say("so", "assistant", id="b", parent_id="a", rating=1),
        say("or so", "assistant", id="c", parent_id="a"),
    ]
    record = read({"messages": turns})[0].record
    assert [(message.role, message.text, message.follows) for message in record.messages] == [
        ("tool", "42", None),
        ("tool", "42", START),
        ("user", "and?", None),
        ("assistant", "so", None),
        ("assistant", "or so", 2),
    ]
    assert record.signals[0].message_index == 3


def test_machines_and_people_are_told_apart(read):
    result = {"flagged": True, "categories": {"hate": True, "violence": False}}
    record = read({"messages": [say("Hi")], "rating": 2, "openai_moderation": [result]})[0].record
    assert [(signal.name, signal.value, signal.scorer) for signal in record.signals] == [
        ("rating", 2.0, Scorer.HUMAN),
        ("openai_moderation.flagged", 1.0, Scorer.MACHINE),
        ("openai_moderation.hate", 1.0, Scorer.MACHINE),
        ("openai_moderation.violence", 0.0, Scorer.MACHINE),
    ]
