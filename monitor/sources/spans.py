"""One span of any tracing tool, with its events, as one step of a trace."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from monitor.records import Signal
from monitor.sources.attributes import read_attributes, read_evaluations
from monitor.sources.fields import first_present, mapping_field
from monitor.sources.parts import as_words
from monitor.sources.payloads import unpacked
from monitor.sources.traces import Step

# Until 2025 the messages of a call were events of its span, one each.
ASKED = {f"gen_ai.{role}.message": role for role in ("system", "user", "assistant", "tool")}
CHOICE = "gen_ai.choice"
ERRORS = {"2", "ERROR", "STATUS_CODE_ERROR"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that was noted during a span: its name and its attributes, with its body among them."""

    name: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One span: `attributes` by their dotted names, `resource` those of what sent it."""

    name: str | None
    trace_id: str | None
    span_id: str | None
    parent_id: str | None
    started_at: datetime | None
    attributes: Mapping[str, Any]
    events: Sequence[Event] = ()
    error: str | None = None
    resource: Mapping[str, Any] | None = None


def read_span(span: Span) -> Step:
    """Read one span; raises RecordError for a message that cannot be read."""
    step = read_attributes({**_messages(span.events), **span.attributes})
    extra = {**step.extra, "span": span.name, "error": span.error or _exception(span), **(span.resource or {})}
    return replace(
        step,
        step_id=span.span_id,
        parent_id=span.parent_id,
        trace_id=span.trace_id,
        started_at=span.started_at,
        signals=(*step.signals, *_evaluations(span.events)),
        extra={name: value for name, value in extra.items() if value is not None},
    )


def error_of(code: object, message: object) -> str | None:
    """Return why a span failed, if it did."""
    return (as_words(message) if message else "failed") if str(code) in ERRORS else None


def flat(attributes: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return nested objects under dotted names, as attributes are written in most exports.

    >>> flat({"llm": {"model_name": "m"}, "a.b": [1]})
    {'llm.model_name': 'm', 'a.b': [1]}
    """
    named: dict[str, Any] = {}
    for name, value in attributes.items():
        if isinstance(value, Mapping):
            named.update(flat(value, f"{prefix}{name}."))
        elif value is not None:
            named[f"{prefix}{name}"] = value
    return named


def _messages(events: Sequence[Event]) -> dict[str, Any]:
    """Return the messages told in events as the attributes that tell them today."""
    asked = [_turn(event, ASKED[event.name]) for event in events if event.name in ASKED]
    answers = [_turn(event, "assistant") for event in events if event.name == CHOICE]
    told: dict[str, Any] = {}
    for event in events:
        if event.name.startswith(("gen_ai.content.", "gen_ai.client.")):
            told |= event.attributes
    return {
        **told,
        **({"gen_ai.input.messages": asked} if asked else {}),
        **({"gen_ai.output.messages": answers} if answers else {}),
    }


def _turn(event: Event, role: str) -> Mapping[str, Any]:
    said = {**event.attributes, **mapping_field(event.attributes, "message")}
    message = unpacked(said.get("message"))
    return {"role": role, **said, **(message if isinstance(message, Mapping) else {})}


def _evaluations(events: Sequence[Event]) -> Iterator[Signal]:
    for event in events:
        if event.name.startswith("gen_ai.evaluation"):
            yield from read_evaluations(event.attributes)


def _exception(span: Span) -> str | None:
    told = [event.attributes for event in span.events if event.name == "exception"]
    for attributes in (*told, span.attributes):
        found = first_present(attributes, "exception.message", "error.message", "error.type")
        if found:
            return as_words(found[1])
    return None
