"""WildChat and LMSYS-Chat: an object with a list of turns called `conversation`, with moderation results beside it."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation
from monitor.sources.chats import build_chat
from monitor.sources.options import ReadOptions


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row has a list of turns."""
    return isinstance(row.get("conversation"), list)


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation:
    """Read one conversation; raises RecordError if it has no usable turns.

    WildChat knows its users only by the hash of their address, in the row or in the turns.
    """
    if "conversation" not in row:
        raise RecordError("no 'conversation'")
    # The number of turns is told by the turns.
    return build_chat(row, row["conversation"], field="conversation", format="wildchat", read=("turn",))
