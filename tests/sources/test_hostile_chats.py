"""Chat rows with one value exchanged for something that has no business there: read or rejected, never a crash."""

import copy
import json
import random

import pytest

from monitor.records import Rejected
from monitor.sources import Located, ReadOptions, read_source

SAID = {"role": "assistant", "content": [{"type": "output_text", "text": "yes"}], "type": "message", "id": "m"}
CALLED = {
    "role": "assistant",
    "content": None,
    "tool_calls": [{"index": 0, "function": {"name": "f", "arguments": "{}"}}],
}
ASKED = {"messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}, CALLED], "model": "a", "user": "u"}
CHOICE = {"index": 0, "message": {"role": "assistant", "content": "yes"}, "finish_reason": "stop"}
BLOCKS = [
    {"type": "thinking", "thinking": "h"},
    {"type": "tool_use", "name": "f", "input": {}},
    {"type": "document", "source": {"type": "text", "data": "d"}},
    {"type": "tool_result", "content": [{"type": "text", "text": "t"}]},
    {"type": "text", "text": "yes"},
]
ANTHROPIC = {"id": "m", "type": "message", "role": "assistant", "content": BLOCKS, "usage": {"input_tokens": 1}}
ITEMS = [
    {"type": "reasoning", "summary": [{"type": "summary_text", "text": "s"}]},
    {"type": "function_call", "name": "f", "arguments": "{}", "call_id": "c"},
    {"type": "function_call_output", "output": [{"type": "input_text", "text": "t"}], "call_id": "c"},
    {"type": "web_search_call", "action": {"query": "q"}},
    SAID,
]
RESPONSE = {"id": "r1", "object": "response", "created_at": 1793534400, "output": ITEMS, "instructions": "Kind."}
LINKED = {"request": {"input": "go on", "previous_response_id": "r1"}, "response": {**RESPONSE, "id": "r2"}}
NODES = {
    "a": {
        "message": {"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["hi"]}},
        "parent": None,
    },
    "b": {
        "message": {
            "id": "b",
            "author": {"role": "assistant"},
            "recipient": "python",
            "content": {"content_type": "thoughts", "thoughts": [{"content": "h"}]},
            "metadata": {"model_slug": "a"},
        },
        "parent": "a",
    },
}
TREE = [
    {"role": "user", "content": "hi", "id": 1},
    {"role": "assistant", "content": "yes", "id": 2, "parent_id": 1, "rating": 1},
]
FILES = {
    "openai": [{"request": ASKED, "response": {"id": "c", "choices": [CHOICE, CHOICE]}, "metadata": {"a": 1}}],
    "openai_batch": [
        {"custom_id": "c", "body": ASKED},
        {"custom_id": "c", "response": {"body": {"choices": [CHOICE]}}},
    ],
    "anthropic_batch": [
        {"custom_id": "c", "params": ASKED},
        {"custom_id": "c", "result": {"type": "succeeded", "message": ANTHROPIC}},
    ],
    "anthropic": [{"request": {**ASKED, "system": BLOCKS[-1:]}, "response": ANTHROPIC}],
    "openai_responses": [
        {"request": {"input": [*ITEMS, {"role": "user", "content": "hi"}]}, "response": RESPONSE},
        LINKED,
    ],
    "chunks": [{"object": "chat.completion.chunk", "id": "c", "choices": [{"index": 0, "delta": CALLED}]}] * 2,
    "responses stream": [
        {"type": "response.created", "response": RESPONSE, "sequence_number": 0},
        {"type": "response.output_item.added", "output_index": 0, "item": SAID, "sequence_number": 1},
        {"type": "response.output_text.delta", "output_index": 0, "delta": "x", "sequence_number": 2},
    ],
    "anthropic stream": [
        {"type": "message_start", "message": {**ANTHROPIC, "content": []}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "tool_use", "name": "f", "input": {}}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": "{}"}},
        {"type": "message_delta", "delta": {"stop_reason": "x"}, "usage": {"output_tokens": 2}},
    ],
    "chatgpt_export": [{"mapping": NODES, "current_node": "b", "title": "t", "create_time": 1793534400.0}],
    "messages": [{"messages": TREE, "feedback": [{"thumbs": "up", "message_index": 1}], "response": "so"}],
    "sharegpt": [{"conversations": [{"from": "function_call", "value": '{"name": "f"}'}], "system": "s"}],
    "wildchat": [
        {
            "conversation": [{"role": "user", "content": "hi", "hashed_ip": "i"}],
            "openai_moderation": [{"categories": {"h": True}}],
        }
    ],
    "message_table": [{"conversation_id": "c", "turn": 1, "role": "user", "text": "hi", "rating": 3}],
    "table_jsonl": [{"prompt": "hi", "response": "yes", "user": "u", "rating": 3}],
    "records": [{"monitor_record": "conversation", "messages": [{"role": "user", "text": "hi"}], "format": "x"}],
}
STRANGE = (None, True, 0, -7, 2.5, 10**30, "", "x", [], [None], [[]], {}, {"type": "text"}, ["x", 1], {"a": {"b": []}})
TRIES = 100


def places_in(value, place=()):
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in inside:
        yield (*place, name)
        yield from places_in(inner, (*place, name))


def with_strange_value(rows, chance):
    changed = copy.deepcopy(rows)
    *path, last = chance.choice(list(places_in(changed)))
    target = changed
    for name in path:
        target = target[name]
    if chance.random() < 0.2 and isinstance(target, dict):
        del target[last]
    else:
        target[last] = chance.choice(STRANGE)
    return changed


@pytest.mark.parametrize("name", FILES)
def test_a_row_with_something_strange_in_it_is_read_or_rejected(name, tmp_path):
    chance = random.Random(name)
    sound = list(read(tmp_path, FILES[name]))
    assert any(isinstance(row, Located) for row in sound), sound
    for _ in range(TRIES):
        strange = with_strange_value(FILES[name], chance)
        # The sound rows before decide the format.
        for row in read(tmp_path, [*FILES[name], *strange]):
            assert isinstance(row, Located | Rejected), strange


def read(folder, rows):
    path = folder / "rows"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read_source(path, options=ReadOptions())
