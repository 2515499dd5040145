"""Flat chat logs: one exchange per row, in columns of well-known or declared names."""

from collections.abc import Mapping
from typing import Any

from monitor.records import LoggedConversation
from monitor.sources.columns import EXCHANGE, check_declared, find_columns, rename_columns
from monitor.sources.context import build_conversation
from monitor.sources.options import ReadOptions
from monitor.sources.turns import read_messages

ROLES_OF_COLUMNS = {"system": "system", "prompt": "user", "response": "assistant"}


def recognise(row: Mapping[str, Any], options: ReadOptions) -> bool:
    """Whether there is a column of responses, as only a table of exchanges has."""
    return "response" in find_columns(row, EXCHANGE, options.columns)


def recognise_lines(row: Mapping[str, Any], options: ReadOptions) -> bool:
    """Whether a JSON object is flat and holds a prompt with its response."""
    found = find_columns(row, EXCHANGE, options.columns)
    return all(field in found and isinstance(row[found[field]], str) for field in ("prompt", "response"))


def read(row: Mapping[str, Any], options: ReadOptions) -> LoggedConversation:
    """Read one row as a conversation of at most a system prompt, a prompt and a response.

    Raises RecordError if none of them has words, or if a declared column is not there.
    """
    check_declared(row, EXCHANGE, options.columns)
    return _read(row, options, format="table")


def read_lines(row: Mapping[str, Any], options: ReadOptions) -> LoggedConversation:
    """Read one JSON object as `read` does; it need not have the columns in which it has nothing to say."""
    check_declared(row, ROLES_OF_COLUMNS, options.columns)
    return _read(row, options, format="table_jsonl")


def _read(row: Mapping[str, Any], options: ReadOptions, *, format: str) -> LoggedConversation:
    values = rename_columns(row, EXCHANGE, find_columns(row, EXCHANGE, options.columns))
    said = {role: values.get(field) for field, role in ROLES_OF_COLUMNS.items()}
    turns = [{"role": role, "content": content} for role, content in said.items() if content not in (None, "")]
    return build_conversation(values, read_messages(turns), format=format, read=ROLES_OF_COLUMNS)
