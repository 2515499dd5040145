"""The events of a streamed response, put together to the response as it would have come whole."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.sources.fields import mapping_field, mappings_in, objects_in, show
from monitor.sources.strict_json import parse_json

CHUNK = "chat.completion.chunk"
# Some servers repeat these in every delta; everything else that is text comes in pieces.
SAID_ONCE = ("role", "id", "type", "name", "index")
# How the Responses API ends a stream: with the whole response.
TERMINAL = ("response.completed", "response.incomplete", "response.failed")
# Its deltas, and the part of an element that each is a piece of.
PIECES = {
    "response.output_text.delta": "output_text",
    "response.refusal.delta": "refusal",
    "response.reasoning_summary_text.delta": "summary_text",
    "response.reasoning_text.delta": "reasoning_text",
    "response.function_call_arguments.delta": "arguments",
    "response.custom_tool_call_input.delta": "input",
}
ANTHROPIC = (
    "message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta",
    "message_stop", "ping", "error",
)  # fmt: skip


def is_event(row: Mapping[str, Any]) -> bool:
    """Whether this is a piece of a stream, of any API we know."""
    kind = row.get("type")
    return row.get("object") == CHUNK or kind in ANTHROPIC or (isinstance(kind, str) and kind.startswith("response."))


def opens_stream(event: Mapping[str, Any]) -> bool:
    """Whether a stream begins here, whose further events do not name it."""
    return event.get("type") in ("message_start", "response.created")


def parse_events(text: str) -> Iterator[Mapping[str, Any]]:
    """Read the events in the text of a stream; raises RecordError if one cannot be read."""
    for line in text.splitlines():
        words = line.removeprefix("data:").strip()
        if line.startswith("data:") and words != "[DONE]":
            yield from mappings_in(parse_json(words.encode()))


def assemble(events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the response that the events of one stream tell; `is_cut_off` is set in it if its end is missing.

    Raises RecordError if the stream failed, lacks its beginning, or was mixed with another.
    """
    failed = next((event["error"] for event in events if event.get("error")), None)
    if failed:
        raise RecordError(f"the stream failed: {show(mapping_field({'e': failed}, 'e').get('message') or failed)}")
    first = events[0] if events else {}
    if first.get("object") == CHUNK:
        return _assemble_chunks(events)
    if not opens_stream(first) and first.get("type") not in TERMINAL:
        raise RecordError("a stream without its beginning")
    return _assemble_message(events) if first["type"] == "message_start" else _assemble_response(events)


def _assemble_chunks(chunks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    choices: dict[int, dict[str, Any]] = {}
    for chunk in chunks:
        whole |= {name: value for name, value in chunk.items() if value is not None}
        for choice in objects_in(chunk.get("choices"), "choices"):
            index = _place(choice, "index")
            rest = {name: value for name, value in choice.items() if name not in ("delta", "index")}
            _grow(choices.setdefault(index, {"index": index}), {**rest, "message": {}})
            for delta in objects_in(choice.get("delta"), "delta"):
                _grow(choices[index], {"message": delta})
    # What hides the length of a chunk from eavesdroppers says nothing.
    whole.pop("obfuscation", None)
    if not all(choice.get("finish_reason") for choice in choices.values()):
        whole["is_cut_off"] = True
    return {**whole, "object": "chat.completion", "choices": [choices[index] for index in sorted(choices)]}


def _grow(whole: dict[str, Any], delta: Mapping[str, Any]) -> None:
    """Add a delta to what came before it: texts and lists grow, and what has an index grows in its place."""
    for name, piece in delta.items():
        before = whole.get(name)
        if piece is None or (before is not None and name in SAID_ONCE):
            continue
        if before is not None and type(before) is not type(piece):
            raise RecordError(f"the pieces of {name!r} do not fit together")
        if isinstance(piece, dict):
            before = whole[name] = before or {}
            _grow(before, piece)
        elif isinstance(piece, list):
            before = whole[name] = before or []
            _grow_list(before, piece)
        else:
            whole[name] = before + piece if isinstance(before, str) else piece


def _grow_list(whole: list[Any], pieces: Sequence[Any]) -> None:
    for piece in pieces:
        if not isinstance(piece, Mapping) or "index" not in piece:
            whole.append(piece)
            continue
        known = (one for one in mappings_in(whole) if one.get("index") == piece["index"])
        grown: Any = next(known, None)
        if grown is None:
            grown = {}
            whole.append(grown)
        _grow(grown, piece)


def _place(event: Mapping[str, Any], *names: str) -> int:
    """Return the place an event is about, the first of all if it names none."""
    value = next((event[name] for name in names if event.get(name) is not None), 0)
    if not isinstance(value, int):
        raise RecordError(f"{names[0]!r} is {show(value)}, no place")
    return value


def _assemble_response(events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    events = _in_sequence(events)
    last = events[-1]
    if last.get("type") in TERMINAL:
        return dict(mapping_field(last, "response"))
    elements: dict[int, dict[str, Any]] = {}
    for event in events:
        kind = str(event.get("type"))
        element = elements.setdefault(_place(event, "output_index"), {})
        if kind in ("response.output_item.added", "response.output_item.done"):
            element.update(mapping_field(event, "item"))
        elif kind in PIECES and element.get("status") != "completed":
            _grow(element, _piece(event, PIECES[kind]))
    output = [element for element in elements.values() if element]
    return {**mapping_field(events[0], "response"), "output": output, "is_cut_off": True}


def _in_sequence(events: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    numbers = [event.get("sequence_number") for event in events]
    if not all(isinstance(number, int) for number in numbers):
        return events
    if len(set(numbers)) < len(numbers):
        raise RecordError("the events of two streams are mixed")
    return sorted(events, key=lambda event: int(event["sequence_number"]))


def _piece(event: Mapping[str, Any], kind: str) -> dict[str, Any]:
    if kind in ("arguments", "input"):
        return {kind: event.get("delta")}
    place = _place(event, "content_index", "summary_index")
    return {"content": [{"index": place, "type": kind, "text": event.get("delta")}]}


def _assemble_message(events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    message = dict(mapping_field(events[0], "message"))
    blocks: dict[int, dict[str, Any]] = {}
    for event in events[1:]:
        kind, index = event.get("type"), _place(event, "index")
        if kind in ("content_block_start", "content_block_delta") and (kind == "content_block_start") is (
            index in blocks
        ):
            raise RecordError("the events of two streams are mixed")
        if kind == "content_block_start":
            blocks[index] = dict(mapping_field(event, "content_block"))
        elif kind == "content_block_delta":
            delta = {name: piece for name, piece in mapping_field(event, "delta").items() if name != "type"}
            _grow(blocks[index], delta)
        elif kind == "message_delta":
            usage = {**mapping_field(message, "usage"), **mapping_field(event, "usage")}
            message |= {**mapping_field(event, "delta"), "usage": usage}
    message["content"] = [_finished(block) for block in blocks.values()]
    if events[-1].get("type") != "message_stop":
        message["is_cut_off"] = True
    return message


def _finished(block: dict[str, Any]) -> dict[str, Any]:
    """Return a block with the arguments of a call, which come as pieces of JSON, in their place."""
    pieces = block.pop("partial_json", None)
    if not isinstance(pieces, str):
        return block
    try:
        return {**block, "input": parse_json(pieces.encode()) if pieces else {}}
    except RecordError:
        # A stream that was cut off ends inside them.
        return {**block, "input": pieces}
