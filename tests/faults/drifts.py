"""Logs and reports whose shape changed overnight, and what is to become of each."""

import copy
import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

Row = dict[str, Any]


class Then(Enum):
    """What becomes of a file that drifted: there is no fourth."""

    MAPPED = auto()  # Read as it was before.
    KEPT = auto()  # Read, and what nobody knows is in `extra`, with a note on the Runs page.
    REFUSED = auto()  # Rejected by name.


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One kind of drift: the file before and after.

    `lost` are fields of the record that the drifted file no longer tells, or tells differently: these are then unknown
    or as they are told, and all others the same. `says` is the name that is kept, or part of the reason.
    """

    before: bytes
    after: bytes
    then: Then
    says: str = ""
    lost: tuple[str, ...] = ()


def lines(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def table(columns: Sequence[str], *rows: Sequence[object]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([columns, *rows])
    return out.getvalue().encode()


def renamed(row: Row, old: str, new: str) -> Row:
    return {new if name == old else name: value for name, value in row.items()}


def without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def inside(row: Row, *place: str | int, be: object) -> Row:
    """Return a copy of a row in which what stands at a place is something else."""
    row = copy.deepcopy(row)
    there: Any = row
    for name in place[:-1]:
        there = there[name]
    there[place[-1]] = be
    return row


def each(before: Row, change: Callable[[Row], object], then: Then, says: str = "", *, lost: str = "") -> Drift:
    """Two rows as JSON lines, both changed alike."""
    second = inside(before, *where_id(before), be="2")
    after = lines(change(before), change(second))
    return Drift(before=lines(before, second), after=after, then=then, says=says, lost=tuple(lost.split()))


def where_id(row: Row) -> tuple[str, ...]:
    return next((name,) for name in ("id", "conversation_hash") if name in row)


def rows_of(before: Sequence[Sequence[object]], after: Sequence[Sequence[object]], then: Then, **how: str) -> Drift:
    """The same for a table; the first row of each is its header."""
    lost = tuple(how.get("lost", "").split())
    return Drift(before=table(*before), after=table(*after), then=then, says=how.get("says", ""), lost=lost)


CHAT: Row = {
    "id": "1",
    "model": "aria",
    "user": "u-1",
    "language": "en",
    "created_at": "2026-11-01T12:00:00Z",
    "rating": 4,
    "messages": [{"role": "user", "content": "Where is it?"}, {"role": "assistant", "content": "On its way."}],
}
EXCHANGE: Row = {
    "id": "1",
    "request": {"model": "aria", "messages": [{"role": "user", "content": "Where is it?"}]},
    "response": {
        "object": "chat.completion",
        "created": 1793534400,
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "On its way."}}],
        "usage": {"total_tokens": 9},
    },
}
WILD: Row = {
    "conversation_hash": "1",
    "model": "aria",
    "timestamp": "2026-11-01T12:00:00Z",
    "language": "English",
    "turn": 1,
    "conversation": CHAT["messages"],
    "openai_moderation": [{"flagged": False, "category_scores": {"hate": 0.5}}],
}
OBSERVATION: Row = {
    "id": "1",
    "traceId": "t-1",
    "type": "GENERATION",
    "name": "answer",
    "startTime": "2026-11-01T12:00:00Z",
    "level": "DEFAULT",
    "parentObservationId": None,
    "model": "aria",
    "input": [{"role": "user", "content": "Where is it?"}],
    "output": {"role": "assistant", "content": "On its way."},
    "metadata": {"tier": "gold"},
}
REPORT: Row = {
    "id": "1",
    "text": "Your bot lied about my parcel.",
    "title": "A lie",
    "reporter": "jo",
    "date": "2026-11-01T12:00:00Z",
    "language": "en",
    "tags": ["parcel", "lie"],
}
HEADER = ("id", "prompt", "response", "model", "timestamp")
CELLS = (("1", "Where is it?", "On its way.", "aria", "2026-11-01T12:00:00Z"), ("2", "And now?", "Here.", "aria", ""))
TABLE = (HEADER, *CELLS)


def turns(change: Callable[[Row], object]) -> Callable[[Row], Row]:
    """Change every turn of a plain chat."""
    return lambda row: {**row, "messages": [change(turn) for turn in row["messages"]]}


def role(user: object, assistant: object) -> Callable[[Row], Row]:
    names = {"user": user, "assistant": assistant}
    return turns(lambda turn: {**turn, "role": names[turn["role"]]})


def columns(*names: str) -> tuple[tuple[str, ...], ...]:
    """The table with its columns in another order, or fewer of them."""
    return tuple(tuple(row[HEADER.index(name)] for name in names) for row in TABLE)


MAPPED, KEPT, REFUSED = Then
CHAT_DRIFTS = {
    "a field renamed": each(CHAT, lambda row: renamed(row, "model", "engine_name"), KEPT, "engine_name", lost="model"),
    "a field removed": each(CHAT, lambda row: without(row, "model"), MAPPED, lost="model"),
    "a field added": each(CHAT, lambda row: {**row, "region": "eu"}, KEPT, "region"),
    "a field added to every turn": each(CHAT, turns(lambda turn: {**turn, "tone": "calm"}), KEPT, "messages.tone"),
    "the version bumped": each(CHAT, lambda row: {**row, "schema_version": 2}, KEPT, "schema_version"),
    "the turns renamed": each(CHAT, lambda row: renamed(row, "messages", "dialog"), REFUSED, "unknown_format"),
    "the turns removed": each(CHAT, lambda row: without(row, "messages"), REFUSED, "unknown_format"),
    "the turns as an object": each(
        CHAT, lambda row: {**row, "messages": dict(enumerate(row["messages"]))}, REFUSED, "unknown_format"
    ),
    "the turns as JSON in a text": each(
        CHAT, lambda row: {**row, "messages": json.dumps(row["messages"])}, REFUSED, "unknown_format"
    ),
    "the turns one deeper": each(
        CHAT, lambda row: {**row, "messages": {"items": row["messages"]}}, REFUSED, "unknown_format"
    ),
    "each turn one deeper": each(
        CHAT, turns(lambda turn: {"message": turn}), REFUSED, "unknown role None of message 0"
    ),
    "the role renamed": each(CHAT, turns(lambda turn: renamed(turn, "role", "who")), REFUSED, "unknown role None"),
    "the words renamed": each(
        CHAT, turns(lambda turn: renamed(turn, "content", "body")), REFUSED, "no message has any"
    ),
    "the words as parts": each(
        CHAT, turns(lambda turn: {**turn, "content": [{"type": "text", "text": turn["content"]}]}), MAPPED
    ),
    "the words one deeper in parts": each(
        CHAT, turns(lambda turn: {**turn, "content": [{"type": "text", "text": {"value": turn["content"]}}]}), MAPPED
    ),
    "the words in parts of an unknown shape": each(
        CHAT,
        turns(lambda turn: {**turn, "content": [{"type": "text", "text": {"md": turn["content"]}}]}),
        REFUSED,
        "md",
    ),
    "the words in parts without a type": each(
        CHAT, turns(lambda turn: {**turn, "content": [{"body": turn["content"]}]}), REFUSED, "body"
    ),
    "the words as a list": each(CHAT, turns(lambda turn: {**turn, "content": [turn["content"]]}), MAPPED),
    "the words as an object": each(
        CHAT, turns(lambda turn: {**turn, "content": {"text": turn["content"]}}), REFUSED, "the content of message 0"
    ),
    "the words as a number": each(
        CHAT, turns(lambda turn: {**turn, "content": 7}), REFUSED, "message 0 is 7, not text"
    ),
    "the words as yes or no": each(CHAT, turns(lambda turn: {**turn, "content": True}), REFUSED, "is True, not text"),
    "the words as null": each(CHAT, turns(lambda turn: {**turn, "content": None}), REFUSED, "no message has any text"),
    "tool calls as a text": each(CHAT, turns(lambda turn: {**turn, "tool_calls": "find"}), REFUSED, "'tool_calls'"),
    "roles of LangChain": each(CHAT, role("human", "ai"), MAPPED),
    "roles of Gemini": each(CHAT, role("user", "model"), MAPPED),
    "roles in capitals": each(CHAT, role("USER", "Assistant"), MAPPED),
    "roles nobody knows": each(CHAT, role("customer", "assistant"), REFUSED, "unknown role 'customer' of message 0"),
    "roles as numbers": each(CHAT, role(0, 1), REFUSED, "unknown role 0 of message 0"),
    "time in seconds": each(CHAT, lambda row: {**row, "created_at": 1793534400}, MAPPED),
    "time in milliseconds": each(CHAT, lambda row: {**row, "created_at": 1793534400000}, MAPPED),
    "time in microseconds": each(CHAT, lambda row: {**row, "created_at": 1793534400000000}, MAPPED),
    "time in nanoseconds": each(CHAT, lambda row: {**row, "created_at": 1793534400000000000}, MAPPED),
    "time as digits": each(CHAT, lambda row: {**row, "created_at": "1793534400.000"}, MAPPED),
    "time in another zone": each(CHAT, lambda row: {**row, "created_at": "2026-11-01T14:00:00+02:00"}, MAPPED),
    "time without a zone": each(CHAT, lambda row: {**row, "created_at": "2026-11-01 12:00"}, MAPPED, lost="clock"),
    "time as people write it": each(CHAT, lambda row: {**row, "created_at": "1 Nov, noon"}, REFUSED, "unreadable time"),
    "time as an object": each(CHAT, lambda row: {**row, "created_at": {"$date": 1}}, REFUSED, "unreadable time"),
    "time renamed": each(CHAT, lambda row: renamed(row, "created_at", "when"), KEPT, "when", lost="started_at"),
    "the id missing": each(CHAT, lambda row: without(row, "id"), MAPPED, lost="external_id"),
    "the id a number": each(CHAT, lambda row: {**row, "id": int(row["id"])}, MAPPED),
    "the id an object": each(CHAT, lambda row: {**row, "id": {"$oid": row["id"]}}, REFUSED, "'id' is {"),
    "empty text for nothing": each(
        without(CHAT, "model", "user"), lambda row: {**row, "model": "", "user": ""}, MAPPED
    ),
    "null as a text": each(without(CHAT, "model", "user"), lambda row: {**row, "model": "null", "user": "NaN"}, MAPPED),
    "around everything an object": each(CHAT, lambda row: {"record": row}, REFUSED, "unknown_format"),
    "all rows in one list": Drift(
        before=lines(CHAT), after=json.dumps({"data": [CHAT]}).encode(), then=REFUSED, says="unknown_format"
    ),
    "a plain list": Drift(before=lines(CHAT), after=json.dumps([CHAT], indent=1).encode(), then=MAPPED),
    "languages in words": each(CHAT, lambda row: {**row, "language": "English"}, MAPPED),
    "languages in three letters": each(CHAT, lambda row: {**row, "language": "ENG"}, MAPPED),
    "languages as locales": each({**CHAT, "language": "en-US"}, lambda row: {**row, "language": "en_us"}, MAPPED),
    "a rating as a text": each(CHAT, lambda row: {**row, "rating": "4"}, MAPPED),
    "a rating on another scale": each(CHAT, lambda row: {**row, "rating": 80}, MAPPED, lost="signals"),
    "a rating in words": each(CHAT, lambda row: {**row, "rating": "good"}, MAPPED, lost="signals"),
    "a rating in words that nobody knows": each(
        CHAT, lambda row: {**row, "rating": "middling"}, REFUSED, "'rating' is 'middling', not a number"
    ),
    "a thumb of another kind": each({**CHAT, "thumbs": "up"}, lambda row: {**row, "thumbs": "👍"}, MAPPED),
    "a thumb as yes or no": each({**CHAT, "thumbs": "down"}, lambda row: {**row, "thumbs": False}, MAPPED),
    "a thumb of a new value": each(
        {**CHAT, "thumbs": "up"}, lambda row: {**row, "thumbs": "sideways"}, REFUSED, "sideways"
    ),
    "feedback as a list of words": each(CHAT, lambda row: {**row, "feedback": ["kind", "slow"]}, KEPT, "feedback"),
    "moderation as a word": each(CHAT, lambda row: {**row, "moderation": "passed"}, KEPT, "moderation"),
}
API_DRIFTS = {
    "OpenAI: the choices renamed": each(
        EXCHANGE,
        lambda row: {**row, "response": renamed(row["response"], "choices", "outputs")},
        REFUSED,
        "unknown_format",
    ),
    "OpenAI: a choice as a text": each(
        EXCHANGE,
        lambda row: inside(row, "response", "choices", 0, be="On its way."),
        REFUSED,
        "'choices' holds 'On its",
    ),
    "OpenAI: the answer as a text": each(
        EXCHANGE, lambda row: inside(row, "response", "choices", 0, "message", be="Here."), REFUSED, "'message' holds"
    ),
    "OpenAI: the request as a text": each(
        EXCHANGE, lambda row: {**row, "request": "Where is it?"}, REFUSED, "unknown_format"
    ),
    "OpenAI: the request one deeper": each(EXCHANGE, lambda row: {**row, "request": {"body": row["request"]}}, MAPPED),
    "OpenAI: the asked turns renamed": each(
        EXCHANGE,
        lambda row: {**row, "request": renamed(row["request"], "messages", "turns")},
        KEPT,
        "turns",
        lost="messages",
    ),
    "OpenAI: a new reason to end": each(
        EXCHANGE, lambda row: inside(row, "response", "choices", 0, "finish_reason", be="tired"), MAPPED
    ),
    "OpenAI: the time as text": each(
        EXCHANGE, lambda row: inside(row, "response", "created", be="2026-11-01T12:00:00Z"), MAPPED
    ),
    "OpenAI: a new field of the answer": each(
        EXCHANGE, lambda row: inside(row, "response", "choices", 0, "message", "mood", be="fine"), KEPT, "messages.mood"
    ),
    "OpenAI: the older shape of a choice": each(
        EXCHANGE,
        lambda row: inside(
            row, "response", "choices", 0, be={"text": "On its way.", "index": 0, "finish_reason": "stop"}
        ),
        MAPPED,
    ),
    "WildChat: a new field of every turn": each(
        WILD,
        lambda row: {**row, "conversation": [{**turn, "country": "Peru"} for turn in row["conversation"]]},
        KEPT,
        "conversation.country",
    ),
    "WildChat: the turns as a text": each(
        WILD, lambda row: {**row, "conversation": str(row["conversation"])}, REFUSED, "unknown_format"
    ),
    "WildChat: the id renamed": each(
        WILD, lambda row: renamed(row, "conversation_hash", "hash"), KEPT, "hash", lost="external_id"
    ),
    "WildChat: the moderation as a text": each(
        WILD, lambda row: {**row, "openai_moderation": "[...]"}, KEPT, "openai_moderation", lost="signals"
    ),
    "Langfuse: snake case": each(
        OBSERVATION,
        lambda row: {
            {"traceId": "trace_id", "startTime": "start_time", "parentObservationId": "parent_observation_id"}.get(
                k, k
            ): v
            for k, v in row.items()
        },
        MAPPED,
    ),
    "Langfuse: JSON in texts": each(
        OBSERVATION,
        lambda row: {**row, **{name: json.dumps(row[name]) for name in ("input", "output", "metadata")}},
        MAPPED,
    ),
    "Langfuse: in pages": each(OBSERVATION, lambda row: {"data": [row], "meta": {"page": 1}}, MAPPED),
    "Langfuse: a new attribute": each(
        OBSERVATION, lambda row: inside(row, "metadata", "shop", be="north"), KEPT, "attributes.shop"
    ),
    "Langfuse: the input renamed": each(
        OBSERVATION, lambda row: renamed(row, "input", "given"), KEPT, "attributes.given", lost="messages"
    ),
    "Langfuse: the input in another shape": each(
        OBSERVATION, lambda row: {**row, "input": {"dialog": ["Where is it?"]}}, KEPT, "unread_input", lost="messages"
    ),
    "Langfuse: both in another shape": each(
        OBSERVATION, lambda row: {**row, "input": {"dialog": []}, "output": {"said": 1}}, REFUSED, "in no shape that we"
    ),
}
REPORT_DRIFTS = {
    "report: the words renamed": each(REPORT, lambda row: renamed(row, "text", "narrative"), REFUSED, "unknown_format"),
    "report: the words one deeper": each(
        REPORT, lambda row: {**row, "text": {"en": row["text"]}}, REFUSED, "unknown_format"
    ),
    "report: the words as a list": each(REPORT, lambda row: {**row, "text": [row["text"]]}, REFUSED, "unknown_format"),
    "report: a field added": each(REPORT, lambda row: {**row, "mood": "cross"}, KEPT, "mood"),
    "report: the reporter renamed": each(
        REPORT, lambda row: renamed(row, "reporter", "told_by"), KEPT, "told_by", lost="reporter"
    ),
    "report: null as a text": each(without(REPORT, "reporter"), lambda row: {**row, "reporter": "None"}, MAPPED),
    "report: tags as a text": each(REPORT, lambda row: {**row, "tags": "parcel; lie"}, MAPPED),
    "report: tags as numbers": each(
        REPORT, lambda row: {**row, "tags": [1, 2]}, REFUSED, "'tags' is [1, 2], not a list"
    ),
    "report: capitals": each(REPORT, lambda row: {name.title(): value for name, value in row.items()}, MAPPED),
    "report: another date": each(
        REPORT, lambda row: {**row, "date": "01/11/2026"}, REFUSED, "unreadable time in 'date'"
    ),
    "report: a severity of a new scale": each(
        {**REPORT, "severity": "high"}, lambda row: {**row, "severity": "P1"}, MAPPED, lost="severity"
    ),
}
TABLE_DRIFTS = {
    "columns in another order": rows_of(TABLE, columns("timestamp", "response", "id", "model", "prompt"), MAPPED),
    "a column less": rows_of(TABLE, columns("id", "prompt", "response", "timestamp"), MAPPED, lost="model"),
    "a column more": rows_of(TABLE, ((*HEADER, "shop"), *((*row, "north") for row in CELLS)), KEPT, says="shop"),
    "columns in capitals": rows_of(TABLE, ([name.upper() for name in HEADER], *CELLS), MAPPED),
    "no column of answers": rows_of(TABLE, columns("id", "prompt", "model"), REFUSED, says="unknown_format"),
    "a column of questions renamed": rows_of(
        TABLE, (("id", "asked", *HEADER[2:]), *CELLS), KEPT, says="asked", lost="messages"
    ),
    "a cell too many": rows_of(
        TABLE, (HEADER, *((*row, "") for row in CELLS)), REFUSED, says="6 cells below 5 columns"
    ),
    "a column twice": rows_of(
        TABLE, ((*HEADER, "model"), *((*row, "x") for row in CELLS)), REFUSED, says="names column 'model' twice"
    ),
    "null in cells": rows_of(
        columns("id", "prompt", "response"),
        (("id", "prompt", "response", "model"), *((*row[:3], "null") for row in CELLS)),
        MAPPED,
    ),
}
DRIFTS: dict[str, Drift] = CHAT_DRIFTS | API_DRIFTS | REPORT_DRIFTS | TABLE_DRIFTS
