"""OpenAI responses: requests with their responses, those that go on from each other joined to one conversation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.records import START, LoggedConversation
from monitor.sources.branches import Turn, order_tree
from monitor.sources.chats import build_branches
from monitor.sources.exchanges import Exchange, find_exchange, surroundings
from monitor.sources.fields import mappings_in, number_field, show, text_field
from monitor.sources.options import ReadOptions
from monitor.sources.parts import as_words, call_words, kind_of

FIELDS = ("input", "output", "instructions", "conversation")
# What a call was given, and what came of it, in the many kinds of calls there are.
GIVEN = ("arguments", "input", "action", "queries", "code", "operation")
CAME_OF_IT = ("output", "outputs", "results", "result", "tools")
# Elements that `parts` knows how to read; the result of the last is a picture.
READABLE = ("function_call", "custom_tool_call", "reasoning", "image_generation_call")


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row has a response of the responses API."""
    try:
        return is_response(find_exchange(row).response)
    except RecordError:
        return False


def is_response(response: Mapping[str, Any]) -> bool:
    """Whether this is an answer of the responses API."""
    output = response.get("output")
    return isinstance(output, list) and all(isinstance(one, Mapping) and "type" in one for one in output)


def keys(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the response, the one it goes on from and the conversation; a request that failed belongs to none."""
    try:
        exchange = find_exchange(row)
        around = {**exchange.request, **exchange.response}
        names = (_name(around, "id"), _name(around, "previous_response_id"), conversation_id(around))
    except RecordError:
        return ()
    return tuple(name for name in names if name)


def join(rows: Sequence[Mapping[str, Any]], _options: ReadOptions) -> Iterator[LoggedConversation]:
    """Read linked exchanges as one conversation; answers that go on from the same response are its branches.

    Raises RecordError if a request failed, or if a message cannot be read.
    """
    yield read_exchanges([find_exchange(row) for row in rows], format="openai_responses")


def read_exchanges(exchanges: Sequence[Exchange], *, format: str) -> LoggedConversation:
    """Read exchanges of one conversation in the order of their time, as `join` does."""
    ordered = _order(exchanges)
    turns: list[Turn] = []
    ends: list[int] = []
    for place, one in enumerate(ordered):
        before = place - 1 if one.follows is None else one.follows
        end = START if before == START else ends[before]
        new = [*_instructions(one.fields, ordered[before].fields if before != START else None), *_turns(one.fields)]
        for index, turn in enumerate(new):
            turns.append(Turn(turn, None if index or end == len(turns) - 1 else end))
        ends.append(len(turns) - 1 if new else end)
    return build_branches(_around([one.fields for one in ordered]), turns, field="messages", format=format)


def conversation_id(around: Mapping[str, Any]) -> str | None:
    """Return the id of the conversation that a response belongs to, if it names one."""
    named = around.get("conversation")
    return _name(named, "id") if isinstance(named, Mapping) else text_field(around, "conversation")


def _name(around: Mapping[str, Any], field: str) -> str | None:
    value = around.get(field)
    return value if isinstance(value, str) and value else None


def _order(exchanges: Sequence[Exchange]) -> list[Turn]:
    """Return the exchanges, each once and after the one it goes on from, as the turns of a tree."""
    by_id: dict[str, Exchange] = {}
    for place, one in enumerate(exchanges):
        known = by_id.setdefault(_name(one.response, "id") or str(place), one)
        # A response that was fetched again comes without its request.
        if "input" in one.request and "input" not in known.request:
            by_id[_name(one.response, "id") or str(place)] = one
    once = sorted(by_id.values(), key=_began)
    places = {_name(one.response, "id"): place for place, one in enumerate(once)}
    parents = []
    for place, one in enumerate(once):
        around = {**one.request, **one.response}
        parent = places.get(_name(around, "previous_response_id"))
        goes_on = conversation_id(around) is not None and place > 0
        parents.append(parent if parent is not None else place - 1 if goes_on else START)
    return order_tree(once, parents)


def _began(exchange: Exchange) -> float:
    found = number_field(exchange.response, "created_at")
    return found[1] if found else 0.0


def _around(exchanges: Sequence[Exchange]) -> dict[str, Any]:
    """Return what is said around the first exchange, and what is different around the others."""
    first, *others = [surroundings(one, read=FIELDS) for one in exchanges]
    ids = (conversation_id({**one.request, **one.response}) for one in exchanges)
    more = [{name: value for name, value in one.items() if first.get(name) != value} for one in others]
    return {"conversation_id": next((one for one in ids if one), None), **first, "later_responses": more}


def _instructions(exchange: Exchange, before: Exchange | None) -> Iterator[dict[str, Any]]:
    """Yield the system prompt unless it is still the same: it is not carried over, and so comes with each request."""
    said, said_before = (
        one and (one.request.get("instructions") or one.response.get("instructions")) for one in (exchange, before)
    )
    if said and said != said_before:
        yield from [{"role": "system", "content": said}] if isinstance(said, str) else _elements(said)


def _turns(exchange: Exchange) -> Iterator[dict[str, Any]]:
    asked = exchange.request.get("input")
    if isinstance(asked, str):
        yield {"role": "user", "content": asked}
    else:
        yield from _elements(asked or [])
    if exchange.response:
        if not is_response(exchange.response):
            raise RecordError("the response has no 'output'")
        yield from _elements(exchange.response["output"])


def _elements(elements: object) -> Iterator[dict[str, Any]]:
    """Yield elements as turns; what the assistant thought and called belongs to what it said."""
    if not isinstance(elements, list):
        raise RecordError(f"the elements are {show(elements)}, not a list")
    waiting: dict[str, Any] | None = None
    for element in elements:
        if not isinstance(element, Mapping):
            raise RecordError(f"an element is {show(element)}, not an object")
        for turn in _read_element(element):
            is_message = element.get("type", "message") == "message"
            if waiting and waiting["role"] == turn["role"] == "assistant" and not (waiting["spoken"] and is_message):
                waiting = {**turn, **waiting, "content": [*waiting["content"], *turn["content"]]}
                waiting["spoken"] |= is_message
                continue
            yield from _finished(waiting)
            waiting = {**turn, "spoken": is_message}
    yield from _finished(waiting)


def _finished(turn: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    if turn:
        yield {name: value for name, value in turn.items() if name not in ("spoken", "type", "status")}


def _read_element(element: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    kind = str(element.get("type", "message"))
    if "role" in element and "content" in element:
        content = element["content"]
        yield {**element, "content": [content] if isinstance(content, str) else content}
    elif kind.endswith("_output"):
        yield {"role": "tool", "content": [_words(element, CAME_OF_IT)]}
    else:
        yield {"role": "assistant", "content": [_thought(element) if kind in READABLE else _call(element, kind)]}
        if kind.endswith("_call") and kind not in READABLE and _words(element, CAME_OF_IT):
            yield {"role": "tool", "content": [_words(element, CAME_OF_IT)]}


def _thought(element: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return reasoning with its words, whether summed up or told in full; any other element as it is."""
    if element["type"] != "reasoning":
        return element
    parts = (*mappings_in(element.get("summary")), *mappings_in(element.get("content")))
    words = [one["text"] for one in parts if isinstance(one.get("text"), str)]
    return {"type": "reasoning", "text": "\n".join(words) or None}


def _call(element: Mapping[str, Any], kind: str) -> object:
    """Return the words of a call of one of OpenAI's own tools; other elements stand for themselves."""
    if not kind.endswith("_call"):
        return element
    given: object = next((element[name] for name in GIVEN if element.get(name) is not None), {})
    return call_words(element.get("name") or kind.removesuffix("_call"), given)


def _words(element: Mapping[str, Any], names: Sequence[str]) -> object:
    came = next((element[name] for name in names if element.get(name) is not None), "")
    if isinstance(came, Mapping) and "type" in came:
        return came
    if isinstance(came, list) and all(str(kind_of(one)).startswith("input_") for one in came):
        return {"type": "tool_result", "content": came} if came else ""
    return as_words(came)
