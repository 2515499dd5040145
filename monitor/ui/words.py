"""Stored words as a person reads them."""

from datetime import datetime
from typing import Literal

from monitor.taxonomy import Axis, label

SEVERITY_WORDS = ("0 · none", "1 · low", "2 · medium", "3 · high", "4 · grave")
Color = Literal["gray", "yellow", "orange", "red"]
SEVERITY_COLORS: tuple[Color, ...] = ("gray", "gray", "yellow", "orange", "red")
UNKNOWN = "unknown"
AXIS_WORDS = {Axis.RESPONSE: "What came out", Axis.PROMPT: "How it was provoked"}


def severity_words(severity: int) -> str:
    """Return a severity with its word.

    >>> severity_words(4)
    '4 · grave'
    """
    return SEVERITY_WORDS[severity]


def words(stored: str | None) -> str:
    """Return a stored word for people; what is not known is said to be unknown.

    >>> words(None)
    'unknown'
    """
    return UNKNOWN if stored is None else label(stored)


def day_and_time(at: datetime | None) -> str:
    """Return a time in UTC, to the minute.

    >>> day_and_time(datetime(2026, 11, 3, 8, 5))
    '3 Nov 2026, 08:05'
    """
    return UNKNOWN if at is None else f"{at.day} {at:%b %Y, %H:%M}"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """Return a number with its noun.

    >>> counted(1, "case"), counted(1200, "case")
    ('1 case', '1,200 cases')
    """
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
