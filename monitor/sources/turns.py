"""Messages of a chat log, in every shape their content comes in, as roles and text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.records import Message
from monitor.sources.fields import mapping_field, objects_in, show, time_field
from monitor.sources.parts import RESULTS, call_words, kind_of, placeholder, read_part
from monitor.taxonomy import Role

ROLES: dict[str, Role] = {
    "system": Role.SYSTEM,
    "developer": Role.SYSTEM,
    "user": Role.USER,
    "human": Role.USER,
    "assistant": Role.ASSISTANT,
    "ai": Role.ASSISTANT,
    "bot": Role.ASSISTANT,
    "chatbot": Role.ASSISTANT,
    "model": Role.ASSISTANT,
    "tool": Role.TOOL,
    "function": Role.TOOL,
}
MESSAGE_TIMES = ("timestamp", "created_at", "at", "sent_at", "time")
# A turn of nothing but these, with text for content, is just what it seems; nearly all turns are.
PLAIN_FIELDS = frozenset({"role", "content", *MESSAGE_TIMES})
UNTIMED = len(("role", "content"))
# What `read_messages` reads of a turn by itself.
READ_OF_TURN = frozenset({"role", "content", "refusal", "tool_calls", "function_call", "audio", *MESSAGE_TIMES})


def read_messages(turns: object, *, roles: Mapping[str, Role] = ROLES) -> tuple[Message, ...]:
    """Read a list of {role, content} objects; no message is dropped, so their indices stay those of the log.

    Raises RecordError naming what is wrong with which message.
    """
    if not isinstance(turns, Sequence) or isinstance(turns, str):
        raise RecordError(f"the messages are {show(turns)}, not a list")
    return tuple(_read_message(index, turn, roles) for index, turn in enumerate(turns))


def read_plain(turns: Sequence[object]) -> tuple[Message, ...] | None:
    """Read turns that have nothing but a role, text and perhaps a time; return None if one has anything else.

    Raises RecordError as `read_messages` does, which this only outruns.
    """
    messages = []
    for index, turn in enumerate(turns):
        if not isinstance(turn, dict) or not PLAIN_FIELDS.issuperset(turn):
            return None
        content = turn.get("content")
        if not isinstance(content, str):
            return None
        at = time_field(turn, *MESSAGE_TIMES) if len(turn) > UNTIMED else None
        messages.append(Message(read_role(turn.get("role"), index, ROLES), content, at))
    return tuple(messages)


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
    content = turn.get("content")
    role = _speaker(read_role(turn.get("role"), index, roles), content)
    texts = [read_text(content, index), read_text(turn.get("refusal"), index), *_audio(turn), *_tool_calls(turn)]
    return Message(role, "\n".join(text for text in texts if text), time_field(turn, *MESSAGE_TIMES))


def _speaker(role: Role, content: object) -> Role:
    """Say that a tool speaks where a user's turn does nothing but hand over what tools returned."""
    if role is not Role.USER or not isinstance(content, list) or not content:
        return role
    return Role.TOOL if all(kind_of(part) in RESULTS for part in content) else role


def _read_part(part: object, index: int) -> str:
    try:
        return read_part(part)
    except RecordError as error:
        raise RecordError(f"{error}, in message {index}") from None


def _audio(turn: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an answer by voice says in words."""
    for audio in objects_in(turn.get("audio"), "audio"):
        transcript = audio.get("transcript")
        yield transcript if isinstance(transcript, str) and transcript else placeholder("audio")


def _tool_calls(turn: Mapping[str, Any]) -> Iterator[str]:
    for call in objects_in(turn.get("tool_calls"), "tool_calls"):
        function = mapping_field(call, "function") or mapping_field(call, "custom") or call
        yield call_words(function.get("name"), function.get("arguments", function.get("input")))
    # The older form of the same, still in many logs.
    for call in objects_in(turn.get("function_call"), "function_call"):
        yield call_words(call.get("name"), call.get("arguments"))
