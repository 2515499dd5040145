"""What a redaction rule finds: a place in a text, and the value that must always get the same number."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Find:
    """Characters `start` to `end` of a text are personal; equal `value`s are the same thing written differently."""

    start: int
    end: int
    value: str


# A rule gets a text and the region for phone numbers without a country code, and yields its finds from left to right.
Finder = Callable[[str, str], Iterator[Find]]
