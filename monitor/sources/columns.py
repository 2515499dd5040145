"""The fields of a flat table, and the columns that hold them: by a declared map, or by a well-known name."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from monitor.errors import ConfigError, RecordError
from monitor.sources.context import EXTERNAL_IDS, LANGUAGES, MODELS, SURFACES, TIMES, USERS
from monitor.sources.signals import CORRECTIONS, RATINGS, THUMBS, TOXICITIES

# Our field, then the names we know for its column; the first of these is what the record is built from.
AROUND: dict[str, tuple[str, ...]] = {
    "user": USERS,
    "model": MODELS,
    "model_version": ("model_version",),
    "surface": SURFACES,
    "language": LANGUAGES,
    "started_at": TIMES,
    "thumbs": THUMBS,
    "rating": RATINGS,
    "feedback": ("feedback",),
    "correction": CORRECTIONS,
    "toxicity": TOXICITIES,
}
# A table with one exchange in a row.
EXCHANGE: dict[str, tuple[str, ...]] = {
    "system": ("system", "system_prompt", "instructions"),
    "prompt": ("prompt", "question", "input", "query", "user_message", "instruction", "request"),
    "response": ("response", "answer", "completion", "output", "assistant_message", "reply", "model_response"),
    "external_id": EXTERNAL_IDS,
    **AROUND,
}
# A table with one message in a row; its time is that of the message.
MESSAGE: dict[str, tuple[str, ...]] = {
    "conversation_id": ("conversation_id", "conversation", "chat_id", "thread_id", "session_id", "dialog_id"),
    "turn": ("turn", "turn_index", "turn_number", "message_index", "position", "sequence"),
    "role": ("role", "speaker", "sender", "author"),
    "text": ("text", "content", "message", "utterance"),
    **AROUND,
    "started_at": tuple(dict.fromkeys(("timestamp", *TIMES))),
}


def check_columns(columns: Mapping[str, str]) -> None:
    """Raise ConfigError if a column map names a field that no table has."""
    known = dict.fromkeys([*EXCHANGE, *MESSAGE])
    for field in columns:
        if field not in known:
            raise ConfigError(f"columns: unknown field {field!r}; known fields: {', '.join(known)}")


def find_columns(
    names: Iterable[str], fields: Mapping[str, tuple[str, ...]], columns: Mapping[str, str]
) -> dict[str, str]:
    """Return the column of each field that has one: the declared, else the first well-known, whatever its case.

    Where there is none of the declared columns, the map is for another table.
    """
    return _find_columns(tuple(names), tuple(fields.items()), tuple(columns.items()))


# All rows of a table have the same columns.
@lru_cache
def _find_columns(
    names: tuple[str, ...], known: tuple[tuple[str, tuple[str, ...]], ...], declared: tuple[tuple[str, str], ...]
) -> dict[str, str]:
    fields, columns = dict(known), dict(declared)
    lower = {name.lower(): name for name in names}
    present = set(lower.values())
    found = {field: columns[field] for field in fields if columns.get(field) in present}
    waiting = [field for field in fields if field not in found and (field not in columns or not found)]
    taken = set(found.values())
    for field in waiting:
        free = (lower[name] for name in fields[field] if name in lower and lower[name] not in taken)
        column = next(free, None)
        if column is not None:
            found[field] = column
            taken.add(column)
    return found


def rename_columns(
    row: Mapping[str, Any], fields: Mapping[str, tuple[str, ...]], found: Mapping[str, str]
) -> dict[str, Any]:
    """Return a row with each field under the first of our names for it, and every other column as it is."""
    ours = {column: fields[field][0] for field, column in found.items()}
    return {ours.get(name) or _free_name(name, row, ours): value for name, value in row.items()}


def _free_name(name: str, row: Mapping[str, Any], ours: Mapping[str, str]) -> str:
    lower = name.lower()
    if lower in ours.values():
        return f"column.{name}"
    return name if lower in row else lower


def check_declared(row: Mapping[str, Any], fields: Iterable[str], columns: Mapping[str, str]) -> None:
    """Raise RecordError for a declared column that a row lacks, if it has any other of them."""
    declared = {field: columns[field] for field in fields if field in columns}
    missing = [f"{column!r} ({field})" for field, column in declared.items() if column not in row]
    if missing and len(missing) < len(declared):
        raise RecordError(f"columns: no column {', '.join(missing)}; there are: {', '.join(row)[:1_000]}")
