"""Batches of OpenAI and Anthropic: each response with the request it answers, by the id the team gave it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation, PassedOver
from monitor.sources import anthropic, openai, openai_responses
from monitor.sources.exchanges import Exchange, find_exchange
from monitor.sources.fields import mapping_field, mappings_in, show, text_field
from monitor.sources.options import ReadOptions

WAITING = "request of a batch, waiting for its response"
MISSING = "request_missing: deliver the input of the batch together with its output"
FAILED = "failed attempt of a batch, answered by another"
# What a failed result of an Anthropic batch is called.
UNANSWERED = ("errored", "canceled", "expired")


def recognise_openai(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether this is a line of the input or of the output of an OpenAI batch."""
    return "custom_id" in row and ("body" in row or "response" in row)


def recognise_anthropic(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether this is a request or a result of an Anthropic batch, or what a batch was created with."""
    first = next(split(row), {})
    return "custom_id" in first and ("params" in first or "type" in mapping_field(first, "result"))


def split(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the requests of a batch where they stand together in one object."""
    if "custom_id" not in row and isinstance(row.get("requests"), list):
        yield from mappings_in(row["requests"])
    else:
        yield row


def key(row: Mapping[str, Any]) -> str | None:
    """Return the id that a request and its response share."""
    named = row.get("custom_id")
    return str(named) if isinstance(named, str | int) else None


def is_request(row: Mapping[str, Any]) -> bool:
    """Whether this line holds a request: a response may look for it in the other files of the delivery."""
    return any(isinstance(row.get(name), Mapping) for name in ("body", "params", "request"))


def join_openai(rows: Sequence[Mapping[str, Any]], _options: ReadOptions) -> Iterator[LoggedConversation | PassedOver]:
    """Read each response with its request, as `_join` does."""
    return _join(rows, format="openai_batch")


def join_anthropic(
    rows: Sequence[Mapping[str, Any]], _options: ReadOptions
) -> Iterator[LoggedConversation | PassedOver]:
    """Read each response with its request, as `_join` does."""
    return _join(rows, format="anthropic_batch")


def _join(rows: Sequence[Mapping[str, Any]], *, format: str) -> Iterator[LoggedConversation | PassedOver]:
    """Read each different response with its request; a request alone is passed over, as it holds no answer yet.

    Raises RecordError if there is no request, or more than one that could be meant, or if the request failed: what the
    chatbot never answered is no conversation.
    """
    requests = _different([_request(row) for row in rows if is_request(row)])
    answered = _different([row for row in rows if "response" in row or "result" in row])
    if not answered:
        yield from [PassedOver(WAITING)] * len(rows)
        return
    if len(requests) > 1:
        raise RecordError(f"request_ambiguous: {len(requests)} requests are named {show(rows[0].get('custom_id'))}")
    failures = []
    for row in answered:
        try:
            response = _response(row)
            if not requests:
                raise RecordError(MISSING)
            yield _read(Exchange(_around(row), requests[0], response), format)
        except RecordError as error:
            failures.append(error)
    if len(failures) == len(answered):
        raise failures[0]
    yield from [PassedOver(FAILED)] * len(failures)


def _request(row: Mapping[str, Any]) -> Mapping[str, Any]:
    sent = next(row[name] for name in ("body", "params", "request") if isinstance(row.get(name), Mapping))
    return mapping_field(sent, "body") or sent


def _response(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what came back; raises RecordError if the request failed."""
    result = mapping_field(row, "result")
    if result.get("type") in UNANSWERED and not result.get("error"):
        raise RecordError(f"the request failed: {show(result['type'])}")
    came = mapping_field(result, "message") if result else row.get("response")
    response = find_exchange({"response": came, "error": result.get("error") or row.get("error")}).response
    if "response" in response:
        raise RecordError("neither a response nor an error")
    return response


def _around(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a line says around the two, with the ids that were given to the call itself."""
    outer = mapping_field(row, "response")
    kept = {name: value for name, value in row.items() if name not in ("response", "result", "request", "id")}
    return {**kept, "batch_request_id": text_field(row, "id"), "request_id": outer.get("request_id")}


def _read(exchange: Exchange, format: str) -> LoggedConversation:
    if anthropic.is_response(exchange.response):
        return anthropic.read_exchange(exchange, format=format)
    if openai_responses.is_response(exchange.response):
        return openai_responses.read_exchanges([exchange], format=format)
    return openai.read_exchange(exchange, format=format)


def _different(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return each row once, however often it was delivered."""
    return list({json.dumps(row, sort_keys=True, default=str): row for row in rows}.values())
