"""OpenInference traces: spans as JSON, and the spans that Phoenix gives as a table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation, PassedOver
from monitor.sources.attributes import SESSIONS
from monitor.sources.fields import first_present, mapping_field, mappings_in, show, text_field, time_field
from monitor.sources.options import ReadOptions
from monitor.sources.parts import as_words
from monitor.sources.spans import Event, Span, error_of, flat, read_span
from monitor.sources.traces import read_trace

# The conventions whose spans are chat; a span of a web server or a database has none of these.
CONVENTIONS = ("openinference.", "llm.", "gen_ai.", "ai.", "traceloop.", "input.value")
CONTEXTS = ("context", "spanContext", "span_context")
TRACE_IDS = ("trace_id", "traceId")
SPAN_IDS = ("span_id", "spanId")
# Phoenix's table has a column for each attribute, with this before its name.
COLUMN = "attributes."


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a span, a column per attribute, or holds spans by name."""
    return _is_span(row) or any(_is_span(one) for value in row.values() for one in _listed(value))


def split(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Take a row apart into its spans."""
    spans = () if _has_place(row) else [span for value in row.values() for span in _listed(value)]
    yield from spans or [row]


def keys(part: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a span belongs to: its trace, and its session where it names one; raises RecordError for no span."""
    if not _has_place(part):
        raise RecordError(f"no span, as it names no trace: {show(dict(part))}")
    session = first_present(_attributes(part), *SESSIONS)
    named = (("trace", _id(part, *TRACE_IDS)), ("session", as_words(session[1]) if session else None))
    return tuple(f"{kind} {name}" for kind, name in named if name)


def join(parts: Sequence[Mapping[str, Any]], _options: ReadOptions) -> Iterator[LoggedConversation | PassedOver]:
    """Read the spans of one trace or session; raises RecordError if one holds what cannot be read."""
    yield from read_trace([read_span(_span(part)) for part in parts], format="openinference")


def _listed(value: object) -> Iterator[Mapping[str, Any]]:
    return mappings_in(value) if isinstance(value, list) else iter(())


def _is_span(row: Mapping[str, Any]) -> bool:
    return _has_place(row) and "name" in row and any(name.startswith(CONVENTIONS) for name in _attributes(row))


def _has_place(row: Mapping[str, Any]) -> bool:
    return any(isinstance(row.get(name), Mapping) for name in CONTEXTS) or "context.trace_id" in row


def _span(part: Mapping[str, Any]) -> Span:
    status = mapping_field(part, "status")
    return Span(
        name=text_field(part, "name"),
        trace_id=_id(part, *TRACE_IDS),
        span_id=_id(part, *SPAN_IDS),
        parent_id=_parent(part),
        started_at=time_field(_timed(part), "start_time", "startTime"),
        attributes=_attributes(part),
        events=[_event(one) for one in mappings_in(part.get("events"))],
        error=error_of(status.get("code", part.get("status_code")), status.get("message", part.get("status_message"))),
    )


def _event(event: Mapping[str, Any]) -> Event:
    return Event(name=str(event.get("name")), attributes=flat(mapping_field(event, "attributes")))


def _attributes(part: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name[len(COLUMN) :]: value for name, value in part.items() if name.startswith(COLUMN)}
    # Beside the attributes stand the kind and, in a table, what evaluators and annotators found.
    beside = {name: value for name, value in part.items() if name.startswith(("annotation.", "evaluation.", "eval."))}
    kind = part.get("span_kind")
    named = {"openinference.span.kind": kind} if isinstance(kind, str) and kind else {}
    return flat({**named, **mapping_field(part, "attributes"), **columns, **beside})


def _id(part: Mapping[str, Any], *names: str) -> str | None:
    context = next((mapping_field(part, name) for name in CONTEXTS if name in part), {})
    return text_field(context, *names) or text_field(part, *(f"context.{name}" for name in names), *names)


def _parent(part: Mapping[str, Any]) -> str | None:
    parent = next(
        (mapping_field(part, name) for name in ("parentSpanContext", "parent_span_context") if name in part), {}
    )
    return text_field(parent, *SPAN_IDS) or text_field(part, "parent_id", "parentSpanId", "parentId")


def _timed(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the times as numbers where JavaScript's SDK wrote [seconds, nanoseconds]."""
    return {name: _nanoseconds(part[name]) for name in ("start_time", "startTime") if name in part}


def _nanoseconds(value: object) -> object:
    match value:
        case [int(seconds), int(rest)]:
            return seconds * 10**9 + rest
    return value
