"""Where to draw each case on a flat map, so that like cases lie together."""

import numpy as np
from numpy.typing import NDArray

# t-SNE takes a second or two for this many points, and ever longer beyond.
DRAWN_TOGETHER = 1_500
PERPLEXITY = 30.0
# scikit-learn's own choices (12, and steps of at least 50) throw a few hundred points about: with them, 7 % more cases
# moved the median of 300 by .8 of the map's half width, with these by .1. Neighbours are as right (.96).
EXAGGERATION = 4.0
STEPS = 500
# With fewer points there are no neighbourhoods to keep.
FEWEST_ATTRACTED = 12
# The usual scale of the start: small enough for the map to unfold freely.
START_SCALE = 1e-4
# Just enough, on a map from -1 to 1, to tell a case from the one it is drawn beside.
ASIDE = 0.02
SEED = 7


def place(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return map coordinates, shape (n, 2), each axis from about -1 to 1; the same vectors give the same map.

    The map starts from the two main directions, with their signs fixed, so that a few new cases do not turn it around,
    and t-SNE (van der Maaten and Hinton 2008) then pulls like cases together: two main directions alone hold a tenth of
    the variance of such vectors and draw one cloud. Beyond 1,500 rows, evenly spread ones are placed so and the
    others beside the placed row most like them.
    """
    if len(vectors) == 0:
        return np.empty((0, 2))
    step = -(-len(vectors) // DRAWN_TOGETHER)
    anchors = vectors[::step]
    drawn = _scaled(_attract(anchors, _main_directions(anchors)))
    return drawn if step == 1 else _beside(vectors, anchors, drawn)


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


def _attract(vectors: NDArray[np.float32], start: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(vectors) < FEWEST_ATTRACTED or np.allclose(start, 0, atol=START_SCALE):
        return start
    # Seconds to import, which `--help` need not wait for.
    from sklearn.manifold import TSNE

    unfolding = TSNE(
        perplexity=min(PERPLEXITY, len(vectors) / 4),
        init=start / start[:, 0].std() * START_SCALE,
        early_exaggeration=EXAGGERATION,
        learning_rate=len(vectors) / EXAGGERATION / 4,
        max_iter=STEPS,
        random_state=SEED,
    )
    moved: NDArray[np.float64] = unfolding.fit_transform(vectors).astype(np.float64)
    return moved


def _beside(
    vectors: NDArray[np.float32], anchors: NDArray[np.float32], drawn: NDArray[np.float64]
) -> NDArray[np.float64]:
    similarities = vectors @ anchors.T
    nearest = np.argmax(similarities, axis=1)
    # A little apart, the further the less alike, in a direction that depends on the row alone: copies stay together.
    apart = np.arccos(np.clip(similarities[np.arange(len(vectors)), nearest], -1, 1))[:, None]
    beside: NDArray[np.float64] = drawn[nearest] + ASIDE * apart * np.sign(vectors[:, :2])
    return beside


def _scaled(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = coordinates - coordinates.mean(axis=0)
    # Copies alone have no width but rounding, which must not fill the map.
    scaled: NDArray[np.float64] = centred / max(np.abs(centred).max(), START_SCALE)
    return scaled
