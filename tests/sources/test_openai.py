"""Chat completions, as the API writes them and as teams log them."""

import json
from datetime import datetime

import pytest

from monitor.records import START, Message
from monitor.taxonomy import Role

ASKED = {
    "model": "aria",
    "messages": [{"role": "user", "content": "hi"}],
    "user": "u-1",
    "metadata": {"surface": "web"},
    "temperature": 0.2,
}
CHOICE = {
    "index": 0,
    "finish_reason": "stop",
    "logprobs": None,
    "message": {"role": "assistant", "content": "hello", "refusal": None},
}
ANSWERED = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1793534400,
    "model": "aria-2026-10-01",
    "choices": [CHOICE],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    "service_tier": "default",
}


def turns_of(record):
    return [(message.role, message.text, message.follows) for message in record.messages]


@pytest.mark.parametrize(
    "row",
    [{"request": ASKED, "response": ANSWERED}, {**ANSWERED, **ASKED, "model_version": "aria-2026-10-01"}],
    ids=["side by side", "merged"],
)
def test_exchanges_are_read_with_all_they_say(read, row):
    (located,) = read(row)
    record = located.record
    assert turns_of(record) == [("user", "hi", None), ("assistant", "hello", None)]
    assert (record.format, record.user, record.surface) == ("openai", "u-1", "web")
    assert (record.model, record.model_version) == ("aria", "aria-2026-10-01")
    assert (record.started_at, record.external_id) == (datetime(2026, 11, 1, 12), "chatcmpl-1")
    assert json.loads(record.extra) == {
        "messages": {"1": {"index": 0, "finish_reason": "stop"}},
        "service_tier": "default",
        "temperature": 0.2,
        "usage": ANSWERED["usage"],
    }


def test_every_choice_of_a_response_is_a_branch(read):
    choices = [{**CHOICE, "index": i, "message": {"role": "assistant", "content": str(i)}} for i in range(3)]
    (located,) = read({"request": ASKED, "response": {**ANSWERED, "choices": choices}})
    assert turns_of(located.record)[1:] == [("assistant", "0", None), ("assistant", "1", 0), ("assistant", "2", 0)]


def test_choices_of_a_response_without_its_request_open_the_conversation(read):
    choices = [{**CHOICE, "index": i} for i in range(2)]
    (located,) = read({**ANSWERED, "choices": choices})
    assert [message.follows for message in located.record.messages] == [None, START]


def test_what_request_and_response_say_differently_is_both_kept(read):
    (located,) = read(
        {"id": "log-7", "request": {**ASKED, "service_tier": "flex"}, "response": ANSWERED, "region": "eu"}
    )
    extra = json.loads(located.record.extra)
    assert located.record.external_id == "log-7"
    assert (extra["service_tier"], extra["response.service_tier"]) == ("flex", "default")
    assert (extra["response.id"], extra["region"]) == ("chatcmpl-1", "eu")


def test_a_refusal_a_voice_and_tool_calls_are_what_the_assistant_said(read):
    messages = [
        {"role": "assistant", "content": None, "refusal": "I can't help with that."},
        {"role": "assistant", "content": None, "audio": {"id": "a", "data": "UklG", "transcript": "Good day"}},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "t", "type": "function", "function": {"name": "book", "arguments": '{"n":1}'}}],
        },
    ]
    choices = [{**CHOICE, "index": i, "message": message} for i, message in enumerate(messages)]
    (located,) = read({"request": ASKED, "response": {**ANSWERED, "choices": choices}})
    assert [message.text for message in located.record.messages[1:]] == [
        "I can't help with that.",
        "Good day",
        '[tool call] book({"n":1})',
    ]


def test_the_older_completions_have_a_prompt_and_a_text(read):
    choice = {"index": 0, "text": " was Goethe.", "finish_reason": "length", "logprobs": None}
    row = {"request": {"prompt": "The author"}, "response": {"object": "text_completion", "choices": [choice]}}
    assert turns_of(read(row)[0].record) == [("user", "The author", None), ("assistant", " was Goethe.", None)]


def test_an_answer_kept_as_plain_words_is_read_and_anything_else_rejected(read):
    good, bad = read({"request": ASKED, "response": "hello"}, {"request": ASKED, "response": [1]})
    assert turns_of(good.record) == [("user", "hi", None), ("assistant", "hello", None)]
    assert bad.reason == "the response is [1], not an object"


def test_a_request_whose_stream_was_logged_with_it_is_read(read):
    chunks = [
        {"id": "c", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": piece}}]}
        for piece in ("hel", "lo")
    ]
    as_text = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    for response in (chunks, as_text):
        (located,) = read({"request": ASKED, "response": response})
        assert located.record.messages == (Message(Role.USER, "hi"), Message(Role.ASSISTANT, "hello"))


def test_a_failed_request_is_rejected_and_the_next_line_decides_the_format(read):
    failed, strange, good = read(
        {"request": ASKED, "response": {"error": {"message": "overloaded", "type": "server_error"}}},
        {"request": ASKED, "response": {"id": "x", "verdict": "?"}},
        {"request": ASKED, "response": ANSWERED},
    )
    assert failed.reason == "the request failed: 'overloaded'"
    assert strange.reason == "the response has no 'choices'"
    assert good.record.format == "openai"


@pytest.mark.export_check
@pytest.mark.filterwarnings("default")
def test_the_exchange_is_as_the_real_library_knows_it():
    chat = pytest.importorskip("openai.types.chat")
    assert chat.ChatCompletion.model_validate(ANSWERED).choices[0].message.content == "hello"
