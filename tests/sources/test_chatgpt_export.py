"""ChatGPT's data export: a tree of nodes."""

import json
from datetime import datetime

import pytest

from monitor.records import START
from monitor.sources import ReadOptions, find_format


def node(name, parent, children, role=None, *parts, **fields):
    message = role and {
        "id": name,
        "author": {"role": role, "name": None, "metadata": {}},
        "create_time": 1793534400.5,
        "update_time": None,
        "content": {"content_type": "text", "parts": list(parts)},
        "status": "finished_successfully",
        "weight": 1.0,
        "metadata": {},
        "recipient": "all",
        **fields,
    }
    return {"id": name, "message": message, "parent": parent, "children": children}


def export(*nodes, **fields):
    return {
        "title": "Trip",
        "create_time": 1793534400.0,
        "update_time": 1793534500.0,
        "mapping": {one["id"]: one for one in nodes},
        "current_node": nodes[-1]["id"],
        "conversation_id": "c-1",
        "id": "c-1",
        "default_model_slug": "gpt-x",
        **fields,
    }


TREE = export(
    node("root", None, ["sys"]),
    node("sys", "root", ["u1", "u2"], "system", ""),
    node("u1", "sys", ["a1", "a2"], "user", "Plan a trip"),
    node("a1", "u1", [], "assistant", "To Rome?"),
    node("a2", "u1", ["u3"], "assistant", "To Oslo?"),
    node("u2", "sys", [], "user", "Plan two trips"),
    node("u3", "a2", ["a3"], "user", "Yes"),
    node("a3", "u3", [], "assistant", "Done."),
)


def told(record):
    return [(message.role, message.text, message.follows) for message in record.messages]


def test_regenerated_answers_and_edited_turns_are_branches(write, read):
    path = write(json.dumps([TREE, TREE | {"title": "Again"}]))
    assert find_format(path, options=ReadOptions()) == "chatgpt_export"
    record = read(json.dumps([TREE]))[0].record
    assert told(record) == [
        ("user", "Plan a trip", None),
        ("assistant", "To Rome?", None),
        ("assistant", "To Oslo?", 0),
        ("user", "Plan two trips", START),
        ("user", "Yes", 2),
        ("assistant", "Done.", None),
    ]
    assert (record.external_id, record.model) == ("c-1", "gpt-x")
    assert record.started_at == datetime(2026, 11, 1, 12)
    assert record.messages[0].at == datetime(2026, 11, 1, 12, 0, 0, 500000)
    extra = json.loads(record.extra)
    assert (extra["title"], extra["current_message"]) == ("Trip", 5)
    assert extra["messages"]["1"]["id"] == "a1"


def test_the_order_of_the_nodes_does_not_matter(read):
    mapping = dict(reversed(TREE["mapping"].items()))
    record = read(json.dumps([TREE | {"mapping": mapping}]))[0].record
    last = len(record.messages) - 1
    path = [record.messages[index].text for index in before_of(record, json.loads(record.extra)["current_message"])]
    assert last == 5
    assert path == ["Plan a trip", "To Oslo?", "Yes"]


def before_of(record, index):
    from monitor.records import indices_before

    return reversed(list(indices_before(record.messages, index)))


def test_contents_of_every_type_are_words_or_placeholders(read):
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x", "size_bytes": 3}
    row = export(
        node("u", None, ["t"], "user", picture, "what is it?"),
        node(
            "t",
            "u",
            ["c"],
            "assistant",
            content={"content_type": "thoughts", "thoughts": [{"summary": "s", "content": "Hm"}]},
        ),
        node(
            "c",
            "t",
            ["r"],
            "assistant",
            recipient="python",
            content={"content_type": "code", "language": "unknown", "text": "1+1"},
        ),
        node(
            "r",
            "c",
            ["a"],
            "tool",
            content={"content_type": "execution_output", "text": "2"},
            author={"role": "tool", "name": "python"},
        ),
        node("a", "r", [], "assistant", "A cat."),
    )
    record = read(json.dumps([row]))[0].record
    assert told(record) == [
        ("user", "[image]\nwhat is it?", None),
        ("assistant", "[thinking] Hm", None),
        ("assistant", "[tool call] python(1+1)", None),
        ("tool", "2", None),
        ("assistant", "A cat.", None),
    ]


@pytest.mark.parametrize(
    ("nodes", "reason"),
    [
        (
            [node("a", "b", [], "user", "x"), node("b", "a", [], "user", "y")],
            "the messages follow each other in a circle",
        ),
        ([node("a", "gone", [], "user", "x")], "node 'a' follows 'gone', which is not there"),
        ([node("a", None, [])], "no message has any text"),
    ],
)
def test_what_is_no_tree_is_rejected(read, nodes, reason):
    assert read(json.dumps([TREE, export(*nodes)]))[1].reason == reason
