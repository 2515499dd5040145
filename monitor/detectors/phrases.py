"""Phrases to be found in texts: thousands of them, in one pass over each text."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property, lru_cache

from monitor.detectors.alternatives import fold_pattern, split_alternatives
from monitor.detectors.lexicon import Lexicon, Possible, fold
from monitor.detectors.needles import find_needs

# With more that can match, all at once is quicker than one by one.
MOST_ALTERNATIVES = 40


class Phrases:
    """A pattern that begins at the edge of a word and is blind to case, as quick as a text has little of it.

    It finds what `exact` finds, a pattern of `re`; the lexicon that all share tells what need not be looked for.
    """

    def __init__(self, alternatives: Sequence[str]) -> None:
        """Take alternatives in the syntax of `re`, the preferred one first; they are read when a text first comes."""
        self._source = rf"(?<!\w)(?:{'|'.join(alternatives)})"
        self._place = len(_KNOWN)
        _KNOWN.append(self)

    @cached_property
    def exact(self) -> re.Pattern[str]:
        """The whole pattern, in the terms of `re`; the first call raises re.error where it is none."""
        return re.compile(self._source, re.IGNORECASE)

    @cached_property
    def _folded(self) -> re.Pattern[str]:
        return re.compile(fold_pattern(self._source))

    @cached_property
    def alternatives(self) -> tuple["_Alternative", ...]:
        """What it is made of, in order."""
        return tuple(map(_Alternative, split_alternatives(self._source.removeprefix(r"(?<!\w)"))))

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the first match from a character on."""
        numbers = _find_possible(text, len(_KNOWN)).get(self._place)
        at = -1 if numbers is None else self._find(numbers, fold(text), start)
        while numbers is not None and at >= 0:
            # A name that keeps its capital is not found in every folded text that holds it.
            found = self.exact.match(text, at)
            if found is not None:
                return found
            at = self._find(numbers, fold(text), at + 1)
        return None

    def _find(self, numbers: Collection[int], folded: str, start: int) -> int:
        """Return where one of some alternatives stands first, or -1."""
        if len(numbers) > MOST_ALTERNATIVES:
            first = self._folded.search(folded, start)
            return -1 if first is None else first.start()
        found = (self.alternatives[number].find(folded, start) for number in numbers)
        return min((at for at in found if at >= 0), default=-1)

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the start of a text."""
        return self.exact.match(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield all matches that do not overlap."""
        found = self.search(text)
        while found is not None:
            yield found
            found = self.search(text, max(found.end(), found.start() + 1))


class _Alternative:
    """One of the things that a pattern looks for."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def _folded(self) -> re.Pattern[str]:
        # Many first words are tried at the edges of words only; to a single one `re` leaps, wherever it stands.
        edge = r"(?<!\w)" if self.source.startswith("(?:") else ""
        return re.compile(edge + fold_pattern(self.source))

    def find(self, folded: str, start: int) -> int:
        """Return where it first stands at the edge of a word, or -1."""
        found = self._folded.search(folded, start)
        while found is not None and found.start() and _is_word(folded[found.start() - 1]):
            found = self._folded.search(folded, found.start() + 1)
        return -1 if found is None else found.start()


_KNOWN: list[Phrases] = []


@lru_cache(maxsize=1)
def _lexicon(count: int) -> Lexicon:
    """Return the lexicon of the first so many patterns."""
    return Lexicon([[find_needs(one.source) for one in known.alternatives] for known in _KNOWN[:count]])


@lru_cache(maxsize=4096)
def _find_possible(text: str, count: int) -> Possible:
    return _lexicon(count).find_possible(text)


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def phrases(*alternatives: str) -> Phrases:
    r"""Look for alternatives that begin at the edge of a word, blind to case; a blank stands for any white space.

    >>> bool(phrases("no ?way").search("No\n way")), bool(phrases("no way").search("piano way"))
    (True, False)
    """
    return Phrases([one.replace(" ?", r"\s*").replace(" ", r"\s+") for one in alternatives])
