"""Flat chat logs: one message per row, in columns of well-known or declared names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation
from monitor.sources.chats import build_chat
from monitor.sources.columns import MESSAGE, check_declared, find_columns, rename_columns
from monitor.sources.fields import number_field
from monitor.sources.options import ReadOptions
from monitor.sources.signals import SIGNAL_FIELDS

NEEDED = ("conversation_id", "role", "text")
# What is about its message even where all rows say the same.
OF_MESSAGE = frozenset({"role", "text", "timestamp", *SIGNAL_FIELDS})


def recognise(row: Mapping[str, Any], options: ReadOptions) -> bool:
    """Whether a flat row says in which conversation who said what."""
    found = find_columns(row, MESSAGE, options.columns)
    return all(field in found and isinstance(row[found[field]], str | int) for field in NEEDED)


def rename(row: Mapping[str, Any], options: ReadOptions) -> Mapping[str, Any]:
    """Give the columns of a row our names; raises RecordError if a declared one that is needed is not there."""
    check_declared(row, [*NEEDED, "turn"], options.columns)
    return rename_columns(row, MESSAGE, find_columns(row, MESSAGE, options.columns))


def key(row: Mapping[str, Any]) -> str:
    """Return the conversation that a message is part of; raises RecordError if it names none."""
    named = row.get("conversation_id")
    if not isinstance(named, str | int) or named == "":
        raise RecordError("a message without a conversation id")
    return str(named)


def join(rows: Sequence[Mapping[str, Any]], _options: ReadOptions) -> Iterator[LoggedConversation]:
    """Read the rows of one conversation in the order of their turns, or of the file if none says its turn.

    What all rows agree on is about the conversation, the rest about its message. Raises RecordError if two rows have
    the same turn.
    """
    names = dict.fromkeys(name for row in rows for name in row)
    agreed = {name: values[0] for name in names if name not in OF_MESSAGE and (values := _agreed(rows, name))}
    turns = [
        {"content" if name == "text" else name: row[name] for name in row if name not in agreed and name != "turn"}
        for row in _in_order(rows)
    ]
    yield build_chat(agreed, turns, field="messages", format="message_table", read=("turn",))


def _agreed(rows: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    """Return what the rows that say anything under a name say, if that is the same."""
    values = [row[name] for row in rows if row.get(name) not in (None, "")]
    return values if all(value == values[0] for value in values) else []


def _in_order(rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    places = [number_field(row, "turn") for row in rows]
    if not any(places):
        return rows
    numbers = {place[1]: row for place, row in zip(places, rows, strict=True) if place}
    if len(numbers) < len(rows):
        raise RecordError("two messages have the same turn, or one has none")
    return [numbers[number] for number in sorted(numbers)]
