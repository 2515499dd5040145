import pytest

from monitor.errors import RecordError
from monitor.sources.turns import read_messages
from monitor.taxonomy import Role


def text_of(turn):
    return read_messages([{"role": "assistant", **turn}])[0].text


def test_parts_become_text_with_placeholders_for_what_is_not():
    parts = [
        {"type": "text", "text": "look"},
        {"type": "image_url", "image_url": {"url": "data:..."}},
        {"type": "input_audio"},
        {"type": "file"},
        {"type": "refusal", "refusal": "no"},
        {"type": "<b>hostile</b>"},
        "plain",
    ]
    assert text_of({"content": parts}) == "look\n[image]\n[audio]\n[file]\nno\n[part]\nplain"


def test_tool_calls_are_readable_text_after_the_words():
    calls = [{"id": "1", "type": "function", "function": {"name": "book", "arguments": '{"seats": 2}'}}]
    assert text_of({"content": "One moment", "tool_calls": calls}) == 'One moment\n[tool call] book({"seats": 2})'
    assert text_of({"content": None, "function_call": {"name": "f", "arguments": "{}"}}) == "[tool call] f({})"
    assert text_of({"content": [{"type": "tool_use", "name": "g", "input": {"a": 1}}]}) == '[tool call] g({"a": 1})'


def test_a_refusal_is_what_the_assistant_said():
    assert text_of({"content": None, "refusal": "I can't"}) == "I can't"


@pytest.mark.parametrize(
    ("name", "role"),
    [("developer", Role.SYSTEM), ("function", Role.TOOL), ("User", Role.USER), ("tool", Role.TOOL)],
)
def test_roles_have_one_name(name, role):
    assert read_messages([{"role": name, "content": "x"}])[0].role is role


@pytest.mark.parametrize(
    ("turns", "reason"),
    [
        ([{"role": "narrator", "content": "x"}], "unknown role 'narrator' of message 0; known roles: system"),
        ([{"content": "x"}], "unknown role None"),
        ([{"role": ["user"], "content": "x"}], "unknown role"),
        (["hello"], "message 0 is 'hello', not an object"),
        ("hello", "not a list"),
        ({"role": "user"}, "not a list"),
        ([{"role": "user", "content": 5}], "content of message 0 is 5, not text"),
        ([{"role": "user", "content": [5]}], "a part of a message is 5, not an object, in message 0"),
        ([{"role": "user", "content": "x", "timestamp": "soon"}], "unreadable time"),
    ],
)
def test_what_is_wrong_with_which_message_is_said(turns, reason):
    with pytest.raises(RecordError, match=reason):
        read_messages(turns)
