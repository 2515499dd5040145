"""OpenTelemetry GenAI exports, in today's conventions and in the older ones that are still sent."""

import json
from datetime import datetime

from monitor.records import LoggedConversation, PassedOver, Rejected
from monitor.taxonomy import Role, Scorer

NANOSECOND = 1_793_534_400_000_000_000
TRACE = "5b8aa5a2d2c872e8321cf37308d69df2"


def value(plain):
    match plain:
        case bool():
            return {"boolValue": plain}
        case int():
            return {"intValue": str(plain)}
        case float():
            return {"doubleValue": plain}
        case list():
            return {"arrayValue": {"values": [value(one) for one in plain]}}
        case dict():
            return {"kvlistValue": {"values": keyed(plain)}}
    return {"stringValue": plain}


def keyed(attributes):
    return [{"key": name, "value": value(plain)} for name, plain in attributes.items()]


def span(attributes, *, number=1, trace=TRACE, parent="", events=(), **fields):
    return {
        "traceId": trace,
        "spanId": f"{number:016x}",
        "parentSpanId": parent,
        "name": "chat aria",
        "kind": 3,
        "startTimeUnixNano": str(NANOSECOND + number * 10**9),
        "endTimeUnixNano": str(NANOSECOND + number * 10**9 + 5),
        "attributes": keyed(attributes),
        "events": [{"name": name, "timeUnixNano": str(NANOSECOND), "attributes": keyed(said)} for name, said in events],
        "status": {},
        **fields,
    }


def export(*spans):
    resource = {"attributes": keyed({"service.name": "shop"})}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {"name": "x"}, "spans": [*spans]}]}]}


def said(role, text, **fields):
    return {"role": role, "parts": [{"type": "text", "content": text}], **fields}


def chat(asked, answers, **more):
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "aria",
        "gen_ai.response.model": "aria-2026-10-01",
        "gen_ai.input.messages": json.dumps(asked),
        "gen_ai.output.messages": json.dumps(answers),
        **more,
    }


def records(located):
    assert not any(isinstance(one, Rejected) for one in located)
    return [one.record for one in located if isinstance(one.record, LoggedConversation)]


def passed(located):
    return [one.record.reason for one in located if isinstance(one.record, PassedOver)]


def turns(record):
    return [(message.role.value, message.text) for message in record.messages]


def test_a_call_in_todays_conventions_gives_all_that_was_said(read):
    asked = [
        {
            "role": "user",
            "parts": [
                {"type": "text", "content": "Is it raining?"},
                {"type": "blob", "modality": "image", "mime_type": "image/png", "content": "aGk="},
                {"type": "uri", "modality": "audio", "uri": "https://example.org/a"},
                {"type": "file", "mime_type": "application/pdf", "modality": "document", "file_id": "f"},
            ],
        },
        {"role": "assistant", "parts": [{"type": "tool_call", "id": "c", "name": "sky", "arguments": {"at": "Graz"}}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c", "response": {"rain": True}}]},
    ]
    answer = {
        "role": "assistant",
        "parts": [{"type": "reasoning", "content": "Rain."}, {"type": "text", "content": "Yes."}],
        "finish_reason": "stop",
    }
    more = {
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "Be brief."}]),
        "gen_ai.conversation.id": "c-7",
        "user.id": "u-1",
        "gen_ai.usage.input_tokens": 12,
    }
    (record,) = records(read(export(span(chat(asked, [answer], **more)))))
    assert turns(record) == [
        ("system", "Be brief."),
        ("user", "Is it raining?\n[image]\n[audio]\n[file]"),
        ("assistant", '[tool call] sky({"at": "Graz"})'),
        ("tool", '{"rain": true}'),
        ("assistant", "[thinking] Rain.\nYes."),
    ]
    assert (record.external_id, record.user, record.model) == (TRACE, "u-1", "aria")
    assert record.model_version == "aria-2026-10-01"
    assert record.started_at == datetime(2026, 11, 1, 12, 0, 1)
    assert record.clock is None
    extra = json.loads(record.extra)
    assert extra["session"] == "c-7"
    assert extra["attributes"]["gen_ai.usage.input_tokens"] == 12
    assert extra["attributes"]["gen_ai.provider.name"] == "openai"
    assert extra["attributes"]["service.name"] == "shop"


def test_messages_may_be_structured_values_instead_of_json_text(read):
    attributes = chat([], []) | {
        "gen_ai.input.messages": [said("user", "hi")],
        "gen_ai.output.messages": [said("assistant", "hello", finish_reason="stop")],
    }
    (record,) = records(read(export(span(attributes))))
    assert turns(record) == [("user", "hi"), ("assistant", "hello")]


