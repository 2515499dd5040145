"""Streams of three APIs, whole, cut off and mixed."""

import json

import pytest

from monitor.sources import ReadOptions, find_format


def chunk(name="chatcmpl-1", *choices, **fields):
    return {
        "id": name,
        "object": "chat.completion.chunk",
        "created": 1793534400,
        "model": "aria",
        "choices": list(choices),
        **fields,
    }


def delta(index=0, finish_reason=None, **delta):
    return {"index": index, "delta": delta, "finish_reason": finish_reason}


def tool(index, **function):
    return {
        "index": index,
        **({"id": f"t{index}", "type": "function"} if "name" in function else {}),
        "function": function,
    }


USAGE = {"prompt_tokens": 1, "completion_tokens": 8, "total_tokens": 9}
CHUNKS = [
    chunk("chatcmpl-1", delta(role="assistant", content=""), obfuscation="x9"),
    chunk("chatcmpl-1", delta(content="Hel"), delta(1, role="assistant", content="Hi")),
    chunk("chatcmpl-1", delta(role="assistant", content="lo")),
    chunk("chatcmpl-1", delta(1, tool_calls=[tool(0, name="book", arguments="")])),
    chunk("chatcmpl-1", delta(1, tool_calls=[tool(1, name="pay", arguments='{"a"')])),
    chunk("chatcmpl-1", delta(1, tool_calls=[tool(0, arguments='{"n":'), tool(1, arguments=":2}")])),
    chunk("chatcmpl-1", delta(1, tool_calls=[tool(0, arguments="1}")])),
    chunk("chatcmpl-1", delta(0, "stop"), delta(1, "tool_calls")),
    chunk("chatcmpl-1", usage=USAGE),
]


def sse(*events, end="data: [DONE]\n\n"):
    named = (f"event: {event['type']}\n" if "type" in event else "" for event in events)
    return "".join(f"{name}data: {json.dumps(event)}\n\n" for name, event in zip(named, events, strict=True)) + end


def as_lines(*events):
    return "".join(json.dumps(event) + "\n" for event in events)


def texts(record):
    return [message.text for message in record.messages]


@pytest.mark.parametrize("written", [as_lines, sse])
def test_chunks_of_several_choices_are_joined(read, written):
    (located,) = read(written(*CHUNKS))
    record = located.record
    assert texts(record) == ["Hello", 'Hi\n[tool call] book({"n":1})\n[tool call] pay({"a":2})']
    assert [message.follows for message in record.messages] == [None, -1]
    assert (record.format, record.external_id, record.model) == ("openai_stream", "chatcmpl-1", "aria")
    extra = json.loads(record.extra)
    assert extra == {
        "messages": {"0": {"index": 0, "finish_reason": "stop"}, "1": {"index": 1, "finish_reason": "tool_calls"}},
        "usage": USAGE,
    }


def test_streams_of_chunks_may_be_interleaved(read):
    first = [chunk("a", delta(content=piece)) for piece in "abc"]
    second = [chunk("b", delta(content=piece)) for piece in "xyz"]
    rows = read(*[one for pair in zip(first, second, strict=True) for one in pair])
    assert [texts(row.record) for row in rows] == [["abc"], ["xyz"]]
    assert json.loads(rows[0].record.extra)["is_cut_off"] is True


