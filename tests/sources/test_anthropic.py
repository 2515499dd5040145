"""Anthropic messages, as the API writes them."""

import json

import pytest

ASKED = {
    "model": "claude-x",
    "max_tokens": 100,
    "system": [{"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}],
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Look"},
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "aGk="}},
                {"type": "document", "title": "Terms", "source": {"type": "text", "data": "No refunds."}},
                {
                    "type": "search_result",
                    "source": "s",
                    "title": "Hit",
                    "content": [{"type": "text", "text": "Found"}],
                },
            ],
        },
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "Hm", "signature": "s"},
                {"type": "redacted_thinking", "data": "xx"},
                {"type": "tool_use", "id": "t1", "name": "find", "input": {"q": "x"}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "one hit"}]},
                {"type": "text", "text": "and now?"},
            ],
        },
    ],
    "metadata": {"user_id": "u-5"},
}
ANSWERED = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-x",
    "content": [
        {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "y"}},
        {"type": "web_search_tool_result", "tool_use_id": "s1", "content": []},
        {"type": "text", "text": "Done.", "citations": None},
    ],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 10, "output_tokens": 5},
}
MERGED = {**ANSWERED, **{name: ASKED[name] for name in ("system", "messages", "max_tokens", "metadata")}}


@pytest.mark.parametrize("row", [{"request": ASKED, "response": ANSWERED}, MERGED], ids=["side by side", "merged"])
def test_exchanges_are_read_block_by_block(read, row):
    record = read(row)[0].record
    assert [(message.role, message.text) for message in record.messages] == [
        ("system", "Be kind."),
        ("user", "Look\n[image]\n[document]\nTerms\nNo refunds.\n[search_result]\nHit\nFound"),
        ("assistant", '[thinking] Hm\n[thinking]\n[tool call] find({"q": "x"})'),
        ("tool", "one hit"),
        ("user", "and now?"),
        ("assistant", '[tool call] web_search({"query": "y"})\n[web_search_tool_result]\nDone.'),
    ]
    assert (record.format, record.external_id, record.user, record.model) == ("anthropic", "msg_1", "u-5", "claude-x")
    assert json.loads(record.extra) == {"max_tokens": 100, "stop_reason": "end_turn", "usage": ANSWERED["usage"]}


def test_an_error_first_does_not_hide_the_format(read):
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    bad, good = read({"request": ASKED, "response": error}, {"request": ASKED, "response": ANSWERED})
    assert bad.reason == "the request failed: 'Overloaded'"
    assert good.record.format == "anthropic"
