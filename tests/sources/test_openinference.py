"""OpenInference spans as JSON and as Phoenix gives them in a table, and the Vercel AI SDK's beside them."""

import io
import json
from datetime import UTC, datetime

import pyarrow
import pyarrow.parquet
import pytest

from monitor.errors import SourceError
from monitor.records import LoggedConversation, PassedOver
from monitor.taxonomy import Scorer

TRACE = "c0ffee00c0ffee00c0ffee00c0ffee00"
CALLED = [
    ("system", "Be brief."),
    ("user", "Rain?\n[image]"),
    ("assistant", 'Let me see.\n[tool call] sky({"at": "Graz"})'),
]
LLM = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "aria",
    "llm.provider": "acme",
    "llm.input_messages.0.message.role": "system",
    "llm.input_messages.0.message.content": "Be brief.",
    "llm.input_messages.1.message.role": "user",
    "llm.input_messages.1.message.contents.0.message_content.type": "text",
    "llm.input_messages.1.message.contents.0.message_content.text": "Rain?",
    "llm.input_messages.1.message.contents.1.message_content.type": "image",
    "llm.input_messages.1.message.contents.1.message_content.image.image.url": "https://example.org/sky.png",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": "Let me see.",
    "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "sky",
    "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": '{"at": "Graz"}',
    "llm.token_count.total": 9,
    "input.value": "{}",
    "session.id": "s-1",
    "user.id": "u-1",
}


def span(attributes, *, number=1, parent=None, trace=TRACE, **fields):
    return {
        "name": "ChatCompletion",
        "context": {"trace_id": trace, "span_id": f"{number:016x}", "trace_state": "[]"},
        "kind": "SpanKind.INTERNAL",
        "parent_id": parent,
        "start_time": f"2026-11-01T12:00:0{number}.000000Z",
        "end_time": "2026-11-01T12:00:09.000000Z",
        "status": {"status_code": "OK"},
        "attributes": attributes,
        "events": [],
        **fields,
    }


def records(located):
    return [one.record for one in located if isinstance(one.record, LoggedConversation)]


def passed(located):
    return sorted(one.record.reason for one in located if isinstance(one.record, PassedOver))


def turns(record):
    return [(message.role.value, message.text) for message in record.messages]


def test_flat_dotted_attributes(read):
    (record,) = records(read(span(LLM)))
    assert turns(record) == CALLED
    assert (record.format, record.external_id, record.user, record.model) == ("openinference", TRACE, "u-1", "aria")
    assert record.started_at == datetime(2026, 11, 1, 12, 0, 1)
    extra = json.loads(record.extra)
    assert extra["session"] == "s-1"
    assert extra["attributes"]["llm.token_count.total"] == 9


def test_nested_attributes_say_the_same(read):
    message = {"message": {"role": "user", "content": "hi"}}
    answer = {"message": {"role": "assistant", "content": "hello"}}
    nested = {
        "llm": {"input_messages": [message], "output_messages": [answer]},
        "openinference": {"span": {"kind": "LLM"}},
    }
    (record,) = records(read(span(nested)))
    assert turns(record) == [("user", "hi"), ("assistant", "hello")]


def test_a_chain_and_a_tool_around_the_call_add_nothing(read):
    chain = {"openinference.span.kind": "CHAIN", "input.value": "Rain?", "output.value": "Let me see."}
    agent = {
        "openinference.span.kind": "AGENT",
        "input.value": '{"messages": [{"role": "user", "content": "Rain?"}]}',
        "output.value": "Let me see.",
    }
    tool = {"openinference.span.kind": "TOOL", "input.value": '{"at": "Graz"}', "output.value": "wet"}
    inside = {"parent": f"{2:016x}"}
    located = read(span(chain), span(agent, number=2), span(LLM, number=3, **inside), span(tool, number=4, **inside))
    (record,) = records(located)
    assert turns(record) == CALLED
    assert passed(located) == ["agent step: repeats what its calls say", "chain step: no chat", "tool step: no chat"]


def test_a_traced_function_without_any_call_tells_what_its_user_saw(read):
    outer = {"openinference.span.kind": "CHAIN", "input.value": "Rain?", "output.value": '{"answer": "Yes."}'}
    inner = {"openinference.span.kind": "CHAIN", "input.value": "Rain? (rewritten)", "output.value": "yes"}
    located = read(span(inner, number=2, parent=f"{1:016x}"), span(outer))
    (record,) = records(located)
    assert turns(record) == [("user", "Rain?"), ("assistant", "Yes.")]


