"""OpenTelemetry GenAI traces: spans, and the events logged beside them, as OTLP/JSON."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.records import LoggedConversation, PassedOver
from monitor.sources.attributes import SESSIONS
from monitor.sources.fields import first_present, mapping_field, mappings_in, objects_in, text_field, time_field
from monitor.sources.options import ReadOptions
from monitor.sources.parts import as_words
from monitor.sources.spans import Event, Span, error_of, flat, read_span
from monitor.sources.traces import read_trace

# An export is a list of resources, each with a list of scopes, each with a list of spans or of log records.
NESTING = (
    ("resourceSpans", "scopeSpans", "spans"),
    ("resource_spans", "scope_spans", "spans"),
    ("resourceLogs", "scopeLogs", "logRecords"),
    ("resource_logs", "scope_logs", "log_records"),
)
# As much as sixty-four bits hold; JSON's numbers hold less, so OTLP writes whole numbers as text.
WHOLE = re.compile(r"-?[0-9]{1,19}")


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is an export of spans, or of the events logged beside them."""
    return any(isinstance(row.get(outer), list) for outer, _, _ in NESTING)


def split(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Take an export apart into spans and log records, each with plain attributes and those of what sent it."""
    for outer, middle, inner in NESTING:
        for sent in objects_in(row.get(outer), outer):
            resource = _attributes(mapping_field(sent, "resource"))
            for scope in objects_in(sent.get(middle), middle):
                for part in objects_in(scope.get(inner), inner):
                    yield {**part, "resource": resource, "attributes": _attributes(part)}


def keys(part: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a span or a log record belongs to: its trace, and its conversation where it names one."""
    session = first_present(mapping_field(part, "attributes"), *SESSIONS)
    trace = first_present(part, "traceId", "trace_id")
    named = (("trace", trace), ("session", session))
    return tuple(f"{kind} {as_words(found[1])}" for kind, found in named if found)


def join(parts: Sequence[Mapping[str, Any]], _options: ReadOptions) -> Iterator[LoggedConversation | PassedOver]:
    """Read the spans of one trace or conversation; raises RecordError if one holds what cannot be read."""
    events = defaultdict(list)
    spans = []
    for part in parts:
        if _is_span(part):
            spans.append(part)
        else:
            events[text_field(part, "spanId", "span_id")].append(part)
    told = [_span(one, events.pop(text_field(one, "spanId", "span_id"), [])) for one in spans]
    # A log delivered apart from its spans tells the call all the same.
    told.extend(_span({**logged[0], "attributes": {}}, logged) for logged in events.values())
    yield from read_trace([read_span(span) for span in told], format="otel")


def _is_span(part: Mapping[str, Any]) -> bool:
    return first_present(part, "startTimeUnixNano", "start_time_unix_nano") is not None or "body" not in part


def _span(part: Mapping[str, Any], logged: Sequence[Mapping[str, Any]]) -> Span:
    status = mapping_field(part, "status")
    return Span(
        name=text_field(part, "name", "eventName"),
        trace_id=text_field(part, "traceId", "trace_id"),
        span_id=text_field(part, "spanId", "span_id"),
        parent_id=text_field(part, "parentSpanId", "parent_span_id"),
        started_at=time_field(part, "startTimeUnixNano", "start_time_unix_nano", "timeUnixNano"),
        attributes=part["attributes"],
        events=[_event(one) for one in (*mappings_in(part.get("events")), *logged)],
        error=error_of(status.get("code"), status.get("message")),
        resource=part["resource"],
    )


def _event(part: Mapping[str, Any]) -> Event:
    attributes = part.get("attributes")
    plain = dict(attributes) if isinstance(attributes, Mapping) else _attributes(part)
    body = _value(part.get("body"))
    name = first_present(
        {**part, "event.name": plain.get("event.name")}, "name", "eventName", "event_name", "event.name"
    )
    return Event(
        name=as_words(name[1]) if name else "event",
        attributes={**plain, **(body if isinstance(body, Mapping) else {"content": body} if body else {})},
    )


def _attributes(part: Mapping[str, Any]) -> dict[str, Any]:
    named = {str(one.get("key")): _value(one.get("value")) for one in mappings_in(part.get("attributes"))}
    return flat(named)


def _value(value: object) -> object:
    """Return a value without the name of its type."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return value
    ((kind, plain),) = value.items()
    match kind:
        case "arrayValue" | "array_value":
            return [_value(one) for one in _values(plain)]
        case "kvlistValue" | "kvlist_value":
            return {str(one.get("key")): _value(one.get("value")) for one in mappings_in(_values(plain))}
        case "intValue" | "int_value" if isinstance(plain, str) and WHOLE.fullmatch(plain):
            return int(plain)
    return plain


def _values(value: object) -> list[object]:
    values = value.get("values") if isinstance(value, Mapping) else None
    return values if isinstance(values, list) else []
