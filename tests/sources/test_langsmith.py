"""LangSmith runs, with LangChain's messages in each of the ways it writes them."""

import io
import json
from datetime import datetime

import pyarrow
import pyarrow.parquet
import pytest

from monitor.records import LoggedConversation, PassedOver
from monitor.taxonomy import Origin, Scorer

THREAD = {"metadata": {"thread_id": "th-1", "user_id": "u-1", "ls_model_name": "aria", "tier": "gold"}}


def run(number, kind, inputs, outputs, **fields):
    return {
        "id": f"r-{number}",
        "trace_id": "r-0",
        "parent_run_id": "r-0" if number else None,
        "dotted_order": f"20261101T12000{number}000000Zr-{number}",
        "name": kind,
        "run_type": kind,
        "start_time": f"2026-11-01T12:00:0{number}.000000",
        "end_time": f"2026-11-01T12:00:0{number}.900000",
        "inputs": inputs,
        "outputs": outputs,
        "error": None,
        "extra": THREAD,
        "session_id": "project-1",
        "status": "success",
        "feedback_stats": None,
        **fields,
    }


def built(name, **kwargs):
    return {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", name], "kwargs": kwargs}


def records(located):
    return [one.record for one in located if isinstance(one.record, LoggedConversation)]


def passed(located):
    return sorted(one.record.reason for one in located if isinstance(one.record, PassedOver))


def turns(record):
    return [(message.role.value, message.text) for message in record.messages]


SERIALIZED = [
    built("SystemMessage", content="Be brief."),
    built(
        "HumanMessage", content=[{"type": "text", "text": "Rain?"}, {"type": "image_url", "image_url": {"url": "x"}}]
    ),
    built(
        "AIMessage",
        content="",
        tool_calls=[{"name": "sky", "args": {"at": "Graz"}, "id": "c"}],
        additional_kwargs={"tool_calls": [{"id": "c", "function": {"name": "sky", "arguments": '{"at": "Graz"}'}}]},
    ),
    built("ToolMessage", content="wet", tool_call_id="c"),
]
DUMPED = [
    {"type": "system", "content": "Be brief."},
    {"type": "human", "content": [{"type": "text", "text": "Rain?"}, {"type": "image_url", "image_url": {"url": "x"}}]},
    {"type": "ai", "content": "", "tool_calls": [{"name": "sky", "args": {"at": "Graz"}, "id": "c"}]},
    {"type": "tool", "content": "wet", "tool_call_id": "c"},
]
OPENAI = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": [{"type": "text", "text": "Rain?"}, {"type": "image_url", "image_url": {"url": "x"}}]},
    {"role": "assistant", "tool_calls": [{"function": {"name": "sky", "arguments": '{"at": "Graz"}'}}]},
    {"role": "tool", "content": "wet"},
]
ANSWERS = {
    "generations": {
        "generations": [[{"text": "Yes.", "message": built("AIMessage", content="Yes.")}]],
        "llm_output": {},
    },
    "choices": {"choices": [{"message": {"role": "assistant", "content": "Yes."}}]},
    "message": {"output": {"type": "ai", "content": "Yes."}},
}
TOLD = [
    ("system", "Be brief."),
    ("user", "Rain?\n[image]"),
    ("assistant", '[tool call] sky({"at": "Graz"})'),
    ("tool", "wet"),
    ("assistant", "Yes."),
]


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize(
    "messages",
    [[SERIALIZED], SERIALIZED, DUMPED, [{"type": one["type"], "data": one} for one in DUMPED], OPENAI],
    ids=["batch", "serialized", "dumped", "to dict", "openai"],
)
def test_langchain_messages_in_every_form(read, messages, answer):
    (record,) = records(read(run(1, "llm", {"messages": messages}, answer)))
    assert turns(record) == TOLD
    assert (record.format, record.external_id, record.user, record.model) == ("langsmith", "r-0", "u-1", "aria")
    assert record.started_at == datetime(2026, 11, 1, 12, 0, 1)
    assert record.clock is None
    extra = json.loads(record.extra)
    assert (extra["session"], extra["attributes"]["tier"]) == ("th-1", "gold")


TREE = [
    run(0, "chain", {"question": "Rain?"}, {"answer": "Yes."}),
    run(1, "llm", {"messages": [SERIALIZED]}, ANSWERS["generations"]),
    run(2, "tool", {"at": "Graz"}, {"output": "wet"}),
    run(3, "retriever", {"query": "Rain?"}, {"documents": []}),
    run(4, "prompt", {"question": "Rain?"}, {"messages": DUMPED[:2]}),
]


@pytest.mark.parametrize(
    "rows",
    [TREE, [{"runs": TREE}], [{**TREE[0], "child_runs": TREE[1:]}], [json.dumps(TREE)]],
    ids=["rows", "runs", "nested", "array"],
)
def test_the_runs_of_one_trace_are_one_conversation(read, rows):
    located = read(*rows)
    (record,) = records(located)
    assert turns(record) == TOLD
    assert passed(located) == [
        "chain step: no chat",
        "prompt step: repeats what its calls say",
        "retriever step: no chat",
        "tool step: no chat",
    ]


def test_the_bulk_export_has_json_in_its_columns(read):
    rows = [
        {name: json.dumps(value) if isinstance(value, dict) else value for name, value in one.items()} for one in TREE
    ]
    table = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), table)
    (record,) = records(read(table.getvalue()))
    assert turns(record) == TOLD


def test_a_traced_function_tells_what_its_user_saw(read):
    (record,) = records(read(TREE[0]))
    assert turns(record) == [("user", "Rain?"), ("assistant", "Yes.")]


def test_threads_join_traces_that_go_on(read):
    asked = [*DUMPED[:2], {"type": "ai", "content": "Yes."}, {"type": "human", "content": "Still?"}]
    first = run(1, "llm", {"messages": DUMPED[:2]}, ANSWERS["message"])
    second = run(2, "llm", {"messages": asked}, {"output": {"type": "ai", "content": "No."}}, trace_id="r-9")
    (record,) = records(read(first, second))
    assert [text for _, text in turns(record)][-3:] == ["Yes.", "Still?", "No."]


def test_feedback_tests_and_errors(read):
    stats = {"user_score": {"n": 1, "avg": 0.0}, "correctness": {"n": 1, "avg": 1.0}}
    failed = run(
        1, "llm", {"messages": DUMPED}, None, error="Timeout()", feedback_stats=stats, reference_example_id="e"
    )
    (record,) = records(read(failed))
    assert record.origin is Origin.EVALUATION
    assert {(one.name, one.value, one.scorer) for one in record.signals} == {
        ("user_score", 0.0, Scorer.HUMAN),
        ("correctness", 1.0, Scorer.MACHINE),
    }
    assert json.loads(record.extra)["attributes"]["error"] == "Timeout()"
