"""ShareGPT: an object with a list of `conversations` in the form {from, value}."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation
from monitor.sources.context import build_conversation
from monitor.sources.fields import show
from monitor.sources.options import ReadOptions
from monitor.sources.signals import find_turn_signals
from monitor.sources.turns import ROLES, read_messages
from monitor.taxonomy import Role

SPEAKERS: dict[str, Role] = ROLES | {
    "gpt": Role.ASSISTANT,
    "chatgpt": Role.ASSISTANT,
    "bing": Role.ASSISTANT,
    "bard": Role.ASSISTANT,
    "function_call": Role.ASSISTANT,
    "function_response": Role.TOOL,
    "observation": Role.TOOL,
}


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row has a list of turns that say who they are from."""
    turns = row.get("conversations")
    return isinstance(turns, list) and any(isinstance(turn, Mapping) and "from" in turn for turn in turns)


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation:
    """Read one conversation; raises RecordError if it has no usable turns."""
    turns = row.get("conversations")
    if not isinstance(turns, list):
        raise RecordError(f"'conversations' is {show(turns)}, not a list")
    renamed = [_rename(turn) for turn in turns]
    messages = read_messages(renamed, roles=SPEAKERS)
    signals = find_turn_signals(turns)
    return build_conversation(row, messages, format="sharegpt", read=("conversations",), signals=signals)


def _rename(turn: object) -> object:
    if not isinstance(turn, Mapping):
        return turn
    return {**turn, "role": turn.get("from"), "content": turn.get("value")}
