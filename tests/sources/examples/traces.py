"""Examples of traces: spans, observations and runs."""

import json
from collections.abc import Sequence
from typing import Any

from tests.sources.examples.example import Example, as_lines
from tests.sources.test_langfuse import ANSWER, ASKED, TRACE, observation
from tests.sources.test_langsmith import run
from tests.sources.test_openinference import LLM
from tests.sources.test_openinference import span as openinference_span
from tests.sources.test_otel import chat, export, said, span


def as_otlp(calls: Sequence[dict[str, Any]]) -> bytes:
    return as_lines([export(span(call, trace=f"{number:032x}")) for number, call in enumerate(calls)])


CALLS = tuple(chat([said("user", text)], [said("assistant", "Yes.")]) for text in ("Rain?", "Sun?"))
TRACES = tuple({**TRACE, "id": name, "sessionId": name} for name in ("t-1", "t-2"))
GENERATIONS = tuple(
    observation(1, "GENERATION", ASKED, ANSWER, traceId=one["id"], id=f"o-{one['id']}") for one in TRACES
)
INPUTS = {"messages": [{"role": "user", "content": "Rain?"}]}
OUTPUTS = {"messages": [{"role": "assistant", "content": "Yes."}]}
RUNS = tuple(run(0, "llm", INPUTS, OUTPUTS, id=name, trace_id=name, extra={}) for name in ("r-1", "r-2"))
BAD_TURN = [{"role": "narrator", "content": "Once"}]

TRACED = {
    "otel": Example(
        rows=CALLS,
        write=as_otlp,
        breaks={
            (0, "gen_ai.input.messages"): json.dumps([{"role": "narrator", "parts": []}]),
            (0, "gen_ai.output.messages"): json.dumps([{"role": "assistant", "parts": [7]}]),
        },
    ),
    "openinference": Example(
        rows=tuple(openinference_span({**LLM, "session.id": name}, trace=name * 16) for name in ("c0", "c1")),
        write=as_lines,
        grows=((0, "attributes"),),
        breaks={
            (0, "attributes", "llm.input_messages.1.message.role"): "narrator",
            (0, "start_time"): "soon",
        },
    ),
    "langfuse": Example(
        rows=tuple(
            {"trace": trace, "observations": [generation]}
            for trace, generation in zip(TRACES, GENERATIONS, strict=True)
        ),
        write=as_lines,
        grows=((0, "trace"), (0, "observations", 0)),
        breaks={
            (0, "observations", 0, "input"): BAD_TURN,
            (0, "observations", 0, "output"): BAD_TURN,
            (0, "observations", 0, "startTime"): "soon",
        },
    ),
    "langsmith": Example(
        rows=RUNS,
        write=as_lines,
        grows=((0,),),
        breaks={
            (0, "inputs", "messages"): BAD_TURN,
            (0, "outputs", "messages"): BAD_TURN,
            (0, "start_time"): "soon",
        },
    ),
}
