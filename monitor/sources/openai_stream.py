"""Streamed responses of OpenAI's and Anthropic's APIs, as JSON lines or as server-sent events."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.records import LoggedConversation
from monitor.sources import anthropic, openai, openai_responses
from monitor.sources.exchanges import Exchange
from monitor.sources.options import ReadOptions
from monitor.sources.streams import CHUNK, assemble, is_event, opens_stream

FORMAT = "openai_stream"


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a piece of a stream."""
    return is_event(row)


def opens(row: Mapping[str, Any]) -> bool:
    """Whether the events after this one belong to it, which do not say so."""
    return opens_stream(row)


def key(row: Mapping[str, Any]) -> str | None:
    """Return the id of the response that a chunk is of; the events of other APIs name none."""
    named = row.get("id")
    return named if row.get("object") == CHUNK and isinstance(named, str) else None


def join(events: Sequence[Mapping[str, Any]], _options: ReadOptions) -> Iterator[LoggedConversation]:
    """Read the events of one stream as the conversation they tell: no more than the answer, as streams hold no request.

    Raises RecordError if the stream failed, lacks its beginning or was mixed with another.
    """
    exchange = Exchange({}, {}, assemble(events))
    if anthropic.is_response(exchange.response):
        yield anthropic.read_exchange(exchange, format=FORMAT)
    elif openai_responses.is_response(exchange.response):
        yield openai_responses.read_exchanges([exchange], format=FORMAT)
    else:
        yield openai.read_exchange(exchange, format=FORMAT)
