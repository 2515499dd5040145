"""Which of thousands of alternatives can match in a text, told by one pass over it."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

from monitor.detectors.needles import Need

# What `re` takes for these letters when it ignores case, besides their capitals.
_ALSO_SMALL = str.maketrans("İıſ\u212a", "iisk")

# A pattern, by its place among all, to those of its alternatives that can match.
Possible = dict[int, set[int]]
# Its pattern's place, its number there, and what it needs besides the needles that call it.
_Called = tuple[int, int, list[frozenset[int]]]


class Lexicon:
    """The needles of all alternatives of all patterns, looked for together.

    After Aho and Corasick, "Efficient string matching: an aid to bibliographic search", CACM 18:6 (1975).
    """

    def __init__(self, patterns: Sequence[Sequence[Sequence[Need]]]) -> None:
        """Take the needs of each alternative of each pattern."""
        needs = [need for alternatives in patterns for each in alternatives for need in each]
        needles = {needle for need in needs for clause in need for needle in clause}
        numbers = {needle: number for number, needle in enumerate(sorted(needles))}
        self._automaton = AhoCorasick(list(numbers))
        self._needs: list[_Called] = []
        self._called: list[list[int]] = [[] for _ in numbers]
        self._uncalled: list[int] = []
        for place, alternatives in enumerate(patterns):
            for number, each in enumerate(alternatives):
                for need in each:
                    needed = [frozenset(numbers[needle] for needle in clause) for clause in need]
                    for callers in [self._called[needle] for needle in needed[0]] if needed else [self._uncalled]:
                        callers.append(len(self._needs))
                    self._needs.append((place, number, needed[1:]))

    def find_possible(self, text: str) -> Possible:
        """Return the alternatives that can match in a text; the others cannot."""
        matches = self._automaton.find_matches_as_indexes(_blank(fold(text)), overlapping=True)
        found = {needle for needle, _, _ in matches}
        possible: defaultdict[int, set[int]] = defaultdict(set)
        for at in set(self._uncalled).union(*(self._called[needle] for needle in found)):
            place, number, others = self._needs[at]
            if not others or not any(map(found.isdisjoint, others)):
                possible[place].add(number)
        return dict(possible)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a text in small letters, every character at its old place.

    >>> fold("İ AM")
    'i am'
    """
    return text.translate(_ALSO_SMALL).lower()


class _Blanks(dict[int, int]):
    """Every character but letters and digits becomes a blank, for `str.translate`."""

    def __missing__(self, code: int) -> int:
        sign = chr(code)
        self[code] = code if sign.isalnum() or sign == "_" else ord(" ")
        return self[code]


_BLANKS = _Blanks()


def _blank(folded: str) -> str:
    return f" {folded.translate(_BLANKS)} "
