"""What holds for the traces of every tool: hostile ones end as rejections, and nobody's name is kept in clear."""

import copy
import json
import random

import pytest

from monitor.records import START, LoggedConversation, PassedOver, Rejected
from monitor.sources import Located

MESSAGES = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": [{"type": "text", "text": "hello"}]}]
OTLP = {
    "resourceSpans": [
        {
            "scopeSpans": [
                {
                    "spans": [
                        {
                            "traceId": "t",
                            "spanId": "a",
                            "startTimeUnixNano": "1793534400000000000",
                            "status": {},
                            "events": [{"name": "gen_ai.choice", "attributes": []}],
                            "attributes": [
                                {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
                                {"key": "user.id", "value": {"stringValue": "jo.doe"}},
                                {"key": "gen_ai.input.messages", "value": {"stringValue": json.dumps(MESSAGES)}},
                                {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "3"}},
                            ],
                        }
                    ]
                }
            ]
        }
    ]
}
OPENINFERENCE = {
    "name": "llm",
    "context": {"trace_id": "t", "span_id": "a"},
    "start_time": "2026-11-01T12:00:00Z",
    "attributes": {
        "openinference.span.kind": "LLM",
        "llm.input_messages.0.message.role": "user",
        "llm.input_messages.0.message.content": "hi",
        "output.value": "hello",
        "user.id": "jo.doe",
        "tag.tags": ["a"],
    },
}
LANGFUSE = {
    "id": "a",
    "traceId": "t",
    "type": "GENERATION",
    "name": "llm",
    "startTime": "2026-11-01T12:00:00Z",
    "level": "DEFAULT",
    "userId": "jo.doe",
    "metadata": {"attributes": {"user.id": "jo.doe"}, "tier": "gold"},
    "input": MESSAGES,
    "output": "bye",
}
LANGSMITH = {
    "id": "a",
    "trace_id": "t",
    "run_type": "llm",
    "start_time": "2026-11-01T12:00:00",
    "inputs": {"messages": [[{"lc": 1, "id": ["HumanMessage"], "kwargs": {"content": "hi"}}]]},
    "outputs": {"generations": [[{"text": "hello"}]]},
    "extra": {"metadata": {"user_id": "jo.doe", "thread_id": "th", "tier": "gold"}},
    "feedback_stats": {"tone": {"avg": 1}},
}
FORMATS = {"otel": OTLP, "openinference": OPENINFERENCE, "langfuse": LANGFUSE, "langsmith": LANGSMITH}
ODD = (
    None, True, -1, 10**30, "", "{", "[]", [], [[]], [None], [1], {}, {"type": 1}, {"role": 1, "content": {}},
    {"role": "user"}, {"message": {"role": []}}, {"parts": 3}, {"arrayValue": 3}, {"intValue": "x"}, {"lc": 1, "id": 3},
)  # fmt: skip
MUTATIONS = 150


def places(value, place=()):
    if place:
        yield place
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from places(one, (*place, name))


def mutated(row, chance):
    row = copy.deepcopy(row)
    *way, last = chance.choice(list(places(row)))
    within = row
    for name in way:
        within = within[name]
    within[last] = chance.choice(ODD)
    return row


@pytest.mark.parametrize("row", FORMATS.values(), ids=FORMATS)
def test_whatever_stands_in_a_field_is_read_passed_over_or_rejected(read, row):
    chance = random.Random(1)
    located = read(row, *(mutated(row, chance) for _ in range(MUTATIONS)))
    assert {type(getattr(one, "record", one)) for one in located} <= {LoggedConversation, PassedOver, Rejected}
    for one in located:
        if isinstance(one, Located) and isinstance(one.record, LoggedConversation):
            assert all(m.follows is None or START <= m.follows < n for n, m in enumerate(one.record.messages))


@pytest.mark.parametrize("row", FORMATS.values(), ids=FORMATS)
def test_the_name_of_a_user_stands_in_its_own_field_only(read, row):
    (located,) = read(row)
    assert located.record.user == "jo.doe"
    assert "jo.doe" not in (located.record.extra or "")


@pytest.mark.parametrize("name", ["openinference", "langfuse", "langsmith"])
def test_what_is_nested_too_deeply_is_rejected_alone(read, name):
    deep: object = {"role": "user", "content": "hi"}
    for _ in range(400):
        deep = {"kwargs": {"message": deep}}
    field = {"openinference": ("attributes", "input.value"), "langfuse": ("input",), "langsmith": ("inputs",)}[name]
    row = copy.deepcopy(FORMATS[name])
    (row["attributes"] if len(field) > 1 else row)[field[-1]] = json.dumps(deep)
    located = read(FORMATS[name], json.loads(json.dumps(row).replace('"t"', '"u"')))
    assert sum(isinstance(one, Located) for one in located) >= 1


def test_steps_that_are_inside_each_other_end(read):
    first = {**LANGFUSE, "parentObservationId": "b"}
    second = {**LANGFUSE, "id": "b", "type": "CHAIN", "parentObservationId": "a"}
    conversations = [one for one in read(first, second) if isinstance(one.record, LoggedConversation)]
    assert len(conversations) == 1
