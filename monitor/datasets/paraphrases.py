"""Prompts that ask the same in other words, by their vectors."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

# Cosines of MiniLM, by `tests/bench/bench_leaks.py`: from .6 on, .73 of the paraphrases written for it are found and
# .04 % of unrelated pairs; from .5 on, .90 and .17 %.
THRESHOLD = 0.6
LOOSE_THRESHOLD = 0.5
# A tile of products stays in a processor's cache while it is looked through.
TILE_ROWS, TILE_COLUMNS = 512, 4096


def find_paraphrases(
    texts: Mapping[str, str], embed: Embed, *, of: Collection[str] | None = None
) -> Iterator[tuple[str, str, float]]:
    """Find every pair of names whose texts mean about the same, loosely or nearly, with the cosine of their vectors.

    Compared are all pairs, or those of the names in `of` with all others. Blank texts mean nothing and are left out.
    """
    names = [name for name, text in texts.items() if text.strip()]
    rows = [place for place, name in enumerate(names) if of is None or name in of]
    if len(names) < 2 or not rows:
        return
    vectors = embed([texts[name] for name in names])
    for left, right, cosine in _tiles(vectors, np.array(rows)):
        yield names[left], names[right], cosine


def _tiles(vectors: NDArray[np.float32], rows: NDArray[np.intp]) -> Iterator[tuple[int, int, float]]:
    """Yield each pair of a row with another once, tile by tile."""
    among = np.zeros(len(vectors), dtype=bool)
    among[rows] = True
    for top in range(0, len(rows), TILE_ROWS):
        mine = rows[top : top + TILE_ROWS]
        # Where all are compared with all, what stands before a row was compared with it from there.
        first = int(mine[0]) if len(rows) == len(vectors) else 0
        for start in range(first, len(vectors), TILE_COLUMNS):
            cosines = vectors[mine] @ vectors[start : start + TILE_COLUMNS].T
            places = np.flatnonzero(cosines >= LOOSE_THRESHOLD)
            lefts, rights = mine[places // cosines.shape[1]], start + places % cosines.shape[1]
            # A pair of which both are rows is met twice.
            is_new = (lefts < rights) | ~among[rights]
            found = cosines.ravel()[places]
            yield from zip(lefts[is_new].tolist(), rights[is_new].tolist(), found[is_new].tolist(), strict=True)
