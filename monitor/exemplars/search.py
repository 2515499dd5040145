"""The exemplars that texts are like: by their words, or by their vectors."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.shingles import find_near_copies
from monitor.taxonomy import Way

# A text is like a handful of others, or like a whole crowd of one kind: then ten of these stand for all.
MOST_MATCHES = 10
# Cosines held at a time: 64 MB.
BLOCK_CELLS = 1 << 24

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Match:
    """One exemplar a text is like, by its words (Jaccard) or by its vector (cosine)."""

    exemplar: str
    way: Way
    similarity: float


@dataclass(frozen=True, slots=True)
class Texts:
    """Distinct texts, some of them with a unit vector; a text without one is compared by its words only."""

    texts: Sequence[str]
    vectors: Mapping[str, Vector]


def find_alike(texts: Texts, exemplars: Texts, *, least_cosine: float) -> dict[str, list[Match]]:
    """Return, for each text that is like any exemplar, those it is most like, nearly the same words first."""
    found: defaultdict[str, dict[str, Match]] = defaultdict(dict)
    for text, exemplar, cosine in find_paraphrases(texts, exemplars, least=least_cosine):
        found[text][exemplar] = Match(exemplar, Way.MEANING, cosine)
    for text, exemplar, similarity in find_near_copies(texts.texts, exemplars.texts):
        found[text][exemplar] = Match(exemplar, Way.WORDS, similarity)
    return {text: sorted(matches.values(), key=_closest)[:MOST_MATCHES] for text, matches in found.items()}


def find_paraphrases(texts: Texts, exemplars: Texts, *, least: float) -> Iterator[tuple[str, str, float]]:
    """Yield, for each text with a vector, the ten exemplars of the highest cosine from `least` on."""
    mine = [text for text in texts.texts if text in texts.vectors]
    theirs = [text for text in exemplars.texts if text in exemplars.vectors]
    if not mine or not theirs:
        return
    columns = np.stack([exemplars.vectors[text] for text in theirs]).T
    step = max(1, BLOCK_CELLS // len(theirs))
    for start in range(0, len(mine), step):
        block = mine[start : start + step]
        cosines = np.stack([texts.vectors[text] for text in block]) @ columns
        for row in np.flatnonzero(cosines.max(axis=1) >= least):
            for column in _highest(cosines[row]):
                if cosines[row, column] >= least:
                    yield block[row], theirs[column], min(1.0, float(cosines[row, column]))


def _highest(cosines: Vector) -> NDArray[np.intp]:
    if len(cosines) <= MOST_MATCHES:
        return np.arange(len(cosines))
    return np.argpartition(-cosines, MOST_MATCHES)[:MOST_MATCHES]


def _closest(match: Match) -> tuple[bool, float, str]:
    return match.way is not Way.WORDS, -match.similarity, match.exemplar
