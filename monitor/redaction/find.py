"""What a redaction rule is, and what it finds: a place in a text, and the value that must always get the same number."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# What covers a part of a text that is taken already: a sign that is part of no finding.
MASK = "]"
WORD = re.compile(r"\w+")
DIGIT = re.compile(r"[0-9]")


@dataclass(frozen=True, slots=True)
class Find:
    """Characters `start` to `end` of a text are personal; equal `value`s are the same thing written differently."""

    start: int
    end: int
    value: str


# Gets a text and the region for phone numbers without a country code, and yields its finds from left to right.
Finder = Callable[[str, str], Iterator[Find]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of personal data and how to find it.

    A text without a digit, or without any of the `cues` (whole words in lower case), is not looked at where a rule
    says that it needs them: most texts hold nothing personal, and should cost next to nothing.
    """

    kind: str
    find: Finder
    needs_digit: bool = False
    cues: frozenset[str] | None = None


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in lower case.

    >>> sorted(words_of("I'm Jo: jo_b@mail.org"))
    ['i', 'jo', 'jo_b', 'm', 'mail', 'org']
    """
    return frozenset(WORD.findall(text.lower()))
