"""Batches, in one file or in several of one delivery."""

import json

import pytest

from monitor.records import PassedOver
from monitor.sources import ReadOptions, find_format, read_source

CHAT = {"model": "aria", "messages": [{"role": "user", "content": "hi"}]}
COMPLETION = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1793534400,
    "model": "aria",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hello"}}],
}


def asked(name="c-1", body=CHAT, url="/v1/chat/completions"):
    return {"custom_id": name, "method": "POST", "url": url, "body": body}


def answered(name="c-1", body=COMPLETION, status=200):
    response = {"status_code": status, "request_id": "req-1", "body": body}
    return {"id": f"batch_req_{name}", "custom_id": name, "response": response, "error": None}


def texts(row):
    return [message.text for message in row.record.messages]


@pytest.mark.parametrize(
    "rows",
    [
        [asked(), answered()],
        [answered(), asked()],
        [asked(), answered(), asked(), answered()],
        [{**asked(), **answered()}],
        [{**answered(), "request": {"body": CHAT}}],
    ],
    ids=["in order", "out of order", "delivered twice", "merged", "with its request"],
)
def test_a_response_is_joined_with_its_request(read, rows):
    (located,) = read(*rows)
    assert texts(located) == ["hi", "hello"]
    assert (located.record.format, located.record.external_id) == ("openai_batch", "c-1")
    assert json.loads(located.record.extra)["batch_request_id"] == "batch_req_c-1"


def test_a_batch_of_responses_is_read_as_such(read):
    output = [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "hello"}]}]
    body = {"id": "resp_1", "object": "response", "model": "aria", "output": output}
    rows = read(asked(body={"input": "hi"}, url="/v1/responses"), answered(body=body))
    assert texts(rows[0]) == ["hi", "hello"]


def test_requests_are_found_in_the_other_files_of_the_delivery(write):
    output = write(answered("c-1"), answered("c-2"), answered("c-3"), name="out")
    companions = (
        output,
        write("not a log at all", name="notes"),
        write({"messages": CHAT["messages"], "custom_id": "c-3"}, name="chats"),
        write(asked("c-1"), asked("c-2", {**CHAT, "messages": [{"role": "user", "content": "ho"}]}), name="in"),
    )
    first, second, third = read_source(output, options=ReadOptions(companions=companions))
    assert [texts(first), texts(second)] == [["hi", "hello"], ["ho", "hello"]]
    assert third.reason == "request_missing: deliver the input of the batch together with its output"
    assert (first.line, second.line, third.line) == (1, 2, 3)


def test_an_id_that_stands_for_several_requests_is_never_guessed(write):
    output = write(answered(), name="out")
    other = {**CHAT, "messages": [{"role": "user", "content": "other"}]}
    companions = (write(asked(), name="one"), write(asked(body=other), name="two"))
    (rejected,) = read_source(output, options=ReadOptions(companions=companions))
    assert rejected.reason == "request_ambiguous: 2 requests are named 'c-1'"


def test_an_input_alone_waits(write):
    path = write(asked("c-1"), asked("c-2"))
    assert find_format(path, options=ReadOptions()) == "openai_batch"
    waiting = PassedOver("request of a batch, waiting for its response")
    assert [row.record for row in read_source(path, options=ReadOptions())] == [waiting, waiting]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"response": None, "error": {"code": "batch_expired", "message": "expired"}}, "the request failed: 'expired'"),
        (answered(body={"error": {"message": "slow down"}}, status=429), "the request failed: 'slow down'"),
        (answered(body={}, status=500), "the request failed: 500"),
        ({"response": None, "error": None}, "neither a response nor an error"),
        (answered(body={"object": "list", "data": [{"embedding": []}]}), "the response has no 'choices'"),
    ],
)
def test_a_request_that_failed_is_rejected_with_the_reason(read, line, reason):
    (rejected,) = read(asked(), {"custom_id": "c-1", **line})
    assert rejected.reason == reason


def test_a_failed_attempt_beside_an_answer_is_passed_over(read):
    failed = answered(body={"error": {"message": "slow down"}}, status=429)
    located, passed = read(asked(), failed, answered())
    assert texts(located) == ["hi", "hello"]
    assert passed.record == PassedOver("failed attempt of a batch, answered by another")


PARAMS = {"model": "c", "max_tokens": 9, "system": "Kind.", "messages": [{"role": "user", "content": "hi"}]}
MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "c",
    "content": [{"type": "text", "text": "hello"}],
    "stop_reason": "end_turn",
}


@pytest.mark.parametrize(
    "requests", [{"custom_id": "a", "params": PARAMS}, {"requests": [{"custom_id": "a", "params": PARAMS}]}]
)
def test_anthropic_results_are_joined_with_their_requests(write, requests):
    output = write({"custom_id": "a", "result": {"type": "succeeded", "message": MESSAGE}}, name="out")
    companions = (write(requests, name="in"),)
    (located,) = read_source(output, options=ReadOptions(companions=companions))
    assert texts(located) == ["Kind.", "hi", "hello"]
    assert (located.record.format, located.record.external_id) == ("anthropic_batch", "a")


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ({"type": "expired"}, "the request failed: 'expired'"),
        ({"type": "canceled"}, "the request failed: 'canceled'"),
        (
            {"type": "errored", "error": {"type": "error", "error": {"type": "x", "message": "bad"}}},
            "the request failed: 'bad'",
        ),
    ],
)
def test_anthropic_results_without_a_message_are_rejected(read, result, reason):
    (rejected,) = read({"custom_id": "a", "params": PARAMS}, {"custom_id": "a", "result": result})
    assert rejected.reason == reason
