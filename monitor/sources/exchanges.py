"""A request to a model's API with the response to it, wherever a line of a log has the two."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.errors import RecordError
from monitor.sources.context import USERS
from monitor.sources.fields import mapping_field, show
from monitor.sources.streams import assemble, is_event, parse_events

# From here on an HTTP status says that the request failed.
FIRST_ERROR_STATUS = 400
# Where the parts of an exchange stand; `object`, `method` and `url` only name the API.
WHERE = frozenset({"request", "response", "body", "params", "chunks", "result", "error", "object", "method", "url"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was sent and what came back; each is the log's own line where that holds it without a name.

    A log that did not keep the request has an empty one, and so for the response.
    """

    row: Mapping[str, Any]
    request: Mapping[str, Any]
    response: Mapping[str, Any]


def find_exchange(row: Mapping[str, Any]) -> Exchange:
    """Find the request and the response, side by side or merged; a streamed response is put together.

    Raises RecordError if the request failed or a stream is broken.
    """
    sent = mapping_field(row, "request") or mapping_field(row, "body") or mapping_field(row, "params")
    came = row.get("response") or row.get("chunks")
    response = _whole(came, is_alone=not sent)
    outer = came if isinstance(came, Mapping) else {}
    _check_success(row, outer, response)
    if response and not isinstance(row.get("request"), Mapping | None):
        raise RecordError(f"the request is {show(row['request'])}, not an object")
    return Exchange(row, mapping_field(sent, "body") or sent or row, response or ({} if sent else row))


def surroundings(exchange: Exchange, *, read: Collection[str]) -> dict[str, Any]:
    """Merge what the log's line, the request and the response say around the words; the line wins, then the request.

    What one of them says differently is kept beside it, under a name such as `response.service_tier`. The model asked
    for is the model; the one that answered, where it is named differently, is its version.
    """
    parts = {"log": exchange.row, "request": exchange.request, "response": exchange.response}
    around = _merge(parts, passed_over={*WHERE, *read, "metadata"})
    metadata = {name: mapping_field(part, "metadata") for name, part in parts.items()}
    around["metadata"] = _merge(metadata, passed_over=())
    if "model_version" not in around and "model_version" not in around["metadata"]:
        around["model_version"] = around.pop("response.model", None)
    return around


def _whole(came: object, *, is_alone: bool) -> Mapping[str, Any]:
    """Return a response as one object; what stands alone without a request and is none is no response."""
    if isinstance(came, Mapping):
        return mapping_field(came, "body") or came
    if isinstance(came, list) and came and all(isinstance(one, Mapping) and is_event(one) for one in came):
        return assemble(came)
    if isinstance(came, str) and came.startswith(("data:", "event:")):
        return assemble([*parse_events(came)])
    if is_alone or not came:
        return {}
    if isinstance(came, str):
        # Some logs keep nothing of it but the words.
        return {"choices": [{"text": came}]}
    raise RecordError(f"the response is {show(came)}, not an object")


def _check_success(*answers: Mapping[str, Any]) -> None:
    for answer in answers:
        failure = answer.get("error")
        status = answer.get("status_code")
        if failure or (isinstance(status, int) and status >= FIRST_ERROR_STATUS):
            inner = mapping_field(answer, "error") or mapping_field(mapping_field(answer, "body"), "error")
            # Anthropic wraps its errors once more.
            inner = mapping_field(inner, "error") or inner
            said = inner.get("message") or inner.get("code") or failure or status
            raise RecordError(f"the request failed: {show(said)}")


def _merge(parts: Mapping[str, Mapping[str, Any]], *, passed_over: Collection[str]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for name, part in parts.items():
        for field, value in part.items():
            if field in passed_over or value is None:
                continue
            if merged.setdefault(field, value) != value and field not in USERS:
                merged[f"{name}.{field}"] = value
    return merged
