"""Whether examples stand in a training corpus: word for word, or asked in other words."""

# Runs of words shared with one text, as a share of the example's own: the n-gram overlap of Brown et al. 2020 (GPT-3),
# with 8 words as in Chowdhery et al. 2022 (PaLM), for our examples are short. Other words: the cosine that also makes
# leak families, over a fair sample where the corpus is large.

import heapq
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from monitor.datasets.paraphrases import THRESHOLD, Embed
from monitor.records import Example, content_hash
from monitor.shingles import WORD
from monitor.taxonomy import Side

RUN_WORDS = 8
# Below half, what is shared is a quotation or a stock phrase; above, the example itself.
LEAST_SHARE = 0.5
# Shorter texts say the same by chance, and whoever trains on "thanks!" spoils no test.
FEWEST_WORDS = 3
# An encoder reads the beginning of a text: longer ones are compared by their words alone.
MOST_WORDS = 100
# So many different texts, drawn fairly, are compared by meaning, which takes an encoder minutes; and so many at a time.
MOST_MEANINGS, ENCODED = 20_000, 1_000

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text of a corpus stands: its file and the line, from 1 (in Parquet: the row)."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """A part of an example, what it says, and the text of a corpus that is most like it.

    `share` of the example's runs of words stand in that text, or, where they do not, both mean the same (`cosine`).
    """

    example_id: str
    side: Side
    part: str
    said: str
    place: Place
    text: str
    share: float
    cosine: float | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """What is looked for: the question of an example or its ideal answer, in words."""

    example: Example
    name: str
    text: str
    words: Words
    runs: frozenset[Words]


class Contamination:
    """Examples to look for in a corpus that is read text by text, in memory that does not grow with it.

    `texts` were read, of which `short_texts` could be compared by meaning; `compared` were.
    """

    def __init__(self, examples: Iterable[Example]) -> None:
        """Take what to look for; examples of a word or two are named in `too_short`."""
        parts = [part for example in examples for part in _parts(example)]
        self._parts = [part for part in parts if len(part.words) >= FEWEST_WORDS]
        looked_for = {part.example.example_id for part in self._parts}
        self.too_short = tuple(sorted({part.example.example_id for part in parts} - looked_for))
        self.texts = self.short_texts = 0
        self._best: dict[int, Overlap] = {}
        self._drawn: list[tuple[int, int, Place, str]] = []
        self._hashes: set[str] = set()
        self._index()

    def _index(self) -> None:
        self._runs: defaultdict[Words, list[int]] = defaultdict(list)
        self._whole: defaultdict[Words, list[int]] = defaultdict(list)
        for number, part in enumerate(self._parts):
            for run in part.runs:
                # A short text is meant only where it is all that is said.
                (self._runs if len(run) == RUN_WORDS else self._whole)[run].append(number)
        self._openings = {run[:2] for run in self._runs}

    @property
    def compared(self) -> int:
        """How many texts `finish` compares by meaning."""
        return len(self._drawn)

    def read(self, place: Place, text: str) -> None:
        """Look at one text of the corpus."""
        self.texts += 1
        words = split_words(text)
        shared: defaultdict[int, set[Words]] = defaultdict(set)
        for start, pair in enumerate(pairwise(words)):
            if pair in self._openings:
                run = words[start : start + RUN_WORDS]
                for number in self._runs.get(run, ()):
                    shared[number].add(run)
        for number in self._whole.get(words, ()):
            shared[number].add(words)
        for number, runs in shared.items():
            self._keep(number, place, text, share=len(runs) / len(self._parts[number].runs))
        if FEWEST_WORDS <= len(words) <= MOST_WORDS:
            self._draw(place, text)

    def finish(self, embed: Embed) -> tuple[Overlap, ...]:
        """Return the nearest text of each example that is in the corpus, by its words or else by its meaning."""
        sought = [number for number in range(len(self._parts)) if number not in self._best]
        drawn = [(place, text) for _, _, place, text in sorted(self._drawn, key=lambda one: -one[1])]
        if sought and drawn:
            mine = embed([self._parts[number].text for number in sought])
            for start in range(0, len(drawn), ENCODED):
                self._compare(sought, mine, drawn[start : start + ENCODED], embed)
        return tuple(sorted(self._best.values(), key=lambda one: (one.side, one.example_id, one.part)))

    def _compare(
        self, sought: Sequence[int], mine: NDArray[np.float32], drawn: Sequence[tuple[Place, str]], embed: Embed
    ) -> None:
        cosines = mine @ embed([text for _, text in drawn]).T
        for number, row in zip(sought, cosines, strict=True):
            nearest = int(row.argmax())
            known = self._best.get(number)
            least = THRESHOLD if known is None or known.cosine is None else known.cosine
            if row[nearest] > least:
                place, text = drawn[nearest]
                self._best[number] = _overlap(self._parts[number], place, text, share=0.0, cosine=float(row[nearest]))

    def _keep(self, number: int, place: Place, text: str, *, share: float) -> None:
        known = self._best.get(number)
        if share >= LEAST_SHARE and (known is None or known.share < share):
            self._best[number] = _overlap(self._parts[number], place, text, share=share)

    def _draw(self, place: Place, text: str) -> None:
        """Keep a fair sample of different texts: those with the smallest hashes, whatever their order."""
        self.short_texts += 1
        digest = content_hash(text)
        if digest in self._hashes:
            return
        entry = (-int(digest, 16), -self.texts, place, text)
        if len(self._drawn) < MOST_MEANINGS:
            heapq.heappush(self._drawn, entry)
        elif entry > self._drawn[0]:
            self._hashes.discard(content_hash(heapq.heapreplace(self._drawn, entry)[3]))
        else:
            return
        self._hashes.add(digest)


def split_words(text: str) -> Words:
    """Return the words of a text, blind to case, width and punctuation."""
    return tuple(WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _parts(example: Example) -> list[_Part]:
    told: Sequence[tuple[str, str | None]] = (("question", example.prompt), ("ideal answer", example.ideal))
    split = ((name, text, split_words(text)) for name, text in told if text)
    return [_Part(example, name, text, words, _runs(words)) for name, text, words in split]


def _runs(words: Words) -> frozenset[Words]:
    """Every run of words; a short text is one."""
    return frozenset(words[start : start + RUN_WORDS] for start in range(max(len(words) - RUN_WORDS, 0) + 1))


def _overlap(part: _Part, place: Place, text: str, *, share: float, cosine: float | None = None) -> Overlap:
    example = part.example
    return Overlap(example.example_id, example.side, part.name, part.text, place, text, share, cosine)
