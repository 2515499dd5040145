"""Who is named in one conversation, so that a surname alone is known again and has the same placeholder."""

import re
from collections import defaultdict
from collections.abc import Iterator

from monitor.redaction.find import Find, words_of
from monitor.redaction.name_words import NAME_WORD, NOT_NAMES, WEAK_GIVEN, plain

# Shorter parts of a name are initials and syllables; these words mean something else more often than a person.
SHORTEST = 3
NOT_TELLING = NOT_NAMES | WEAK_GIVEN
WORD = re.compile(rf"(?<![\w@./#-]){NAME_WORD}(?![\w@])")
# Whole names are found in lower case, too, but not if there are so many that looking for each would take long.
MOST_WHOLE_NAMES = 200
# Whoever shares a name with more persons than this is nobody whom one word can tell.
MOST_NAMESAKES = 20


class Persons:
    """The persons of one conversation, by the names that it gives them.

    Two names are one person's if one has all the words of the other: Jo Brand, Brand and Ms Brand are one, Jo Brand
    and Al Brand are two.
    """

    def __init__(self) -> None:
        self._names: list[frozenset[str]] = []
        self._values: list[str] = []
        self._places: dict[str, list[int]] = defaultdict(list)
        self._spellings: set[str] = set()
        self._words: set[str] = set()
        self._whole: dict[str, re.Pattern[str]] = {}

    def identify(self, name: str) -> str:
        """Return what stands for the person of this name, whichever way it is written."""
        words = frozenset(plain(name).split())
        known = next((place for place in self._namesakes(words) if self._is_same(words, place)), None)
        if known is None:
            known = len(self._names)
            self._names.append(frozenset())
            self._values.append(plain(name))
        for word in words - self._names[known]:
            self._places[word].append(known)
        self._names[known] |= words
        self._learn(name)
        return self._values[known]

    def find(self, text: str) -> Iterator[Find]:
        """Find the names that are known by now: whole ones however written, their parts with the same capitals."""
        if self._words and not self._words.isdisjoint(words_of(text)):
            yield from self._find_whole(text)
            yield from self._find_parts(text)

    def _find_whole(self, text: str) -> Iterator[Find]:
        lowered = text.lower()
        for name, pattern in self._whole.items():
            if name in lowered:
                yield from (Find(*match.span(), match[0]) for match in pattern.finditer(text))

    def _find_parts(self, text: str) -> Iterator[Find]:
        """Find the words of known names; what stands together is one name."""
        start = end = 0
        for match in WORD.finditer(text):
            if match[0] not in self._spellings:
                continue
            if end and text[end : match.start()] != " ":
                yield Find(start, end, text[start:end])
                end = 0
            start, end = start if end else match.start(), match.end()
        if end:
            yield Find(start, end, text[start:end])

    def _namesakes(self, words: frozenset[str]) -> Iterator[int]:
        for word in sorted(words):
            yield from self._places[word][:MOST_NAMESAKES]

    def _is_same(self, words: frozenset[str], place: int) -> bool:
        return words <= self._names[place] or self._names[place] <= words

    def _learn(self, name: str) -> None:
        if " " in name and len(self._whole) < MOST_WHOLE_NAMES:
            whole = plain(name)
            self._whole.setdefault(whole, re.compile(rf"(?<![\w@./#-]){re.escape(whole)}(?![\w@])", re.IGNORECASE))
        for word in WORD.findall(name):
            if len(word) >= SHORTEST and plain(word) not in NOT_TELLING:
                self._spellings.add(word)
                self._words |= words_of(word)
