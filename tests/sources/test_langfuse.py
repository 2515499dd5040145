"""Langfuse: trace files, the pages of its API, its blob export and the tables of its UI."""

import csv
import io
import json
from datetime import datetime

import pytest

from monitor.records import LoggedConversation, PassedOver
from monitor.taxonomy import Origin, Scorer, SignalKind

TRACE = {
    "id": "t-1",
    "projectId": "p",
    "name": "support",
    "timestamp": "2026-11-01T12:00:00.000Z",
    "environment": "default",
    "tags": ["beta"],
    "bookmarked": False,
    "public": True,
    "release": "7",
    "userId": "u-1",
    "sessionId": "s-1",
    "input": '"Rain?"',
    "output": '"Yes."',
    "metadata": "{}",
    "scores": [],
    "corrections": [],
}
ASKED = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Rain?"}]
CALL = {
    "role": "assistant",
    "content": None,
    "tool_calls": [{"id": "c", "function": {"name": "sky", "arguments": "{}"}}],
}
RESULT = {"role": "tool", "tool_call_id": "c", "content": "wet"}
ANSWER = {"role": "assistant", "content": [{"type": "text", "text": "Yes."}]}
TOLD = [
    ("system", "Be brief."),
    ("user", "Rain?"),
    ("assistant", "[tool call] sky({})"),
    ("tool", "wet"),
    ("assistant", "Yes."),
]


def observation(number, kind, given, got, **fields):
    return {
        "id": f"o-{number}",
        "traceId": "t-1",
        "startTime": f"2026-11-01T12:00:0{number}.000Z",
        "endTime": f"2026-11-01T12:00:0{number}.500Z",
        "projectId": "p",
        "parentObservationId": "o-0" if number else None,
        "type": kind,
        "name": kind.lower(),
        "level": "DEFAULT",
        "statusMessage": None,
        "environment": "default",
        "input": given if given is None or isinstance(given, str) else json.dumps(given),
        "output": got if got is None or isinstance(got, str) else json.dumps(got),
        "metadata": "{}",
        "model": "aria" if kind == "GENERATION" else None,
        "usageDetails": {},
        **fields,
    }


OBSERVATIONS = [
    observation(3, "GENERATION", [*ASKED, CALL, RESULT], ANSWER),
    observation(0, "SPAN", {"args": ["Rain?"]}, "Yes."),
    observation(2, "TOOL", {"at": "Graz"}, {"sky": "wet"}),
    observation(1, "GENERATION", {"messages": ASKED}, {"choices": [{"index": 0, "message": CALL}]}),
    observation(4, "EMBEDDING", "Rain?", None),
]


def score(name, **fields):
    return {
        "id": f"s-{name}",
        "traceId": "t-1",
        "observationId": None,
        "name": name,
        "value": 0,
        "stringValue": None,
        "comment": None,
        "configId": None,
        "timestamp": "2026-11-01T13:00:00.000Z",
        "environment": "default",
        **fields,
    }


SCORES = [
    score("tone", source="ANNOTATION", dataType="CATEGORICAL", value=1, stringValue="rude", observationId="o-3"),
    score("hallucination", source="EVAL", dataType="NUMERIC", value=0.8, comment="No source."),
    score("user-feedback", source="API", dataType="BOOLEAN", value=0, stringValue="False"),
]
CORRECTION = score("output", source="ANNOTATION", dataType="CORRECTION", longStringValue="Yes, it is raining.")


def snake(row):
    return {"".join(f"_{one.lower()}" if one.isupper() else one for one in name): value for name, value in row.items()}


def records(located):
    return [one.record for one in located if isinstance(one.record, LoggedConversation)]


def passed(located):
    return sorted(one.record.reason for one in located if isinstance(one.record, PassedOver))


def turns(record):
    return [(message.role.value, message.text) for message in record.messages]


def trace_file():
    emptied = [{**one, "input": None, "output": None} for one in OBSERVATIONS]
    trace = {**TRACE, "scores": SCORES, "corrections": [CORRECTION], "observations": emptied}
    return {"trace": trace, "observations": OBSERVATIONS}


LAYOUTS = {
    "a trace file": [json.dumps(trace_file(), indent=1)],
    "a trace of the API": [{**TRACE, "observations": OBSERVATIONS, "scores": [*SCORES, CORRECTION]}],
    "a page of traces": [
        {"data": [{**TRACE, "observations": OBSERVATIONS, "scores": [*SCORES, CORRECTION]}], "meta": {}}
    ],
    "rows in any order": [*SCORES, *OBSERVATIONS, TRACE, CORRECTION],
    "the blob export": [snake(one) for one in (*OBSERVATIONS[::-1], CORRECTION, TRACE, *SCORES)],
}


