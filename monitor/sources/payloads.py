"""What went into or came out of one step of a trace, in whatever shape a framework writes it, as chat messages."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.records import Message
from monitor.sources.fields import first_present, mapping_field, mappings_in, time_field
from monitor.sources.parts import CALLS, RESULTS, THOUGHTS, as_words, kind_of, read_call, read_part
from monitor.sources.strict_json import parse_json
from monitor.sources.turns import MESSAGE_TIMES, ROLES, read_role
from monitor.taxonomy import Role

# LangChain names the class of a message, and OpenAI's Responses the kind of an element; neither names a role.
TYPES = {
    "human": "user", "ai": "assistant", "system": "system", "tool": "tool", "function": "tool",
    "function_call": "assistant", "custom_tool_call": "assistant", "reasoning": "assistant",
    "function_call_output": "tool", "custom_tool_call_output": "tool",
}  # fmt: skip
CONTENTS = ("parts", "content", "text", "refusal")
# Where a payload keeps its messages, the most telling first; some payloads wrap the whole chat once more.
LISTS = ("messages", "contents", "input_messages", "output_messages", "generations", "choices", "candidates")
WRAPPERS = ("content", "new_message", "message", "kwargs", "input", "output")
INSTRUCTIONS = ("system", "system_instruction", "systemInstruction", "instructions")
PLAIN = ("prompt", "prompts", "input", "question", "query", "text", "output", "answer", "response", "completion")


def read_chat(payload: object, role: Role) -> tuple[Message, ...]:
    """Return the messages in a payload, or nothing if it is no chat; what names no speaker is said by `role`.

    Raises RecordError for a message whose role or content cannot be read.
    """
    return tuple(message for turn in _turns(unpacked(payload), role) for message in _read_turn(turn))


def read_choices(payload: object) -> tuple[tuple[Message, ...], ...]:
    """Return the answers in a payload: usually one, and several where a model was asked for alternatives."""
    value = unpacked(payload)
    options = first_present(value, "choices", "candidates") if isinstance(value, Mapping) else None
    choices = list(mappings_in(options[1])) if options else []
    answers = [read_chat([choice], Role.ASSISTANT) for choice in choices] or [read_chat(value, Role.ASSISTANT)]
    return tuple(answer for answer in answers if answer)


def read_plain(payload: object, role: Role) -> tuple[Message, ...]:
    """Return plain words as a message of `role`, with the system prompt beside them; nothing if there are none."""
    value = unpacked(payload)
    if isinstance(value, Mapping):
        instructions = [Message(Role.SYSTEM, text) for text in _instructions(value) if role is Role.USER]
        found = first_present(value, *PLAIN)
        texts = _texts(found[1] if found else None)
        return (*instructions, *(Message(role, text) for text in texts))
    return tuple(Message(role, text) for text in _texts(value))


def unpacked(payload: object) -> object:
    """Return what a JSON text holds, and anything else as it is: traces keep JSON in texts, at times twice."""
    for _ in range(2):
        if not isinstance(payload, str) or not payload.lstrip().startswith(("{", "[", '"')):
            break
        try:
            payload = parse_json(payload.encode())
        except RecordError:
            break
    return payload


def _texts(value: object) -> list[str]:
    texts = value if isinstance(value, list) else [value]
    return [text for text in texts if isinstance(text, str) and text.strip()]


def _turns(value: object, role: Role) -> list[Mapping[str, Any]]:
    """Return the messages in a payload as objects with role and content; an empty list if it is no chat."""
    if isinstance(value, list):
        return _listed(value, role)
    if not isinstance(value, Mapping):
        return []
    turn = _unwrapped(value)
    if _is_turn(turn):
        return [turn]
    for name in LISTS:
        if isinstance(value.get(name), list) and (turns := _turns(value[name], role)):
            return [*_system(value), *turns]
    return _wrapped(value, role)


def _wrapped(value: Mapping[str, Any], role: Role) -> list[Mapping[str, Any]]:
    # OpenAI's Responses: a list in either direction, beside the instructions.
    for name in ("input", "output"):
        if isinstance(value.get(name), list) and (turns := _turns(value[name], role)):
            return [*_system(value), *turns]
    if isinstance(value.get("parts"), list):
        return [{"role": role, **value}]
    inner = (_turns(value[name], role) for name in WRAPPERS if isinstance(value.get(name), Mapping))
    return next((turns for turns in inner if turns), [])


def _listed(values: Sequence[object], role: Role) -> list[Mapping[str, Any]]:
    if all(isinstance(one, list) for one in values):
        pairs = [_pair(one) for one in values if isinstance(one, list)]
        if all(pairs):
            return [pair for pair in pairs if pair]
        return [turn for one in values for turn in _turns(one, role)]
    mappings = [one for one in values if isinstance(one, Mapping)]
    if len(mappings) < len(values):
        return []
    turns = [turn for one in mappings if not _is_definition(turn := _unwrapped(one))]
    if all(_is_turn(turn) for turn in turns):
        return turns
    if all(_is_said(one) for one in mappings):
        parts = [one if "type" in one else {"type": "tool-call", **one} for one in mappings]
        return [{"role": role, "content": parts}]
    return []


def _is_said(part: Mapping[str, Any]) -> bool:
    """Whether this is a part of one message, or a call as the Vercel AI SDK lists them."""
    return "toolName" in part or ("type" in part and kind_of(part) in ("text", *CALLS, *THOUGHTS))


def _pair(value: Sequence[object]) -> Mapping[str, Any] | None:
    """Return a message written as [role, text]."""
    match value:
        case [str(name), str(text)] if name.lower() in ROLES:
            return {"role": name, "content": text}
    return None


def _unwrapped(turn: Mapping[str, Any]) -> Mapping[str, Any]:
    """Take a message out of what LangChain, a choice or a candidate wraps around it, and give it a role."""
    if "lc" in turn and isinstance(turn.get("kwargs"), Mapping):
        names = turn.get("id")
        turn = {"type": names[-1] if isinstance(names, list) and names else None, **turn["kwargs"]}
    elif "role" not in turn and isinstance(turn.get("data"), Mapping):
        turn = {"type": turn.get("type"), **turn["data"]}
    elif "role" not in turn:
        for name in ("message", "content"):
            inner = unpacked(turn.get(name))
            if isinstance(inner, Mapping):
                inner = _unwrapped(inner)
                return inner if _is_turn(inner) or name == "content" else {"role": "assistant", **inner}
    if "role" not in turn and (named := _named_by_type(turn)):
        return {**turn, "role": named}
    return turn


def _named_by_type(turn: Mapping[str, Any]) -> str | None:
    kind = turn.get("type")
    if not isinstance(kind, str) or "function" in turn:
        return None
    return TYPES.get(kind.removesuffix("Chunk").removesuffix("Message").lower())


def _is_turn(turn: Mapping[str, Any]) -> bool:
    role = turn.get("role")
    if not isinstance(role, str):
        return False
    return role.strip().lower() in ROLES or "content" in turn or "parts" in turn


def _is_definition(turn: Mapping[str, Any]) -> bool:
    """Whether this only declares a tool: LangChain's callbacks put such among the messages."""
    content = turn.get("content")
    return turn.get("role") == "tool" and isinstance(content, Mapping) and isinstance(content.get("function"), Mapping)


