"""What a cluster is about, in the words that set it apart from the others."""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.clustering import NOISE
from monitor.clusters.stop_words import STOP_WORDS

KEYWORDS = 8
NAME_WORDS = 3
# A name must fit a table cell; longer "words" are keys, hashes or screams.
LONGEST_WORD = 24
SHORTEST_WORD = 3
# The first thousands of characters say what a text is about; the bound keeps one huge text cheap.
READ_CHARACTERS = 4_000
# A word that a fifth of the members do not use does not name the cluster.
LEAST_SHARE = 0.2
UNNAMED = "No common words"

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*_\d+\]")
LINK = re.compile(r"(?:https?://|www\.)\S+|<[^<>]{1,500}>")
# An apostrophe ends a word, so that "don't" leaves the stop word "don".
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# English plurals and German endings, longest first; what is left must still be a word.
ENDINGS = (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("es", "e"), ("s", ""), ("en", "e"), ("n", ""))
SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class ClusterName:
    """A short phrase for a person, unlike any other cluster's, and the keywords behind it, the best first."""

    name: str
    keywords: tuple[str, ...]


def name_clusters(texts: Sequence[str], labels: NDArray[np.int64]) -> dict[int, ClusterName]:
    """Name each cluster by the words that it uses and the other texts do not; noise gets no name.

    `labels` has one label per text. Names are inert: letters, digits, spaces and hyphens only, of bounded length,
    whatever the texts hold. Raises ValueError when the lengths differ.

    The weight of a word is the class-based TF-IDF of BERTopic (Grootendorst 2022, arXiv:2203.05794): its frequency in
    the cluster times log(1 + mean words per cluster / its frequency in all); but a word counts once per text, so that
    one text that repeats a word does not name the cluster.
    """
    if len(texts) != len(labels):
        raise ValueError(f"{len(texts)} texts and {len(labels)} labels; need one label per text")
    words = [_words(text) for text in texts]
    stems = [set(map(_stem, found)) for found in words]
    frequencies: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for label, found in zip(labels.tolist(), stems, strict=True):
        frequencies[label].update(found)
    sizes = Counter(labels.tolist())
    spellings = _spellings(words)
    ranked = {
        label: [spellings[stem] for stem in _rank(frequencies[label], frequencies, least=LEAST_SHARE * sizes[label])]
        for label in sorted(sizes)
        if label != NOISE
    }
    return _distinct_names(ranked)


def _words(text: str) -> list[str]:
    """Return the words of a text that can say something, in lower case."""
    plain = LINK.sub(" ", PLACEHOLDER.sub(" ", unicodedata.normalize("NFKC", text[:READ_CHARACTERS])))
    found = (word.strip("-") for word in WORD.findall(plain.lower()))
    return [word for word in found if SHORTEST_WORD <= len(word) <= LONGEST_WORD and word not in STOP_WORDS]


def _stem(word: str) -> str:
    """Return what the singular and the plural of a word share.

    >>> _stem("stories") == _stem("story"), _stem("passwords") == _stem("password")
    (True, True)
    """
    for ending, rest in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(rest) >= SHORTEST_STEM:
            return word.removesuffix(ending) + rest
    return word


def _spellings(words: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return the most used spelling of each stem."""
    uses = Counter(word for found in words for word in found)
    best: dict[str, str] = {}
    for word in sorted(uses, key=lambda word: (uses[word], word), reverse=True):
        best.setdefault(_stem(word), word)
    return best


def _rank(inside: Counter[str], frequencies: Mapping[int, Counter[str]], *, least: float) -> list[str]:
    """Return the stems of a cluster, the one with the largest weight first."""
    mean_words = sum(map(Counter.total, frequencies.values())) / len(frequencies)

    def weight(stem: str) -> float:
        everywhere = sum(found[stem] for found in frequencies.values())
        return inside[stem] * math.log(1 + mean_words / everywhere)

    return sorted((stem for stem in inside if inside[stem] >= least), key=lambda stem: (-weight(stem), stem))


def _distinct_names(ranked: Mapping[int, Sequence[str]]) -> dict[int, ClusterName]:
    """Give every cluster a name of its own: one that is taken gets one more keyword, then a number."""
    names: dict[int, ClusterName] = {}
    taken: set[str] = set()
    for label, words in ranked.items():
        name = next(name for name in _proposals(words) if name not in taken)
        taken.add(name)
        names[label] = ClusterName(name, tuple(words[:KEYWORDS]))
    return names


def _proposals(words: Sequence[str]) -> Iterable[str]:
    first = " ".join(words[:NAME_WORDS]).capitalize() or UNNAMED
    yield first
    yield from (f"{first} {word}" for word in words[NAME_WORDS:KEYWORDS])
    yield from (f"{first} {number}" for number in count(2))
