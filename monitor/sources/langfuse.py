"""Langfuse: traces with their observations and scores, from the API, the blob export and the UI."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation, PassedOver, Signal
from monitor.sources.attributes import read_attributes
from monitor.sources.fields import mapping_field, mappings_in, show, text_field, time_field
from monitor.sources.options import ReadOptions
from monitor.sources.payloads import read_chat, read_choices, read_plain, unpacked
from monitor.sources.scores import score_signal, scorer_of
from monitor.sources.spans import flat
from monitor.sources.traces import Step, read_trace, with_unread
from monitor.taxonomy import Origin, Role, Scorer, SignalKind

# A row is the first of these of which it has all the names before, and one of those behind.
OBSERVATION = ({"type", "name", "traceId", "startTime"}, {"level", "parentObservationId", "usageDetails"})
TRACE = ({"id", "timestamp", "input", "output"}, {"bookmarked", "public", "projectId", "observations", "htmlPath"})
SCORE = ({"name", "value", "source"}, {"dataType", "configId", "authorUserId", "observationId"})
# What is read here, or is only Langfuse's own bookkeeping.
READ = {
    "id", "traceId", "sessionId", "userId", "parentObservationId", "type", "startTime", "endTime", "timestamp", "input",
    "output", "model", "providedModelName", "metadata", "observations", "scores", "corrections", "statusMessage",
    "createdAt", "updatedAt", "projectId", "internalModelId", "internalModel", "bookmarked", "public", "htmlPath",
    "traceName", "isRootObservation", "level",
}  # fmt: skip
CALL = "generation"
# Langfuse's own runs of evaluators and experiments.
TESTS = ("langfuse-", "sdk-experiment")


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a trace, an observation or a score, or holds them."""
    return any(_kind(part) for part in _held(row))