@pytest.mark.parametrize("rows", LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout_gives_the_same_conversation(read, rows):
    located = read(*rows)
    (record,) = records(located)
    assert turns(record) == TOLD
    assert (record.format, record.external_id, record.user, record.model) == ("langfuse", "t-1", "u-1", "aria")
    assert record.started_at == datetime(2026, 11, 1, 12, 0, 1)
    extra = json.loads(record.extra)
    assert extra["session"] == "s-1"
    assert passed(located) == [
        "embedding step: no chat",
        "span step: no chat",
        "tool step: no chat",
        "trace step: no chat",
    ]
    told = {(one.kind, one.name, one.value, one.text, one.scorer, one.message_index) for one in record.signals}
    assert told == {
        (SignalKind.RATING, "tone", None, "rude", Scorer.HUMAN, 4),
        (SignalKind.RATING, "hallucination", 0.8, "No source.", Scorer.MACHINE, None),
        (SignalKind.RATING, "user-feedback", 0.0, "False", Scorer.HUMAN, None),
        (SignalKind.CORRECTION, "output", None, "Yes, it is raining.", Scorer.HUMAN, None),
    }


def test_the_times_of_the_blob_export_are_utc(read):
    row = snake(observation(1, "GENERATION", ASKED, ANSWER, startTime="2026-11-01 12:00:01.250000"))
    (record,) = records(read(row))
    assert record.started_at == datetime(2026, 11, 1, 12, 0, 1, 250_000)
    assert record.clock is None


def test_observations_as_a_table_of_the_ui(read):
    row = observation(1, "GENERATION", ASKED, ANSWER)
    table = io.StringIO()
    writer = csv.DictWriter(table, row)
    writer.writeheader()
    writer.writerow({name: "" if value is None else value for name, value in row.items()})
    (record,) = records(read(table.getvalue()))
    assert turns(record) == [("system", "Be brief."), ("user", "Rain?"), ("assistant", "Yes.")]


def test_a_trace_without_calls_tells_what_its_user_saw(read):
    (record,) = records(read(TRACE))
    assert turns(record) == [("user", "Rain?"), ("assistant", "Yes.")]


def test_traces_of_one_session_are_one_conversation_where_they_go_on(read):
    asked = [*ASKED, ANSWER, {"role": "user", "content": "Still?"}]
    first = observation(1, "GENERATION", ASKED, ANSWER, sessionId="s-1")
    second = observation(2, "GENERATION", asked, "No.", traceId="t-2", sessionId="s-1")
    (record,) = records(read(second, first))
    assert [text for _, text in turns(record)] == ["Be brief.", "Rain?", "Yes.", "Still?", "No."]


def test_a_failed_call_keeps_what_was_asked_and_why_it_failed(read):
    failed = observation(1, "GENERATION", ASKED, None, level="ERROR", statusMessage="overloaded")
    (record,) = records(read(failed))
    assert turns(record) == [("system", "Be brief."), ("user", "Rain?")]
    assert json.loads(record.extra)["attributes"]["error"] == "overloaded"


def test_the_runs_of_evaluators_are_marked_as_tests(read):
    (record,) = records(read(observation(1, "GENERATION", ASKED, ANSWER, environment="langfuse-llm-as-a-judge")))
    assert record.origin is Origin.EVALUATION


def test_words_nobody_could_map_are_read_from_the_attributes_of_the_span(read):
    attributes = {"llm.input_messages.0.message.role": "user", "llm.input_messages.0.message.content": "Rain?"}
    call = observation(
        1, "GENERATION", {"messages": ["role='user' content='Rain?'"]}, ANSWER, metadata={"attributes": attributes}
    )
    (record,) = records(read(call))
    assert turns(record) == [("user", "Rain?"), ("assistant", "Yes.")]


def test_scores_without_their_trace_are_passed_over(read):
    assert passed(read(*SCORES)) == ["feedback on a trace without chat"]


GEMINI = {
    "config": {"system_instruction": "Greet."},
    "contents": [
        {"role": "user", "parts": [{"text": "hi"}]},
        {"role": "model", "parts": [{"function_call": {"name": "greet", "args": {}}}]},
        {"role": "user", "parts": [{"function_response": {"name": "greet", "response": {"said": "hello"}}}]},
    ],
}


def test_geminis_contents(read):
    got = {"content": {"role": "model", "parts": [{"text": "hello"}]}, "finish_reason": "STOP"}
    (record,) = records(read(observation(1, "GENERATION", GEMINI, got)))
    assert turns(record) == [
        ("system", "Greet."),
        ("user", "hi"),
        ("assistant", "[tool call] greet({})"),
        ("user", '{"said": "hello"}'),
        ("assistant", "hello"),
    ]


def test_a_tool_that_langchain_declares_among_the_messages_is_not_said(read):
    declared = {"role": "tool", "content": {"type": "function", "function": {"name": "sky", "parameters": {}}}}
    (record,) = records(read(observation(1, "GENERATION", [*ASKED, declared], ANSWER)))
    assert [role for role, _ in turns(record)] == ["system", "user", "assistant"]


def test_a_plain_chat_log_with_an_environment_is_not_taken_for_a_trace(read):
    (record,) = records(read({"id": "c", "timestamp": 1793534400, "environment": "prod", "messages": ASKED}))
    assert record.format == "messages"