def _system(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [{"role": "system", "content": text} for text in _instructions(value)]


def _instructions(value: Mapping[str, Any]) -> Iterator[str]:
    found = first_present({**mapping_field(value, "config"), **value}, *INSTRUCTIONS)
    if found is None:
        return
    words = found[1].get("parts", []) if isinstance(found[1], Mapping) else found[1]
    if isinstance(words, str | list):
        yield "\n".join(read_part(part) for part in ([words] if isinstance(words, str) else words))


def _read_turn(turn: Mapping[str, Any]) -> Iterator[Message]:
    """Yield the results of tools that a turn brings, each as a message of the tool, then what it says itself."""
    role = read_role(turn.get("role"), 0, ROLES)
    at = time_field(turn, *MESSAGE_TIMES)
    parts = _parts(turn)
    results = [part for part in parts if kind_of(part) in RESULTS]
    for part in results:
        yield Message(Role.TOOL, read_part(part), at)
    words = [read_part(part) for part in parts if kind_of(part) not in RESULTS]
    if not any(kind_of(part) in CALLS for part in parts):
        words.extend(_calls(turn))
    if words or not results:
        yield Message(role, "\n".join(text for text in words if text), at)


def _parts(turn: Mapping[str, Any]) -> list[object]:
    if kind_of(turn) in {*CALLS, *RESULTS, *THOUGHTS} and turn.get("content") is None:
        return [turn]
    content = next((turn[name] for name in CONTENTS if turn.get(name) is not None), "")
    if isinstance(content, Mapping):
        content = [content] if "type" in content else as_words(content)
    parts = list(content) if isinstance(content, list) else [as_words(content)]
    # Langfuse keeps as an object what a tool returned as JSON text.
    return [as_words(part) if isinstance(part, Mapping) and _is_foreign(part) else part for part in parts]


def _is_foreign(part: Mapping[str, Any]) -> bool:
    return "type" not in part and "text" not in part and kind_of(part) == "text"


def _calls(turn: Mapping[str, Any]) -> Iterator[str]:
    """Yield the tool calls beside the content; LangChain says them twice, as its own and as OpenAI's."""
    more = mapping_field(turn, "additional_kwargs")
    for where in (turn, more):
        for name in ("tool_calls", "function_call"):
            calls = [read_call(call) for call in mappings_in(unpacked(where.get(name)))]
            yield from calls
            if calls:
                return
