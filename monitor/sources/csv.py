"""CSV chat logs: one exchange per row, in columns of well-known or mapped names."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import ConfigError
from monitor.records import LoggedConversation
from monitor.sources.context import EXTERNAL_IDS, LANGUAGES, MODELS, SURFACES, TIMES, USERS, build_conversation
from monitor.sources.fields import first_present
from monitor.sources.options import ReadOptions
from monitor.sources.signals import CORRECTIONS, RATINGS, THUMBS, TOXICITIES
from monitor.sources.turns import read_messages

# Our field, then the names we know for its column; the first of these is what the record is built from.
COLUMNS: dict[str, tuple[str, ...]] = {
    "system": ("system", "system_prompt", "instructions"),
    "prompt": ("prompt", "question", "input", "query", "user_message", "instruction", "request"),
    "response": ("response", "answer", "completion", "output", "assistant_message", "reply", "model_response"),
    "external_id": EXTERNAL_IDS,
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
ROLES_OF_COLUMNS = {"system": "system", "prompt": "user", "response": "assistant"}


def recognise(row: Mapping[str, Any], options: ReadOptions) -> bool:
    """Whether there is a column of responses."""
    return _present(row, "response", options) is not None


def read(row: Mapping[str, Any], options: ReadOptions) -> LoggedConversation:
    """Read one row as a conversation of at most a system prompt, a prompt and a response.

    Raises RecordError if none of them has words, and ConfigError if the column map names a field we do not have.
    """
    for field in options.csv_columns:
        if field not in COLUMNS:
            raise ConfigError(f"csv_columns: unknown field {field!r}; known fields: {', '.join(COLUMNS)}")
    # Column names are matched whatever their case; a mapped column is known by the first of our names.
    values = {name.lower(): value for name, value in row.items()}
    values |= {COLUMNS[field][0]: row[column] for field, column in options.csv_columns.items() if column in row}
    turns = [
        {"role": role, "content": found[1]}
        for field, role in ROLES_OF_COLUMNS.items()
        if (found := first_present(values, *COLUMNS[field]))
    ]
    return build_conversation(
        values, read_messages(turns), format="csv", read={name for names in COLUMNS.values() for name in names}
    )


def _present(row: Mapping[str, Any], field: str, options: ReadOptions) -> str | None:
    """Return the column that holds one of our fields, the mapped one first."""
    known = (options.csv_columns.get(field), *(name for name in row if name.lower() in COLUMNS[field]))
    return next((name for name in known if name in row), None)
