"""What a redaction rule is, and what it finds: a place in a text, and the value that always gets the same number."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

# What covers a part of a text that is taken already: a sign that is part of no finding.
MASK = "]"
# Whatever ends a word; faster than a pattern, and most texts need no more than their words looked up.
BETWEEN_WORDS = dict.fromkeys(map(ord, "\t\n\r !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~´’‘“”„«»‹›…–—¿¡·•°º\u00a0"), " ")


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

    A text with fewer digits, or with no word (in lower case) of one of the sets of `cues`, is not looked at: most texts
    hold nothing personal, and should cost next to nothing.
    """

    kind: str
    find: Finder
    fewest_digits: int = 0
    cues: tuple[frozenset[str], ...] = ()

    def may_find(self, words: frozenset[str], digits: int) -> bool:
        """Whether a text with these words and so many digits is worth looking at."""
        if digits < self.fewest_digits:
            return False
        for cue in self.cues:  # noqa: SIM110 any() takes twice as long, and this runs thirty times for every text
            if cue.isdisjoint(words):
                return False
        return True


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in lower case.

    >>> sorted(words_of("I'm Jo: jo_b@mail.org"))
    ['b', 'i', 'jo', 'm', 'mail', 'org']
    """
    return frozenset(text.lower().translate(BETWEEN_WORDS).split())


def count_digits(text: str) -> int:
    """Count the digits from 0 to 9 in a text.

    >>> count_digits("call 911, or 116 123")
    9
    """
    return sum(map(text.count, "0123456789"))


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(words.split())
