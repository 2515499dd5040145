"""Texts that are nearly the same: shingles, MinHash to find candidates, exact Jaccard to decide."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from rensa import RMinHash, RMinHashLSH

# Three words keep their order but survive an edit elsewhere in the sentence.
SHINGLE_WORDS = 3
# A word with two letters changed over still has most of its runs.
SHINGLE_LETTERS = 3
# Scripts written without spaces: there, a character is the unit that a word is elsewhere.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
# Real near-duplicates keep .91 or more (5th percentile of 125 pairs), but a text with one word in twenty changed keeps
# .76 (5th percentile .66), and 665 jailbreak prompts show no gap to cut at: .6 leans to the side that cannot leak.
THRESHOLD = 0.6
# 42 bands of 3: a pair at the threshold is missed once in 30,000 times, an unlike pair (0.1) compared 1 in 24.
BANDS = 42
PERMUTATIONS = 3 * BANDS
SEED = 1
# A curated set has thousands of examples; each is compared again at every promotion.
CACHED_TEXTS = 20_000
# So many texts are signed at a time: their shingles together stay below some hundred megabytes.
CHUNK = 2_000
# What stands for another text must say the same: the median of texts with one word in twenty changed reaches it.
COPY = 0.75
# Stock wording has thousands of near copies: the first hundred show that there is one as well as all would.
MOST_COMPARED = 100

Shingles = frozenset[str]


@lru_cache(maxsize=CACHED_TEXTS)
def find_shingles(text: str) -> Shingles:
    """Cut a text into runs of three words, in any script, blind to case, width and punctuation.

    >>> sorted(find_shingles("How do I  boil an egg?"))
    ['boil an egg', 'do i boil', 'how do i', 'i boil an']
    >>> find_shingles("Hi!")
    frozenset({'hi'})
    """
    plain = _plain(text)
    words = WORD.findall(plain) or plain.split()
    return frozenset(_runs(words)) - {""}


def find_letter_runs(text: str) -> frozenset[str]:
    """Cut the words of a text into runs of three letters, gaps between words included.

    >>> sorted(find_letter_runs("An egg"))
    [' an', ' eg', 'an ', 'egg', 'gg ', 'n e']
    """
    plain = f" {' '.join(WORD.findall(_plain(text)))} "
    return frozenset(plain[start : start + SHINGLE_LETTERS] for start in range(len(plain) - SHINGLE_LETTERS + 1))


def jaccard(left: Shingles, right: Shingles) -> float:
    """Give the shared part of two sets of shingles, 0 to 1 (Jaccard 1901; shingles: Broder 1997)."""
    return len(left & right) / len(left | right) if left and right else 0.0


def find_near_duplicates(texts: Mapping[str, Shingles]) -> Iterator[tuple[str, str, float]]:
    """Find every pair of names whose texts are nearly the same, with their Jaccard similarity."""
    names = [name for name, shingles in texts.items() if shingles]
    hashes = _sign([texts[name] for name in names])
    index = RMinHashLSH(THRESHOLD, PERMUTATIONS, BANDS)
    index.insert_pairs(list(enumerate(hashes)))
    for right, candidates in enumerate(index.query_all(hashes)):
        for left in sorted(set(candidates)):
            similarity = jaccard(texts[names[left]], texts[names[right]]) if left < right else 0.0
            if similarity >= THRESHOLD:
                yield names[left], names[right], similarity


def find_near_duplicates_of(names: Collection[str], texts: Mapping[str, Shingles]) -> Iterator[tuple[str, str, float]]:
    """Find the pairs of these names with any other whose texts are nearly the same, each compared exactly."""
    for left in dict.fromkeys(names):
        mine = texts[left]
        fewest, most = THRESHOLD * len(mine), len(mine) / THRESHOLD
        for right, theirs in texts.items():
            # Sets of such different sizes cannot share enough.
            if left == right or not fewest <= len(theirs) <= most:
                continue
            similarity = jaccard(mine, theirs)
            if similarity >= THRESHOLD:
                yield left, right, similarity


def find_near_copies(texts: Collection[str], exemplars: Collection[str]) -> Iterator[tuple[str, str, float]]:
    """Find texts that are nearly the same as an exemplar: the text, the exemplar and their Jaccard similarity.

    Every text is compared with every exemplar by bands of MinHash, and exactly with the first hundred candidates.

    >>> list(find_near_copies(["How do I boil an egg?"], ["how do i boil an EGG", "Who wrote Faust?"]))
    [('How do I boil an egg?', 'how do i boil an EGG', 1.0)]
    """
    known = list(exemplars)
    index = RMinHashLSH(THRESHOLD, PERMUTATIONS, BANDS)
    for start in range(0, len(known), CHUNK):
        signed = _sign([find_shingles.__wrapped__(text) for text in known[start : start + CHUNK]])
        index.insert_pairs(list(enumerate(signed, start=start)))
    rest = iter(texts)
    while known and (chunk := list(islice(rest, CHUNK))):
        shingles = [find_shingles.__wrapped__(text) for text in chunk]
        candidates = index.query_all(_sign(shingles))
        for text, mine, rows in zip(chunk, shingles, candidates, strict=True):
            for row in sorted(set(rows))[:MOST_COMPARED]:
                similarity = jaccard(mine, find_shingles(known[row]))
                if similarity >= THRESHOLD:
                    yield text, known[row], similarity


def find_originals(texts: Sequence[str]) -> list[int]:
    """Return, for each text, the position of the text it is a near-copy of; its own where it is an original.

    Each is compared with the originals before it, the wording seen most often first, so that the order of the texts
    changes nothing and a thousand copies are a thousand comparisons.

    >>> find_originals(["Who wrote Faust?", "How do I boil an EGG", "How do I boil an egg?"])
    [0, 1, 1]
    """
    seen = Counter(texts)
    firsts = {text: place for place, text in reversed(list(enumerate(texts)))}
    wordings = sorted(seen, key=lambda text: (-seen[text], text))
    index = RMinHashLSH(THRESHOLD, PERMUTATIONS, BANDS)
    original: dict[str, str] = {}
    for start in range(0, len(wordings), CHUNK):
        chunk = wordings[start : start + CHUNK]
        shingles = [find_shingles.__wrapped__(text) for text in chunk]
        for place, (text, mine, signed) in enumerate(zip(chunk, shingles, _sign(shingles), strict=True), start):
            alike = _most_alike(mine, [wordings[one] for one in sorted(set(index.query(signed)))[:MOST_COMPARED]])
            original[text] = alike or text
            if alike is None and mine:
                index.insert(place, signed)
    return [firsts[original[text]] for text in texts]


def _most_alike(shingles: Shingles, originals: Sequence[str]) -> str | None:
    compared = [(jaccard(shingles, find_shingles(text)), text) for text in originals]
    similarity, text = max(compared, key=lambda one: one[0], default=(0.0, ""))
    return text if similarity >= COPY else None


def shared_spans(text: str, exemplar: str) -> list[tuple[int, int]]:
    """Return where the words of a text stand that an exemplar has too, in runs of three or more.

    >>> shared_spans("Please: how do I boil an egg today?", "How do I boil an egg")
    [(8, 28)]
    """
    found = list(WORD.finditer(text))
    theirs = find_shingles(exemplar)
    spans: list[tuple[int, int]] = []
    for place, run in enumerate(_runs([_plain(word[0]) for word in found])):
        if run in theirs:
            start, end = found[place].start(), found[min(place + SHINGLE_WORDS, len(found)) - 1].end()
            if spans and start <= spans[-1][1]:
                start = spans.pop()[0]
            spans.append((start, end))
    return spans


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _runs(words: list[str]) -> Iterator[str]:
    for start in range(max(1, len(words) - SHINGLE_WORDS + 1)):
        yield " ".join(words[start : start + SHINGLE_WORDS])


def _sign(texts: list[Shingles]) -> list[RMinHash]:
    signed: list[RMinHash] = RMinHash.from_token_sets([sorted(shingles) for shingles in texts], PERMUTATIONS, SEED)
    return signed
