"""Plain chat logs: an object with a list of `messages`, and whatever the log says around them."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation
from monitor.sources.context import build_conversation
from monitor.sources.options import ReadOptions
from monitor.sources.signals import find_turn_signals
from monitor.sources.turns import read_messages


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row has a list of messages."""
    return isinstance(row.get("messages"), list)


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation:
    """Read one conversation; raises RecordError if it has no usable messages."""
    if "messages" not in row:
        raise RecordError("no 'messages'")
    turns = row["messages"]
    return build_conversation(
        row, read_messages(turns), format="messages", read=("messages",), signals=find_turn_signals(turns)
    )
