"""Whether a report tells of an exchange: it quotes its words, or its vector lies close; and which words answer."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.linkage import ReportPair, Span
from monitor.shingles import SHINGLE_WORDS, WORD, find_letter_runs, find_shingles, shared_spans
from monitor.taxonomy import Way

Vector = NDArray[np.float32]

# Who quotes changes a word in twenty, and each breaks three runs. A share alone cannot tell a short quote with a typing
# error from stock wording with another word in it: `bench_links.py` has the figures.
WORDS_PER_EDIT = 20
# A slip of the pen can make two words of one, and break a run more; of the letters' runs it breaks no more than these,
# where another word breaks as many as it has letters, and two.
LETTER_RUNS_PER_SLIP = 6
# Four runs are six words: fewer are a saying that many use.
LEAST_RUNS = 4
# Of a hundred planted conversations 95 lie as close, and .4 others per report among 50,000 (`bench_links.py`).
LEAST_COSINE = 0.5
# Of the pairs of reports this close four in five tell of one incident; short ones of one incident seldom come so near.
LEAST_PAIR_COSINE = 0.55
# More marks than these make a page all yellow.
MOST_MARKED = 12
# Shorter words hardly carry what was told.
LEAST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """How an exchange answers a passage: by which of its texts (0 prompt, 1 response, None both), and how much."""

    way: Way
    similarity: float
    side: int | None


def find_worded(passage: str, exchange: Sequence[str | None], *, is_quote: bool) -> Found | None:
    """Tell whether a passage quotes the prompt or the response, or (not `is_quote`) holds one of them whole.

    >>> find_worded("how do I boil an egg in a kettle?", ("How do I boil an egg in a kettle", "No."), is_quote=True)
    Found(way=<Way.WORDS: 'words'>, similarity=1.0, side=0)
    """
    found = []
    for side, text in enumerate(exchange):
        share = _quoted(passage, text or "", is_marked=True) if is_quote else _quoted(text or "", passage)
        if share:
            found.append(Found(Way.WORDS, share, side))
    return max(found, key=lambda one: one.similarity, default=None)


def find_meant(report: Vector, exchange: Sequence[Vector | None]) -> Found | None:
    """Tell whether a report means what an exchange says, by their unit vectors.

    A report tells of what was asked and what came out at once: it is compared with the mean direction of both, which
    finds more than either alone.
    """
    similarity = float(report @ mean_direction([vector for vector in exchange if vector is not None]))
    return Found(Way.MEANING, similarity, None) if similarity >= LEAST_COSINE else None


def mean_direction(vectors: Sequence[Vector]) -> Vector:
    """Return the unit vector between some unit vectors."""
    total: Vector = np.sum(vectors, axis=0)
    return total / max(float(np.linalg.norm(total)), float(np.finfo(np.float32).tiny))


def find_shared_words(text: str, other: str, *, way: Way) -> list[Span]:
    """Return where a text has words of another: in runs of three where it was quoted, else longer words one by one."""
    if way is Way.WORDS:
        return shared_spans(text, other)[:MOST_MARKED]
    theirs = {word.casefold() for word in WORD.findall(other) if len(word) >= LEAST_LETTERS}
    spans = [match.span() for match in WORD.finditer(text) if match[0].casefold() in theirs]
    return spans[:MOST_MARKED]


def pair_reports(
    reports: Mapping[str, str], vectors: Mapping[str, Vector], *, new: Collection[str]
) -> Iterator[ReportPair]:
    """Yield the pairs of reports, of which at least one is new, that tell nearly the same or of the same."""
    ids = sorted(id_ for id_ in reports if id_ in vectors)
    fresh = [row for row, id_ in enumerate(ids) if id_ in new]
    if not fresh:
        return
    matrix = np.stack([vectors[id_] for id_ in ids])
    for row in fresh:
        cosines = matrix @ matrix[row]
        for other in np.flatnonzero(cosines >= LEAST_PAIR_COSINE):
            # Of two new ones the pair is told once.
            if other == row or (ids[other] in new and other < row):
                continue
            left, right = sorted((ids[row], ids[other]))
            yield _pair(left, right, reports, float(cosines[other]))


def _pair(left: str, right: str, reports: Mapping[str, str], cosine: float) -> ReportPair:
    share = max(_quoted(reports[left], reports[right]), _quoted(reports[right], reports[left]))
    way, similarity = (Way.WORDS, share) if share else (Way.MEANING, cosine)
    return ReportPair(report_id=left, other_id=right, way=way, similarity=similarity)


def _quoted(part: str, whole: str, *, is_marked: bool = False) -> float:
    """Return how much of a passage a text has (containment: Broder 1997), 0 where it does not quote it.

    Runs of words tell whether it does, and runs of letters how much: of two sentences that differ from a quote in one
    word, the nearer is the one that it mistypes. What nobody marked as a quote must be the same to the word where it
    is short.
    """
    mine = find_shingles(part)
    shared = len(mine & find_shingles(whole))
    lost = len(mine) - shared
    edits = math.ceil(len(mine) / WORDS_PER_EDIT) if is_marked else len(mine) // WORDS_PER_EDIT
    if shared < LEAST_RUNS or lost > edits * (SHINGLE_WORDS + 1):
        return 0.0
    letters = find_letter_runs(part)
    kept = len(letters & find_letter_runs(whole))
    is_quoted = lost <= edits * SHINGLE_WORDS or len(letters) - kept <= edits * LETTER_RUNS_PER_SLIP
    return kept / len(letters) if is_quoted else 0.0
