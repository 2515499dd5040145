"""OpenAI chat completions: a request with its response, side by side or merged into one object."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import START, LoggedConversation
from monitor.sources.branches import Turn
from monitor.sources.chats import build_branches
from monitor.sources.exchanges import Exchange, find_exchange, surroundings
from monitor.sources.fields import objects_in, show
from monitor.sources.options import ReadOptions

# The older completions API has a `prompt` for its messages.
FIELDS = ("messages", "choices", "prompt")


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row has a response of the chat completions API, or a request and nothing else."""
    try:
        exchange = find_exchange(row)
    except RecordError:
        return False
    is_request = exchange.request is not row and not exchange.response and "messages" in exchange.request
    return is_response(exchange.response) or is_request


def is_response(response: Mapping[str, Any]) -> bool:
    """Whether this is an answer of the chat completions API, or of the completions API before it."""
    return isinstance(response.get("choices"), list)


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation:
    """Read the messages of the request, then every choice of the response; raises RecordError if the request failed."""
    return read_exchange(find_exchange(row), format="openai")


def read_exchange(exchange: Exchange, *, format: str) -> LoggedConversation:
    """Read the messages of the request, then every choice of the response, each choice its own branch.

    Raises RecordError if the response has no choices, or if a message cannot be read.
    """
    asked = _asked(exchange.request)
    turns = [Turn(turn) for turn in asked]
    if exchange.response:
        if not is_response(exchange.response):
            raise RecordError("the response has no 'choices'")
        before = len(asked) - 1 if asked else START
        for place, choice in enumerate(objects_in(exchange.response["choices"], "choices")):
            turns.append(Turn(_answer(choice), before if place else None))
    around = surroundings(exchange, read=FIELDS)
    return build_branches(around, turns, field="messages", format=format)


def _asked(request: Mapping[str, Any]) -> list[Any]:
    if isinstance(request.get("prompt"), str):
        return [{"role": "user", "content": request["prompt"]}]
    turns = request.get("messages", [])
    if not isinstance(turns, list):
        raise RecordError(f"the messages are {show(turns)}, not a list")
    return turns


def _answer(choice: Mapping[str, Any]) -> dict[str, Any]:
    """Return a choice as a turn; why it ended, and its probabilities, stay with it."""
    rest = {name: value for name, value in choice.items() if name not in ("message", "text")}
    said = {"role": "assistant", "content": choice.get("text")}
    for message in objects_in(choice.get("message"), "message"):
        said |= message
    return said | rest
