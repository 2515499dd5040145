"""Plain chat logs: an object with a list of `messages`, and whatever the log says around them."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation
from monitor.sources.chats import build_chat
from monitor.sources.options import ReadOptions

# Many logs hold what was sent to the model as `messages`, and what it answered beside them.
ANSWERS = ("response", "completion", "output", "answer", "reply")


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row has a list of messages."""
    return isinstance(row.get("messages"), list)


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation:
    """Read one conversation; raises RecordError if it has no usable messages.

    Messages that name what they follow (`id` with `parent_id`, `parent` …) become branches.
    """
    if "messages" not in row:
        raise RecordError("no 'messages'")
    turns = row["messages"]
    beside = next((name for name in ANSWERS if name in row), None)
    answer = _answer(turns, row[beside]) if beside else None
    if beside is None or answer is None:
        return build_chat(row, turns, field="messages", format="messages")
    return build_chat(row, [*turns, answer], field="messages", format="messages", read=(beside,))


def _answer(turns: object, answer: object) -> object:
    """Return what stands beside the messages as their last turn, unless they already end with an answer."""
    last = turns[-1] if isinstance(turns, list) and turns else None
    if not isinstance(last, Mapping) or last.get("role") == "assistant":
        return None
    if isinstance(answer, Mapping) and "content" in answer:
        return {"role": "assistant", **answer}
    return {"role": "assistant", "content": answer} if isinstance(answer, str) else None
