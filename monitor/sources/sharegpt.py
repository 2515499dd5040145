"""ShareGPT: an object with a list of `conversations` in the form {from, value}."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation
from monitor.sources.chats import build_chat
from monitor.sources.fields import show, text_field
from monitor.sources.options import ReadOptions
from monitor.sources.parts import call_words
from monitor.sources.strict_json import parse_json

# ShareGPT's speakers by the role they have; anyone else keeps their name.
SPEAKERS = {
    "gpt": "assistant",
    "chatgpt": "assistant",
    "bing": "assistant",
    "bard": "assistant",
    "function_call": "assistant",
    "function_response": "tool",
    "observation": "tool",
}


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row has a list of turns that say who they are from."""
    turns = row.get("conversations")
    return isinstance(turns, list) and any(isinstance(turn, Mapping) and "from" in turn for turn in turns)


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation:
    """Read one conversation, with the system prompt beside it; raises RecordError if it has no usable turns."""
    turns = row.get("conversations")
    if not isinstance(turns, list):
        raise RecordError(f"'conversations' is {show(turns)}, not a list")
    system = text_field(row, "system")
    opening = [{"role": "system", "content": system}] if system else []
    renamed = [*opening, *(_rename(turn) for turn in turns)]
    return build_chat(row, renamed, field="conversations", format="sharegpt", read=("system",))


def _rename(turn: object) -> object:
    if not isinstance(turn, Mapping) or "from" not in turn:
        return turn
    speaker = turn["from"]
    rest = {name: value for name, value in turn.items() if name not in ("from", "value")}
    value = turn.get("value")
    content = _call(value) if speaker == "function_call" else value
    role = SPEAKERS.get(speaker.strip().lower(), speaker) if isinstance(speaker, str) else speaker
    return {**rest, "role": role, "content": content}


def _call(value: object) -> object:
    """Return a call written as JSON as the words of a call; what is none stays as it is."""
    try:
        call = parse_json(value.encode()) if isinstance(value, str) else value
    except RecordError:
        return value
    if not isinstance(call, Mapping) or "name" not in call:
        return value
    return call_words(call["name"], call.get("arguments", call.get("parameters", {})))