def test_calls_that_go_on_are_one_conversation_wherever_their_spans_lie(read):
    first = chat([said("user", "one")], [said("assistant", "1")])
    second = chat([said("user", "one"), said("assistant", "1"), said("user", "two")], [said("assistant", "2")])
    other = chat([said("system", "Name it."), said("user", "one two")], [said("assistant", "Numbers")])
    located = read(export(span(second, number=2)), export(span(other, number=3)), export(span(first, number=1)))
    one, two = records(located)
    assert turns(one) == [("user", "one"), ("assistant", "1"), ("user", "two"), ("assistant", "2")]
    assert turns(two) == [("system", "Name it."), ("user", "one two"), ("assistant", "Numbers")]
    assert one.started_at < two.started_at


def test_traces_of_one_conversation_are_read_together(read):
    first = chat([said("user", "one")], [said("assistant", "1")], **{"gen_ai.conversation.id": "c"})
    second = chat(
        [said("user", "one"), said("assistant", "1"), said("user", "two")],
        [said("assistant", "2")],
        **{"gen_ai.conversation.id": "c"},
    )
    unrelated = chat([said("user", "one")], [said("assistant", "another")], **{"gen_ai.conversation.id": "d"})
    located = read(
        export(span(first, trace="a" * 32)),
        export(span(unrelated, trace="c" * 32)),
        export(span(second, trace="b" * 32, number=2)),
    )
    one, two = records(located)
    assert [text for _, text in turns(one)] == ["one", "1", "two", "2"]
    assert json.loads(one.extra)["traces"] == ["a" * 32, "b" * 32]
    assert [text for _, text in turns(two)] == ["one", "another"]


def test_a_wrapper_that_repeats_its_call_is_passed_over_but_says_who_asked(read):
    agent = {"gen_ai.operation.name": "invoke_agent", "user.id": "u-9"} | {
        "gen_ai.input.messages": json.dumps([said("user", "hi")]),
        "gen_ai.output.messages": json.dumps([said("assistant", "hello")]),
    }
    call = chat([said("system", "Be kind."), said("user", "hi")], [said("assistant", "hello")])
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "sky"}
    vectors = {"gen_ai.operation.name": "embeddings"}
    inside = {"parent": f"{1:016x}"}
    located = read(
        export(
            span(agent),
            span(call, number=2, **inside),
            span(tool, number=3, **inside),
            span(vectors, number=4, **inside),
            span({"http.request.method": "GET"}, number=5),
        )
    )
    (record,) = records(located)
    assert turns(record) == [("system", "Be kind."), ("user", "hi"), ("assistant", "hello")]
    assert record.user == "u-9"
    assert sorted(passed(located)) == [
        "embedding step: no chat",
        "invoke_agent step: repeats what its calls say",
        "span step: no chat",
        "tool step: no chat",
    ]


def test_an_agent_span_that_says_more_than_its_calls_takes_their_place(read):
    agent = {"gen_ai.operation.name": "invoke_agent"} | {
        "gen_ai.input.messages": json.dumps([said("system", "Be kind."), said("user", "Rain?")]),
        "gen_ai.output.messages": json.dumps(
            [
                {"role": "assistant", "parts": [{"type": "tool_call", "name": "sky", "arguments": '{"at":"Graz"}'}]},
                {"role": "tool", "parts": [{"type": "tool_call_response", "response": "wet"}]},
                said("assistant", "Yes."),
            ]
        ),
    }
    call = {"role": "assistant", "parts": [{"type": "tool_call", "name": "sky", "arguments": {"at": "Graz"}}]}
    result = {"role": "tool", "parts": [{"type": "tool_call_response", "response": "wet"}]}
    located = read(
        export(
            span(agent),
            span(chat([said("user", "Rain?")], [call]), number=2),
            span(chat([result], [said("assistant", "Yes.")]), number=3),
        )
    )
    (record,) = records(located)
    assert [role for role, _ in turns(record)] == ["system", "user", "assistant", "tool", "assistant"]


def test_several_choices_and_a_regenerated_answer_are_branches(read):
    asked = [said("user", "Sing")]
    choices = [said("assistant", "la", finish_reason="stop"), said("assistant", "lo", finish_reason="stop")]
    located = read(export(span(chat(asked, choices)), span(chat(asked, [said("assistant", "li")]), number=2)))
    (record,) = records(located)
    assert [(one.text, one.follows) for one in record.messages] == [("Sing", None), ("la", None), ("lo", 0), ("li", 0)]