def responses_events(text, name="resp_1"):
    said = {"id": "msg", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
    whole = {
        "id": name,
        "object": "response",
        "created_at": 1793534400.0,
        "model": "aria",
        "output": [],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
    }
    done = {**said, "status": "completed", "content": [{"type": "output_text", "text": text, "annotations": []}]}
    place = {"item_id": "msg", "output_index": 0, "content_index": 0, "logprobs": []}
    pieces = [{"type": "response.output_text.delta", "delta": piece, **place} for piece in text]
    events = [
        {"type": "response.created", "response": whole},
        {"type": "response.output_item.added", "output_index": 0, "item": said},
        *pieces,
        {"type": "response.completed", "response": {**whole, "status": "completed", "output": [done]}},
    ]
    return [{**event, "sequence_number": number} for number, event in enumerate(events)]


@pytest.mark.parametrize("written", [as_lines, sse])
def test_the_events_of_responses_are_joined_one_stream_after_another(read, written):
    rows = read(written(*responses_events("Hello"), *responses_events("Bye", "resp_2")))
    assert [texts(row.record) for row in rows] == [["Hello"], ["Bye"]]
    assert [row.record.external_id for row in rows] == ["resp_1", "resp_2"]


def test_a_stream_of_responses_that_was_cut_off_keeps_what_came(read):
    (located,) = read(*responses_events("Hello")[:-3])
    assert texts(located.record) == ["Hel"]
    assert json.loads(located.record.extra)["is_cut_off"] is True


MESSAGE_EVENTS = [
    {
        "type": "message_start",
        "message": {
            "id": "msg_1", "type": "message", "role": "assistant", "model": "c", "content": [],
            "usage": {"input_tokens": 3, "output_tokens": 1},
        },
    },
    {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": "", "signature": ""}},
    {"type": "ping"},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "Hm"}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": "abc"}},
    {"type": "content_block_stop", "index": 0},
    {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": ""}},
    {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "Let me "}},
    {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "see."}},
    {"type": "content_block_stop", "index": 1},
    {
        "type": "content_block_start",
        "index": 2,
        "content_block": {"type": "tool_use", "id": "t", "name": "find", "input": {}},
    },
    {"type": "content_block_delta", "index": 2, "delta": {"type": "input_json_delta", "partial_json": '{"q": '}},
    {"type": "content_block_delta", "index": 2, "delta": {"type": "input_json_delta", "partial_json": '"x"}'}},
    {"type": "content_block_stop", "index": 2},
    {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 8}},
    {"type": "message_stop"},
]  # fmt: skip


@pytest.mark.parametrize("written", [as_lines, sse])
def test_the_events_of_anthropic_messages_are_joined(read, written):
    (located,) = read(written(*MESSAGE_EVENTS))
    assert texts(located.record) == ['[thinking] Hm\nLet me see.\n[tool call] find({"q": "x"})']
    assert json.loads(located.record.extra) == {
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 3, "output_tokens": 8},
    }


def test_mixed_and_headless_streams_are_rejected(read):
    mixed = [
        event for pair in zip(responses_events("one"), responses_events("two", "r2"), strict=True) for event in pair
    ]
    assert [row.reason for row in read(*mixed)] == ["no message has any text", "the events of two streams are mixed"]
    mixed = [event for event in MESSAGE_EVENTS for _ in range(2)]
    assert "the events of two streams are mixed" in {row.reason for row in read(*mixed)}
    assert {row.reason for row in read(*MESSAGE_EVENTS[1:3])} == {"a stream without its beginning"}


def test_a_stream_that_failed_is_rejected(read):
    failed = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    (rejected,) = read(sse(*MESSAGE_EVENTS[:8], failed))
    assert rejected.reason == "the stream failed: 'Overloaded'"


def test_other_lines_of_a_stream_are_passed_over_or_rejected(write, read):
    text = sse(CHUNKS[2], end="") + ": keep alive\nid: 7\nretry: 10\nupstream reset\n\ndata: {broken\n"
    assert find_format(write(text), options=ReadOptions()) == "openai_stream"
    assert [getattr(row, "reason", "read") for row in read(text)] == [
        "not_sse: neither data nor a name",
        "not_json: Expecting property name enclosed in double quotes at character 1",
        "read",
    ]


@pytest.mark.export_check
@pytest.mark.filterwarnings("default")
def test_the_events_are_as_the_real_library_knows_them():
    pydantic = pytest.importorskip("pydantic")
    chat = pytest.importorskip("openai.types.chat")
    responses = pytest.importorskip("openai.types.responses")
    for one in CHUNKS:
        chat.ChatCompletionChunk.model_validate(one)
    for event in responses_events("Hello"):
        pydantic.TypeAdapter(responses.ResponseStreamEvent).validate_python(event)
