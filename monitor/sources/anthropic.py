"""Anthropic messages: a request with its response, side by side or merged into one object."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation
from monitor.sources.branches import Turn
from monitor.sources.chats import build_branches
from monitor.sources.exchanges import Exchange, find_exchange, surroundings
from monitor.sources.fields import show
from monitor.sources.options import ReadOptions

FIELDS = ("messages", "system", "type", "role", "content")


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row has a response of the messages API."""
    try:
        return is_response(find_exchange(row).response)
    except RecordError:
        return False


def is_response(response: Mapping[str, Any]) -> bool:
    """Whether this is an answer of the messages API."""
    named = response.get("type") == "message" and response.get("role") == "assistant"
    return named and isinstance(response.get("content"), list)


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation:
    """Read the system prompt, the messages and the answer; raises RecordError if the request failed."""
    return read_exchange(find_exchange(row), format="anthropic")


def read_exchange(exchange: Exchange, *, format: str) -> LoggedConversation:
    """Read the system prompt, the messages and the answer; what a tool returned is a message of the tool.

    Raises RecordError if the response is none of this API, or if a message cannot be read.
    """
    request, response = exchange.request, exchange.response
    turns = request.get("messages", [])
    if not isinstance(turns, list):
        raise RecordError(f"the messages are {show(turns)}, not a list")
    if response and not is_response(response):
        raise RecordError("the response is no Anthropic message")
    opening = [{"role": "system", "content": request["system"]}] if request.get("system") else []
    answer = [{"role": "assistant", "content": response["content"]}] if response else []
    around = surroundings(exchange, read=FIELDS)
    return build_branches(around, [Turn(turn) for turn in (*opening, *turns, *answer)], field="messages", format=format)
