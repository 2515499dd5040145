"""Who is named in one conversation, so that a surname alone is known again and has the same placeholder."""

import re
from collections.abc import Iterator

from monitor.redaction.find import Find
from monitor.redaction.name_words import NOT_NAMES, WEAK_GIVEN, plain

# Shorter parts of a name are initials, particles and syllables.
SHORTEST = 3
NOT_TELLING = NOT_NAMES | WEAK_GIVEN
WORD = re.compile(r"[^\W\d_][\w'’-]*")


class Persons:
    """The persons of one conversation, by the names that it gives them.

    Two names are one person's if one has all the words of the other: Jo Brand, Brand and Ms Brand are one, Jo Brand
    and Al Brand are two.
    """

    def __init__(self) -> None:
        self._names: list[frozenset[str]] = []
        self._values: list[str] = []
        self._spellings: dict[str, None] = {}
        self._known: re.Pattern[str] | None = None

    def identify(self, name: str) -> str:
        """Return what stands for the person of this name, whichever way it is written."""
        words = frozenset(plain(name).split())
        for place, known in enumerate(self._names):
            if words <= known or known <= words:
                self._names[place] = words | known
                self._learn(name)
                return self._values[place]
        self._names.append(words)
        self._values.append(plain(name))
        self._learn(name)
        return self._values[-1]

    def find(self, text: str) -> Iterator[Find]:
        """Find the names that are known by now, and their parts, written with the same capitals."""
        if self._spellings and self._known is None:
            longest_first = sorted(self._spellings, key=len, reverse=True)
            self._known = re.compile(rf"(?<![\w@./#-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w@])")
        if self._known:
            yield from (Find(*match.span(), match[0]) for match in self._known.finditer(text))

    def _learn(self, name: str) -> None:
        parts = [word for word in WORD.findall(name) if len(word) >= SHORTEST and not word.islower()]
        telling = [word for word in parts if plain(word) not in NOT_TELLING]
        for spelling in (name, *telling):
            if spelling not in self._spellings:
                self._spellings[spelling] = None
                self._known = None
