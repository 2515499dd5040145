"""OpenAI chat completions: a request with its response, side by side, merged, or as a line of a batch."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation
from monitor.sources.context import build_conversation
from monitor.sources.fields import mapping_field, mappings_in, show
from monitor.sources.options import ReadOptions
from monitor.sources.signals import find_turn_signals
from monitor.sources.turns import read_messages

FIELDS = ("messages", "choices", "request", "response", "body", "error")
# From here on an HTTP status says that the request failed.
FIRST_ERROR_STATUS = 400


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a request, a response or a batch line of the chat completions API."""
    if isinstance(row.get("choices"), list) or "messages" in mapping_field(row, "request"):
        return True
    if "custom_id" in row and ("response" in row or "body" in row):
        return True
    return "choices" in mapping_field(row, "response")


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation:
    """Read the messages of the request, then every choice of the response in order.

    The model asked for is the model; the one that answered, where it is named differently, is its version.
    Raises RecordError if the request failed or nothing usable is left.
    """
    request = mapping_field(row, "request") or mapping_field(row, "body")
    request = mapping_field(request, "body") or request
    response = _response(row)
    turns = [*_turns(row, request), *_answers(response)]
    around = _around(row, request, response)
    return build_conversation(
        around, read_messages(turns), format="openai", read=FIELDS, signals=find_turn_signals(turns)
    )


def _response(row: Mapping[str, Any]) -> Mapping[str, Any]:
    outer = mapping_field(row, "response")
    failure = (
        mapping_field(row, "error") or mapping_field(outer, "error") or mapping_field(outer.get("body", {}), "error")
    )
    status = outer.get("status_code")
    if failure or (isinstance(status, int) and status >= FIRST_ERROR_STATUS):
        raise RecordError(f"the request failed: {show(failure.get('message') or failure.get('code') or status)}")
    return mapping_field(outer, "body") or outer or row


def _turns(row: Mapping[str, Any], request: Mapping[str, Any]) -> list[Any]:
    turns = request.get("messages", row.get("messages", []))
    if not isinstance(turns, list):
        raise RecordError(f"the messages are {show(turns)}, not a list")
    return turns


def _answers(response: Mapping[str, Any]) -> list[Any]:
    choices = list(mappings_in(response.get("choices", [])))
    return [{"role": "assistant", **mapping_field(choice, "message")} for choice in choices if choice.get("message")]


def _around(row: Mapping[str, Any], request: Mapping[str, Any], response: Mapping[str, Any]) -> dict[str, Any]:
    """Merge what the three say; the log's own line wins over the request, and that over the response."""
    parts = (response, request, row)
    around = {name: value for part in parts for name, value in part.items() if value is not None}
    around["metadata"] = {name: value for part in parts for name, value in mapping_field(part, "metadata").items()}
    asked, answered = around.get("model"), response.get("model")
    if answered not in (None, asked) and "model_version" not in around["metadata"]:
        around.setdefault("model_version", answered)
    return around