def split(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Take a trace apart into itself, its observations and its scores, all in the names of the API."""
    for part in _held(row):
        yield {name: value for name, value in part.items() if name not in ("observations", "scores", "corrections")}
        # Beside a trace stand its observations in full; inside it they may be without their words.
        observations = row["observations"] if "trace" in row else part.get("observations")
        for within in (observations, part.get("scores"), part.get("corrections")):
            yield from ({"traceId": part.get("id"), **_camel(one)} for one in mappings_in(unpacked(within)))


def keys(part: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a part belongs to: its trace, and its session where it names one.

    Raises RecordError for what is neither part of a trace nor looks like one.
    """
    if _kind(part) is None and "traceId" not in part:
        raise RecordError(f"neither a trace nor an observation nor a score: {show(dict(part))}")
    trace = text_field(part, "id") if _kind(part) is TRACE else text_field(part, "traceId")
    named = (("trace", trace), ("session", text_field(part, "sessionId")))
    return tuple(f"{kind} {name}" for kind, name in named if name)


def join(parts: Sequence[Mapping[str, Any]], _options: ReadOptions) -> Iterator[LoggedConversation | PassedOver]:
    """Read one trace or session with its scores; raises RecordError for a message that cannot be read."""
    scores = [part for part in parts if _kind(part) is SCORE]
    steps = [_trace(part) for part in parts if _kind(part) is TRACE]
    steps.extend(read_observation(part) for part in parts if _kind(part) not in (TRACE, SCORE))
    ids = {step.step_id for step in steps}
    about: dict[str | None, dict[str, Signal]] = {}
    for number, score in enumerate(scores):
        step_id = text_field(score, "observationId")
        signal = _signal(score)
        if signal is not None:
            about.setdefault(step_id if step_id in ids else None, {})[text_field(score, "id") or str(number)] = signal
    scored = [replace(step, signals=(*step.signals, *about.get(step.step_id, {}).values())) for step in steps]
    yield from read_trace(scored, format="langfuse", signals=[*about.get(None, {}).values()])


def read_observation(part: Mapping[str, Any]) -> Step:
    """Read one observation, whose messages stand in it or, for instrumented calls, in the attributes of its span."""
    kind = (text_field(part, "type") or "span").lower()
    is_call = kind == CALL
    metadata = unpacked(part.get("metadata"))
    kept = metadata if isinstance(metadata, Mapping) else {"metadata": metadata}
    attributes = mapping_field(kept, "attributes")
    span = read_attributes(flat(attributes)) if attributes else Step(kind=kind)
    error = text_field(part, "statusMessage") if part.get("level") == "ERROR" else None
    step = _step(part, kind)
    step = replace(
        step,
        is_call=is_call,
        step_id=text_field(part, "id"),
        parent_id=text_field(part, "parentObservationId") or text_field(part, "traceId"),
        trace_id=text_field(part, "traceId"),
        session=text_field(part, "sessionId") or span.session,
        user=text_field(part, "userId") or span.user,
        model=text_field(part, "model", "providedModelName") or span.model,
        asked=step.asked or (span.asked if is_call and part.get("input") else ()),
        answers=step.answers or (span.answers if is_call and part.get("output") else ()),
        extra={**span.extra, **_extra(part, {**kept, "error": error})},
    )
    return with_unread(step, given=unpacked(part.get("input")), got=unpacked(part.get("output")))


def _trace(part: Mapping[str, Any]) -> Step:
    metadata = unpacked(part.get("metadata"))
    return replace(
        _step(part, "trace"),
        step_id=text_field(part, "id"),
        trace_id=text_field(part, "id"),
        session=text_field(part, "sessionId"),
        user=text_field(part, "userId"),
        extra=_extra(part, metadata if isinstance(metadata, Mapping) else {"metadata": metadata}),
    )


def _step(part: Mapping[str, Any], kind: str) -> Step:
    environment = str(part.get("environment"))
    return Step(
        kind=kind,
        started_at=time_field(part, "startTime", "timestamp"),
        origin=Origin.EVALUATION if environment.startswith(TESTS) else Origin.PRODUCTION,
        asked=read_chat(part.get("input"), Role.USER),
        answers=read_choices(part.get("output")),
        plain_asked=read_plain(part.get("input"), Role.USER),
        plain_answers=tuple(answer for answer in [read_plain(part.get("output"), Role.ASSISTANT)] if answer),
    )


def _extra(part: Mapping[str, Any], metadata: Mapping[str, Any]) -> dict[str, Any]:
    fields = {**metadata, "attributes": None, **{name: value for name, value in part.items() if name not in READ}}
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _signal(score: Mapping[str, Any]) -> Signal | None:
    name = text_field(score, "name") or "score"
    label, kind = text_field(score, "stringValue", "longStringValue"), score.get("dataType")
    if kind == "CORRECTION":
        return Signal(SignalKind.CORRECTION, name, None, label, scorer=Scorer.HUMAN)
    # The number of a category is only its place in a list.
    value = None if kind in ("CATEGORICAL", "TEXT") else score.get("value")
    label = label or (text_field(score, "value") if value is None else None)
    return score_signal(name, value, label, score.get("comment"), scorer=scorer_of(score.get("source"), name))


def _held(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the traces, observations or scores in a row: one, the trace of a trace file, or a page of the API."""
    within = row.get("trace") if isinstance(row.get("observations"), list) else row.get("data")
    if isinstance(within, Mapping | list):
        return [_camel(one) for one in mappings_in(within)]
    return [_camel(row)]


def _camel(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the blob export, in snake_case, in the names of the API."""
    return {re.sub(r"_([a-z])", lambda match: match[1].upper(), name): value for name, value in row.items()}


def _kind(part: Mapping[str, Any]) -> tuple[set[str], set[str]] | None:
    kinds = (SCORE, OBSERVATION, TRACE)
    return next((kind for kind in kinds if kind[0] <= part.keys() and not kind[1].isdisjoint(part)), None)
