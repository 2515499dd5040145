"""A flat map on which like cases lie together, fitted once and refitted onto itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# t-SNE takes a second or two for this many points, and ever longer beyond.
DRAWN_TOGETHER = 1_500
PERPLEXITY = 30.0
# scikit-learn's own choices (12, and steps of at least 50) throw a few hundred points about: with them, 7 % more cases
# moved the median of 300 by .8 of the map's half width, with these by .1. Neighbours are as right (.96).
EXAGGERATION = 4.0
STEPS = 500
# A refit starts unfolded. Measured on 2,000 real responses: pulled together again they moved by .06, unpulled by .05 (a
# new map, turned onto the old one as well as can be, by .46), with neighbours as right (.99).
REFIT_EXAGGERATION = 1.0
# How wide t-SNE spreads n points, as a multiple of √n: 17 for 1,000 real responses, 21 for 2,000.
SPREAD = 0.5
# With fewer points there are no neighbourhoods to keep.
FEWEST_ATTRACTED = 12
# The usual scale of the start: small enough for the map to unfold freely.
START_SCALE = 1e-4
# Fewer points than this cannot say how a map is turned.
FEWEST_SHARED = 3
SEED = 7


@dataclass(frozen=True, slots=True)
class Layout:
    """A map, by the texts that hold it in place.

    Rows of `vectors` (n, d; unit length) lie at `places` (n, 2; about -1 to 1) and are called `names`. The first
    `fitted` of them were drawn together; the others were given a free spot later.
    """

    names: tuple[str, ...]
    vectors: NDArray[np.float32]
    places: NDArray[np.float64]
    fitted: int


def fit_layout(names: Sequence[str], vectors: NDArray[np.float32]) -> Layout:
    """Draw a new map; the same vectors, each only once, give the same map.

    It starts from the two main directions, with their signs fixed, so that a few other cases do not turn it around,
    and t-SNE (van der Maaten and Hinton 2008) then pulls like cases together: two main directions alone hold a tenth of
    the variance of such vectors and draw one cloud. Of more than 1,500 rows, evenly spread ones are drawn.
    """
    rows = spread_rows(len(vectors))
    drawn = vectors[rows]
    start = _main_directions(drawn)
    places = attract(drawn, start / max(start[:, 0].std(), START_SCALE) * START_SCALE, exaggeration=EXAGGERATION)
    return Layout(tuple(names[row] for row in rows), drawn, framed(places), len(rows))


def refit_layout(
    names: Sequence[str], vectors: NDArray[np.float32], *, before: NDArray[np.float64], known: NDArray[np.bool_]
) -> Layout:
    """Draw the map anew from where everything was `before` (n, 2), and turn it back onto that.

    Only rows that were `known` to the old map say how the new one lies on it.
    """
    rows = spread_rows(len(vectors))
    drawn, start, shared = vectors[rows], before[rows], known[rows]
    width = SPREAD * np.sqrt(len(rows)) / max(start.std(), START_SCALE)
    places = attract(drawn, start * width, exaggeration=REFIT_EXAGGERATION)
    return Layout(tuple(names[row] for row in rows), drawn, align(places, start, shared=shared), len(rows))


def spread_rows(count: int) -> NDArray[np.intp]:
    """Return at most 1,500 of `count` rows, evenly spread."""
    return np.linspace(0, count - 1, min(count, DRAWN_TOGETHER)).round().astype(np.intp)


def align(places: NDArray[np.float64], onto: NDArray[np.float64], *, shared: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Turn, mirror, scale and shift `places` so that the shared rows lie as near as can be to where they were.

    This is the orthogonal Procrustes problem (Schönemann 1966), but the shared rows keep their spread: the best scale
    is a little smaller each time, and the map would shrink. Where too few are shared, it is only centred.
    """
    if np.sum(shared) < FEWEST_SHARED:
        return framed(places)
    # Seconds to import, which `--help` need not wait for.
    from scipy.linalg import orthogonal_procrustes

    middle, target = places[shared].mean(axis=0), onto[shared].mean(axis=0)
    mine, theirs = places[shared] - middle, onto[shared] - target
    # Places that all coincide, now or before, have no direction to turn to.
    if min(mine.std(), theirs.std()) < START_SCALE:
        return framed(places)
    turn, _ = orthogonal_procrustes(mine, theirs)
    aligned: NDArray[np.float64] = (places - middle) @ turn * (theirs.std() / mine.std()) + target
    return aligned


def attract(vectors: NDArray[np.float32], start: NDArray[np.float64], *, exaggeration: float) -> NDArray[np.float64]:
    """Pull like rows together by t-SNE, from `start`; a handful stays where it is."""
    if len(vectors) < FEWEST_ATTRACTED or np.allclose(start, start[:1], atol=START_SCALE / 100):
        return start
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    unfolding = TSNE(
        perplexity=min(PERPLEXITY, len(vectors) / 4),
        init=start,
        early_exaggeration=exaggeration,
        learning_rate=len(vectors) / EXAGGERATION / 4,
        max_iter=STEPS,
        random_state=SEED,
    )
    # Threads add up in the order in which they end, and a rebuilt map must be the same; on busy cores they also wait
    # for each other (37 s instead of 5 for 1,500 rows).
    with threadpool_limits(1):
        moved: NDArray[np.float64] = unfolding.fit_transform(vectors).astype(np.float64)
    return moved


def framed(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    """Centre places and scale them to reach from about -1 to 1."""
    centred = coordinates - coordinates.mean(axis=0)
    # Copies alone have no width but rounding, which must not fill the map.
    scaled: NDArray[np.float64] = centred / max(np.abs(centred).max(initial=0), START_SCALE)
    return scaled


def _main_directions(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the coordinates along the two directions of largest variance, each pointing to its largest weight."""
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    axes = np.zeros((2, vectors.shape[1]))
    axes[: len(directions[:2])] = directions[:2]
    largest = np.argmax(np.abs(axes), axis=1)
    signs = np.where(axes[np.arange(2), largest] < 0, -1.0, 1.0)
    coordinates: NDArray[np.float64] = centred @ (axes * signs[:, None]).T
    return coordinates