def test_annotations_of_people_and_evaluations_by_machines_stay_apart(read):
    scored = LLM | {
        "annotation.tone.label": "rude",
        "annotation.tone.score": 0,
        "annotation.tone.annotator_kind": "HUMAN",
        "eval.Hallucination.score": 0.75,
        "eval.Hallucination.explanation": "No source.",
    }
    (record,) = records(read(span(scored)))
    found = {(one.name, one.value, one.text, one.scorer, one.message_index) for one in record.signals}
    assert found == {
        ("tone", 0.0, "rude", Scorer.HUMAN, 2),
        ("Hallucination", 0.75, "No source.", Scorer.MACHINE, 2),
    }


def test_phoenix_spans_as_parquet(read):
    asked = [{"message.role": "user", "message.content": "hi", "message.tool_calls": None}]
    answer = [
        {
            "message.role": "assistant",
            "message.content": "hello",
            "message.tool_calls": [{"tool_call.function.name": "sky", "tool_call.function.arguments": "{}"}],
        }
    ]
    rows = [
        {
            "name": "llm",
            "span_kind": "LLM",
            "parent_id": None,
            "start_time": datetime(2026, 11, 1, 12, tzinfo=UTC),
            "end_time": datetime(2026, 11, 1, 12, tzinfo=UTC),
            "status_code": "OK",
            "status_message": "",
            "events": [],
            "context.span_id": "1",
            "context.trace_id": TRACE,
            "attributes.llm.input_messages": asked,
            "attributes.llm.output_messages": answer,
            "attributes.llm.model_name": "aria",
            "attributes.metadata": {"tier": "gold"},
        }
    ]
    table = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), table)
    (record,) = records(read(table.getvalue()))
    assert turns(record) == [("user", "hi"), ("assistant", "hello\n[tool call] sky({})")]
    assert record.started_at == datetime(2026, 11, 1, 12)
    assert json.loads(record.extra)["attributes"]["metadata.tier"] == "gold"


def vercel(operation, attributes, **fields):
    return {
        "name": operation,
        "spanContext": {"traceId": TRACE, "spanId": operation},
        "attributes": {"ai.operationId": operation, "ai.model.id": "aria", **attributes},
        "status": {"code": 0},
        "startTime": [1793534400, 500_000_000],
        "endTime": [1793534401, 0],
        "events": [],
        **fields,
    }


def test_the_vercel_sdk_and_its_times(write, read):
    prompt = [{"role": "user", "content": [{"type": "text", "text": "Rain?"}]}]
    call = [{"toolCallId": "c", "toolName": "sky", "input": '{"at":"Graz"}'}]
    outer = vercel("ai.generateText", {"ai.prompt": '{"system": "Be brief.", "prompt": "Rain?"}'})
    inner = vercel(
        "ai.generateText.doGenerate",
        {"ai.prompt.messages": json.dumps(prompt), "ai.response.text": "", "ai.response.toolCalls": json.dumps(call)},
        parentSpanContext={"traceId": TRACE, "spanId": "ai.generateText"},
    )
    vectors = vercel("ai.embed.doEmbed", {"ai.values": ["x"], "ai.embeddings": ["[0.1]"]})
    located = read(json.dumps([outer, inner, vectors]))
    (record,) = records(located)
    assert ("assistant", '[tool call] sky({"at":"Graz"})') in turns(record)
    assert record.started_at == datetime(2026, 11, 1, 12, 0, 0, 500_000)
    assert "embedding step: no chat" in passed(located)


def test_spans_listed_by_name(read):
    (record,) = records(read(json.dumps({"ChatCompletion": [span(LLM)], "empty": []})))
    assert turns(record) == CALLED


def test_spans_of_something_else_are_no_chat_format(read):
    with pytest.raises(SourceError, match="unknown format"):
        read(span({"http.request.method": "GET"}))


def test_a_row_without_chat_or_without_a_place_does_not_vanish(read):
    found = read(span(LLM), span({"http.method": "GET"}, trace="ab" * 16), {"name": "x", "attributes": LLM})
    assert sorted(type(getattr(one, "record", one)).__name__ for one in found) == [
        "LoggedConversation",
        "PassedOver",
        "Rejected",
    ]
