"""Fields of a row as text, times and numbers; what is absent is None, what is there and unreadable is refused."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from monitor.errors import RecordError

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Seconds since 1970 stay below this until the year 5138; above it the number counts milli-, micro- or nanoseconds.
SECONDS_BELOW = 10**11
# What programs write into a table where there is nothing.
NAMELESS = frozenset({"null", "none", "nan", "undefined"})
# How much of a value an error shows.
SHOWN = 80


def first_present(row: Mapping[str, Any], *names: str) -> tuple[str, Any] | None:
    """Return the first of `names` that has a value, with it; null and empty text are no value."""
    for name in names:
        value = row.get(name)
        if value is not None and value != "":
            return name, value
    return None


def text_field(row: Mapping[str, Any], *names: str) -> str | None:
    """Return the first present of `names` as text; whole numbers are fine (ids), anything else is refused."""
    found = first_present(row, *names)
    if found is None:
        return None
    name, value = found
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise RecordError(f"{name!r} is {show(value)}, not text")


def name_field(row: Mapping[str, Any], *names: str) -> str | None:
    """Return what `text_field` does, where it is a name; a name such as "null" is the table's word for none."""
    name = text_field(row, *names)
    return None if name is None or name.strip().lower() in NAMELESS else name


def time_field(row: Mapping[str, Any], *names: str) -> datetime | None:
    """Return the first present of `names` as naive UTC."""
    found = first_present(row, *names)
    if found is None:
        return None
    try:
        return parse_time(found[1])
    except (ValueError, OverflowError):
        raise RecordError(f"unreadable time in {found[0]!r}: {show(found[1])}") from None


def number_field(row: Mapping[str, Any], *names: str) -> tuple[str, float] | None:
    """Return the first present of `names` with its value as a finite number."""
    found = first_present(row, *names)
    if found is None:
        return None
    name, value = found
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    # A float holds whole numbers exactly only up to 2^53.
    if not math.isfinite(number) or (isinstance(value, int) and int(number) != value):
        raise RecordError(f"{name!r} is {show(value)}, not a number that we can keep")
    return name, number


def words_field(row: Mapping[str, Any], *names: str) -> tuple[str, ...]:
    """Return words given as a list or as one text with commas, semicolons or bars between them; each once."""
    found = first_present(row, *names)
    if found is None:
        return ()
    name, value = found
    words = re.split(r"[,;|]", value) if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise RecordError(f"{name!r} is {show(value)}, not a list of words")
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def mapping_field(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a nested object, or an empty one if there is none."""
    value = row.get(name)
    return value if isinstance(value, Mapping) else {}


def mappings_in(value: object) -> Iterator[Mapping[str, Any]]:
    """Return the objects in a list, or the one object."""
    values = value if isinstance(value, list) else [value]
    return (one for one in values if isinstance(one, Mapping))


def objects_in(value: object, name: str) -> Iterator[Mapping[str, Any]]:
    """Return what `mappings_in` does, where anything else would be lost: raises RecordError for what is no object."""
    for one in value if isinstance(value, list) else [] if value in (None, "", {}) else [value]:
        if not isinstance(one, Mapping):
            raise RecordError(f"{name!r} holds {show(one)}, not an object")
        yield one


def parse_time(value: object) -> datetime:
    """Read ISO 8601 text, epoch numbers (seconds to nanoseconds, told by their size) or a datetime as naive UTC.

    A time without a zone is taken as UTC. Raises ValueError or OverflowError for anything else.

    >>> parse_time("2026-11-01T12:00:00+02:00")
    datetime.datetime(2026, 11, 1, 10, 0)
    >>> parse_time(1793526004) == parse_time("1793526004000")
    True
    """
    if isinstance(value, str):
        value = _from_text(value.strip())
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = _from_epoch(value)
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(UTC)).replace(tzinfo=None)
    if isinstance(value, date):
        return datetime.combine(value, time.min)
    raise ValueError(f"{value!r} is not a time")


def show(value: object) -> str:
    """Show a value in an error, shortened."""
    words = repr(value)
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"


def _from_text(text: str) -> datetime | float | int:
    if re.fullmatch(r"[0-9]{9,19}", text):
        return int(text)
    if re.fullmatch(r"[0-9]{9,19}\.[0-9]{1,9}", text):
        return float(text)
    return datetime.fromisoformat(re.sub(r"\s*(?:UTC|GMT|Z)$", "+00:00", text))


def _from_epoch(number: float) -> datetime:
    if not 0 < number < SECONDS_BELOW * 10**9:
        raise ValueError(f"{number} is not a time since 1970")
    divisor = next(divisor for divisor in (1, 10**3, 10**6, 10**9) if number < SECONDS_BELOW * divisor)
    if isinstance(number, int):
        return EPOCH + timedelta(microseconds=number * 10**6 // divisor)
    return EPOCH + timedelta(seconds=number / divisor)
