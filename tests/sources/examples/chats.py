"""Examples of chat logs: what the APIs say, what people export, and tables."""

from tests.sources.examples.example import Example, as_array, as_csv, as_lines
from tests.sources.test_anthropic import ANSWERED as MESSAGE
from tests.sources.test_anthropic import ASKED as ASKED_OF_CLAUDE
from tests.sources.test_batches import answered, asked
from tests.sources.test_chat_formats import WILD
from tests.sources.test_chatgpt_export import TREE
from tests.sources.test_openai import ANSWERED, ASKED
from tests.sources.test_openai_responses import response, said
from tests.sources.test_openai_stream import chunk, delta
from tests.sources.test_tables import MESSAGES as TOLD_IN_ROWS


def asked_for(text: str) -> dict[str, object]:
    return {"model": "claude-x", "max_tokens": 9, "messages": [{"role": "user", "content": text}]}


TURNS = [
    {"role": "user", "content": "Where is my parcel?"},
    {"role": "assistant", "content": "On its way."},
]
PLAIN = {"id": "m-1", "model": "aria", "user": "u-1", "created_at": "2026-11-01T12:00:00Z", "messages": TURNS}
OUR_TURNS = [{"role": turn["role"], "text": turn["content"]} for turn in TURNS]
OURS = {"monitor_record": "conversation", "format": "messages", "external_id": "m-1", "messages": OUR_TURNS}
SHARED = {"id": "s-1", "conversations": [{"from": "human", "value": "Rain?"}, {"from": "gpt", "value": "Yes."}]}
EXCHANGE = {"id": "t-1", "prompt": "Rain?", "response": "Yes.", "model": "aria", "timestamp": "2026-11-01T12:00:00Z"}
RESULT = {"custom_id": "a-1", "result": {"type": "succeeded", "message": MESSAGE}}
NAMES = {"chat": "conversation_id", "n": "turn", "who": "role", "words": "text", "llm": "model", "stars": "rating"}

