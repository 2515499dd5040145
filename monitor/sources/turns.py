"""Messages of a chat log, in every shape their content comes in, as roles and text."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.records import Message
from monitor.sources.fields import mapping_field, mappings_in, show, time_field
from monitor.taxonomy import Role

ROLES: dict[str, Role] = {
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
    "user": Role.USER,
    "human": Role.USER,
    "assistant": Role.ASSISTANT,
    "tool": Role.TOOL,
    "function": Role.TOOL,
}
# Other names for a placeholder, so that one kind of content always reads the same.
PART_NAMES = {
    "image_url": "image",
    "input_image": "image",
    "input_audio": "audio",
    "video_url": "video",
    "input_file": "file",
    "redacted_thinking": "thinking",
}
MESSAGE_TIMES = ("timestamp", "created_at", "at", "sent_at", "time")


def read_messages(turns: object, *, roles: Mapping[str, Role] = ROLES) -> tuple[Message, ...]:
    """Read a list of {role, content} objects; no message is dropped, so their indices stay those of the log.

    Raises RecordError naming what is wrong with which message.
    """
    if not isinstance(turns, Sequence) or isinstance(turns, str):
        raise RecordError(f"the messages are {show(turns)}, not a list")
    return tuple(_read_message(index, turn, roles) for index, turn in enumerate(turns))


def read_role(name: object, index: int, roles: Mapping[str, Role]) -> Role:
    """Return the role a log calls `name`."""
    role = roles.get(name.strip().lower()) if isinstance(name, str) else None
    if role is None:
        raise RecordError(f"unknown role {show(name)} of message {index}; known roles: {', '.join(roles)}")
    return role


def read_text(content: object, index: int) -> str:
    """Return the words of a message; what is not words stays visible as a placeholder such as [image]."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise RecordError(f"the content of message {index} is {show(content)}, not text")
    return "\n".join(_read_part(part, index) for part in content)


def _read_message(index: int, turn: object, roles: Mapping[str, Role]) -> Message:
    if not isinstance(turn, Mapping):
        raise RecordError(f"message {index} is {show(turn)}, not an object")
    role = read_role(turn.get("role"), index, roles)
    texts = [read_text(turn.get("content"), index), read_text(turn.get("refusal"), index), *_tool_calls(turn)]
    return Message(role, "\n".join(text for text in texts if text), time_field(turn, *MESSAGE_TIMES))


def _read_part(part: object, index: int) -> str:
    """Return the words of one part of OpenAI's or Anthropic's content lists."""
    if isinstance(part, str):
        return part
    if not isinstance(part, Mapping):
        raise RecordError(f"a part of message {index} is {show(part)}, not an object")
    kind = part.get("type")
    if kind == "tool_use":
        return call_words(part.get("name"), part.get("input"))
    if kind == "tool_result":
        return read_text(part.get("content"), index)
    text = part.get("refusal" if kind == "refusal" else "text")
    return text if isinstance(text, str) else placeholder(kind)


def placeholder(kind: object) -> str:
    """Stand for what is not words with its kind, such as [image]."""
    # The kind comes from the log: only a plain word may stand in the text.
    is_word = isinstance(kind, str) and re.fullmatch(r"[a-z][a-z_]{0,30}", kind)
    return f"[{PART_NAMES.get(str(kind), kind)}]" if is_word else "[part]"


def _tool_calls(turn: Mapping[str, Any]) -> Iterator[str]:
    for call in mappings_in(turn.get("tool_calls")):
        function = mapping_field(call, "function") or mapping_field(call, "custom") or call
        yield call_words(function.get("name"), function.get("arguments", function.get("input")))
    # The older form of the same, still in many logs.
    for call in mappings_in(turn.get("function_call")):
        yield call_words(call.get("name"), call.get("arguments"))


def call_words(name: object, arguments: object) -> str:
    """Write a tool call as words."""
    words = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False, default=str)
    return f"[tool call] {name}({words})"