def test_a_failed_call_is_a_conversation_without_an_answer(read):
    attributes = chat([said("user", "hi")], [], **{"error.type": "timeout"})
    located = read(export(span(attributes, status={"code": 2, "message": "too slow"})))
    (record,) = records(located)
    assert turns(record) == [("user", "hi")]
    assert json.loads(record.extra)["attributes"]["error"] == "too slow"


def test_a_call_whose_content_was_not_captured_is_passed_over(read):
    located = read(export(span({"gen_ai.operation.name": "chat", "gen_ai.request.model": "aria"})))
    assert passed(located) == ["chat step: a call without recorded words"]


def test_older_names_and_message_events(read):
    legacy = {"gen_ai.operation.name": "chat", "gen_ai.system": "openai", "gen_ai.request.model": "aria"}
    events = [
        ("gen_ai.system.message", {"content": "Be brief."}),
        ("gen_ai.user.message", {"content": "hi"}),
        ("gen_ai.choice", {"index": 0, "finish_reason": "stop", "message": '{"content": "hello"}'}),
    ]
    plain = {"gen_ai.prompt": '[{"role": "user", "content": "hi"}]', "gen_ai.completion": "hello"}
    numbered = {
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": "hi",
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.content": "hello",
        "gen_ai.completion.0.tool_calls.0.name": "sky",
        "gen_ai.completion.0.tool_calls.0.arguments": "{}",
        "llm.request.type": "chat",
    }
    content = [("gen_ai.content.prompt", {"gen_ai.prompt": '[{"role": "user", "content": "hi"}]'})]
    exports = [
        span(legacy, trace="a" * 32, events=events),
        span(legacy | plain, trace="b" * 32),
        span(numbered, trace="c" * 32),
        span(legacy, trace="d" * 32, events=content),
    ]
    one, two, three, four = records(read(export(*exports)))
    assert turns(one) == [("system", "Be brief."), ("user", "hi"), ("assistant", "hello")]
    assert turns(two) == [("user", "hi"), ("assistant", "hello")]
    assert turns(three) == [("user", "hi"), ("assistant", "hello\n[tool call] sky({})")]
    assert turns(four) == [("user", "hi")]


def test_events_logged_beside_the_spans_belong_to_them(read):
    details = {
        "event.name": "gen_ai.client.inference.operation.details",
        "gen_ai.input.messages": [said("user", "hi")],
        "gen_ai.output.messages": [said("assistant", "hello")],
    }
    verdict = {
        "gen_ai.evaluation.name": "Relevance",
        "gen_ai.evaluation.score.value": 0.25,
        "gen_ai.evaluation.score.label": "poor",
        "gen_ai.evaluation.explanation": "Beside the point.",
    }
    place = {"traceId": TRACE, "spanId": f"{1:016x}", "timeUnixNano": str(NANOSECOND)}
    logged = [
        {**place, "body": {}, "attributes": keyed(details)},
        {**place, "eventName": "gen_ai.evaluation.result", "body": {}, "attributes": keyed(verdict)},
    ]
    logs = {"resourceLogs": [{"scopeLogs": [{"logRecords": logged}]}]}
    (record,) = records(read(export(span({"gen_ai.operation.name": "chat"})), logs))
    assert turns(record) == [("user", "hi"), ("assistant", "hello")]
    (signal,) = record.signals
    assert (signal.name, signal.value, signal.text) == ("Relevance", 0.25, "poor\nBeside the point.")
    assert (signal.scorer, signal.message_index) == (Scorer.MACHINE, 1)


def test_an_unknown_role_rejects_its_trace_and_not_the_others(read):
    bad = chat([{"role": "oracle", "parts": [{"type": "text", "content": "?"}]}], [])
    good = chat([said("user", "hi")], [said("assistant", "hello")])
    rejected, located = sorted(
        read(export(span(bad, trace="a" * 32), span(good))), key=lambda one: not isinstance(one, Rejected)
    )
    assert "unknown role 'oracle'" in rejected.reason
    assert located.record.messages[0].role is Role.USER


def test_a_row_that_holds_no_spans_does_not_vanish(read):
    call = span(chat([said("user", "Rain?")], [said("assistant", "Yes.")]))
    one, *others = sorted(
        read(export(call), {"resourceSpans": []}, {"resourceMetrics": []}, {"resourceSpans": [7]}),
        key=lambda one: isinstance(one, Rejected) + 2 * isinstance(getattr(one, "record", None), LoggedConversation),
    )[::-1]
    assert isinstance(one.record, LoggedConversation)
    bad, *empty = others
    assert bad.reason == "'resourceSpans' holds 7, not an object"
    assert passed(empty) == ["a row that holds no records"] * 2
