"""WildChat and LMSYS-Chat: an object with a list of turns called `conversation`, with moderation results beside it."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation
from monitor.sources.context import build_conversation
from monitor.sources.fields import mappings_in
from monitor.sources.options import ReadOptions
from monitor.sources.signals import find_turn_signals
from monitor.sources.turns import read_messages


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row has a list of turns."""
    return isinstance(row.get("conversation"), list)


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation:
    """Read one conversation; raises RecordError if it has no usable turns.

    The dataset knows its users only by the hash of their address, in the row or in the turns.
    """
    if "conversation" not in row:
        raise RecordError("no 'conversation'")
    turns = row["conversation"]
    address = next((turn["hashed_ip"] for turn in mappings_in(turns) if turn.get("hashed_ip")), None)
    around = {"hashed_ip": address, **row} if address else row
    return build_conversation(
        around, read_messages(turns), format="wildchat", read=("conversation", "turn"), signals=find_turn_signals(turns)
    )