CHATS = {
    "records": Example(
        rows=(OURS, {**OURS, "external_id": "m-2"}),
        write=as_lines,
        grows=((0,), (0, "messages", 0)),
        breaks={(0, "messages"): "words", (0, "messages", 0, "role"): 7, (0, "messages", 1, "text"): None},
    ),
    "openai": Example(
        rows=tuple({"request": ASKED, "response": {**ANSWERED, "id": name}} for name in ("o-1", "o-2")),
        write=as_lines,
        grows=(
            (0,),
            (0, "request"),
            (0, "response"),
            (0, "request", "metadata"),
            (0, "request", "messages", 0),
            (0, "response", "choices", 0),
            (0, "response", "choices", 0, "message"),
        ),
        breaks={
            (0, "request", "messages"): "words",
            (0, "request", "messages", 0): 7,
            (0, "request", "messages", 0, "role"): 7,
            (0, "response"): 7,
            (0, "response", "choices"): "words",
            (0, "response", "choices", 0): "words",
            (0, "response", "choices", 0, "message"): "words",
            (0, "response", "choices", 0, "message", "content"): 7,
        },
    ),
    "openai_responses": Example(
        rows=tuple({"request": {"input": "Rain?"}, "response": response(name, said("Yes."))} for name in ("a", "b")),
        write=as_lines,
        grows=((0,), (0, "request"), (0, "response"), (0, "response", "output", 0)),
        breaks={
            (0, "request", "input"): 7,
            (0, "response", "output"): "words",
            (0, "response", "output", 0): "words",
            (0, "response", "output", 0, "content"): 7,
        },
    ),
    "openai_stream": Example(
        rows=tuple(
            chunk(name, delta(role="assistant", content=text), delta(finish_reason=end))
            for name in ("c-1", "c-2")
            for text, end in (("Hel", None), ("lo", "stop"))
        ),
        write=as_lines,
        grows=((0,), (0, "choices", 0), (0, "choices", 0, "delta")),
        breaks={
            (0, "choices"): "words",
            (0, "choices", 0): "words",
            (0, "choices", 0, "delta"): "words",
            (0, "choices", 0, "delta", "content"): 7,
        },
    ),
    "openai_batch": Example(
        rows=(asked("b-1"), asked("b-2"), answered("b-1"), answered("b-2")),
        write=as_lines,
        grows=((0, "body"), (2,), (2, "response", "body")),
        breaks={
            (0, "body"): "words",
            (0, "body", "messages"): "words",
            (2, "response"): "words",
            (2, "response", "body", "choices"): "words",
        },
    ),
    "anthropic_batch": Example(
        rows=(
            {"custom_id": "a-1", "params": asked_for("Rain?")},
            {"custom_id": "a-2", "params": asked_for("Sun?")},
            RESULT,
            {**RESULT, "custom_id": "a-2"},
        ),
        write=as_lines,
        grows=((0, "params"), (2,), (2, "result", "message")),
        breaks={
            (0, "params", "messages"): "words",
            (2, "result"): "words",
            (2, "result", "message"): "words",
            (2, "result", "message", "content"): 7,
        },
    ),
    "anthropic": Example(
        rows=tuple({"request": ASKED_OF_CLAUDE, "response": {**MESSAGE, "id": name}} for name in ("a-1", "a-2")),
        write=as_lines,
        grows=((0,), (0, "request"), (0, "response"), (0, "request", "messages", 0)),
        breaks={
            (0, "request", "messages"): "words",
            (0, "request", "messages", 0, "role"): 7,
            (0, "request", "system"): 7,
            (0, "response", "content"): 7,
            (0, "response", "content", 0): 7,
        },
    ),
    "chatgpt_export": Example(
        rows=(TREE, {**TREE, "id": "c-2", "conversation_id": "c-2"}),
        write=as_array,
        grows=((0,), (0, "mapping", "u1", "message")),
        breaks={
            (0, "mapping"): "words",
            (0, "mapping", "u1"): "words",
            (0, "mapping", "u1", "parent"): "nobody",
            (0, "mapping", "u1", "message", "author"): "user",
            (0, "mapping", "u1", "message"): "words",
            (0, "mapping", "u1", "message", "content"): "words",
        },
    ),
    "messages": Example(
        rows=(PLAIN, {**PLAIN, "id": "m-2"}),
        write=as_lines,
        grows=((0,), (0, "messages", 1)),
        breaks={
            (0, "messages"): "words",
            (0, "messages", 0): "words",
            (0, "messages", 0, "role"): None,
            (0, "messages", 0, "content"): 7,
            (0, "created_at"): "soon",
        },
    ),
    "sharegpt": Example(
        rows=(SHARED, {**SHARED, "id": "s-2"}),
        write=as_array,
        grows=((0,), (0, "conversations", 1)),
        breaks={
            (0, "conversations"): "words",
            (0, "conversations", 0): "words",
            (0, "conversations", 0, "from"): 7,
            (0, "conversations", 0, "value"): 7,
        },
    ),
    "wildchat": Example(
        rows=(WILD, {**WILD, "conversation_hash": "abd"}),
        write=as_lines,
        grows=((0,), (0, "conversation", 1)),
        breaks={
            (0, "conversation"): "words",
            (0, "conversation", 0): 7,
            (0, "conversation", 0, "role"): 7,
            (0, "conversation", 0, "content"): 7,
            (0, "timestamp"): "soon",
        },
    ),
    "message_table": Example(
        rows=tuple({NAMES.get(name, name): str(cell or "") for name, cell in row.items()} for row in TOLD_IN_ROWS),
        write=as_csv,
        breaks={(0, "turn"): "x", (0, "role"): "narrator", (0, "rating"): "many"},
    ),
    "table": Example(
        rows=(EXCHANGE, {**EXCHANGE, "id": "t-2"}),
        write=as_csv,
        breaks={(0, "timestamp"): "soon"},
    ),
    "table_jsonl": Example(
        rows=(EXCHANGE, {**EXCHANGE, "id": "t-2"}),
        write=as_lines,
        breaks={(0, "prompt"): 7, (0, "response"): 7, (0, "timestamp"): "soon"},
    ),
}
