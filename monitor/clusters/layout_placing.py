"""Where a case lies on a map that is already drawn, without moving any other."""

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.layout import Layout

# Compared at once: 16 MB of similarities to 1,500 anchors.
BLOCK_ROWS = 2_048
# Measured on 1,000 real responses placed among 1,000 others: trustworthiness .96, and .59 of their ten nearest are
# right; beside the one nearest alone .96 and .51, by the mean of ten .93 and .49, all drawn anew .98 and .68.
NEIGHBOURS = 10
# How much more the nearest of them counts than the farthest: e³ times.
SHARPNESS = 3.0
# A neighbour drawn farther from the nearest one than this (half the map's width is 1) says nothing about the place:
# between two groups lies neither.
NEARBY = 0.05
# The least likeness that is usual on a map: this share of its own anchors is less like any other.
UNUSUAL = 0.15
# Just enough to tell a case from the one it is drawn beside.
ASIDE = 0.02


def place(layout: Layout, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return where each row lies, shape (n, 2); it depends on the map and that row alone.

    A row goes among the ten fitted anchors most like it, an anchor where it is. One unlike all of them goes beside
    the first anchor added later that it is like.
    """
    if len(layout.names) == 0:
        return np.zeros((len(vectors), 2))
    least = least_likeness(layout)
    blocks = [_place_block(layout, block, least) for block in _blocks(vectors)]
    return np.vstack([np.empty((0, 2)), *blocks])


def is_stranger(layout: Layout, vectors: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell which rows are less like every fitted anchor than is usual among these themselves."""
    least, fitted = least_likeness(layout), layout.vectors[: layout.fitted]
    found = [np.max(block @ fitted.T, axis=1, initial=-1.0) < least for block in _blocks(vectors)]
    return np.concatenate([np.empty(0, dtype=bool), *found])


def least_likeness(layout: Layout) -> float:
    """Return the similarity below which a row is unlike a map's anchors."""
    fitted = layout.vectors[: layout.fitted]
    if len(fitted) <= 1:
        return -1.0
    similarities = fitted @ fitted.T
    np.fill_diagonal(similarities, -1.0)
    return float(np.quantile(similarities.max(axis=1), UNUSUAL))


def _blocks(vectors: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    return [vectors[start : start + BLOCK_ROWS] for start in range(0, len(vectors), BLOCK_ROWS)]


def _place_block(layout: Layout, rows: NDArray[np.float32], least: float) -> NDArray[np.float64]:
    similarities = rows @ layout.vectors[: layout.fitted].T
    places = _among(similarities, layout.places[: layout.fitted])
    if layout.fitted < len(layout.names):
        strange = np.flatnonzero(similarities.max(axis=1) < least)
        likeness = rows[strange] @ layout.vectors[layout.fitted :].T
        taken_in = (likeness >= least).any(axis=1)
        guests = strange[taken_in]
        places[guests] = _beside(rows[guests], likeness[taken_in], layout.places[layout.fitted :], least=least)
    return places


def _beside(
    rows: NDArray[np.float32], likeness: NDArray[np.float32], hosts: NDArray[np.float64], *, least: float
) -> NDArray[np.float64]:
    # The first, not the nearest: an anchor that comes later must not draw away what has its place.
    host = np.argmax(likeness >= least, axis=1)
    angle = np.arccos(np.clip(likeness[np.arange(len(rows)), host], -1, 1))
    # In a direction that depends on the row alone: copies stay together.
    direction = rows[:, :2] / np.maximum(np.linalg.norm(rows[:, :2], axis=1, keepdims=True), np.finfo(np.float32).tiny)
    beside: NDArray[np.float64] = hosts[host] + ASIDE * angle[:, None] * direction
    return beside


def _among(similarities: NDArray[np.float32], anchors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weighted mean place of the most similar anchors that lie near the nearest one."""
    count = min(NEIGHBOURS, similarities.shape[1])
    rows = np.arange(len(similarities))[:, None]
    near = np.argpartition(-similarities, count - 1, axis=1)[:, :count]
    near = near[rows, np.argsort(-similarities[rows, near], axis=1, kind="stable")]
    # On the unit sphere the squared distance is 2 - 2 × similarity; float64, or copies would not come out at 0.
    apart = 2 - 2 * np.clip(similarities[rows, near].astype(np.float64), -1, 1)
    beyond = apart - apart[:, :1]
    weights = np.exp(-SHARPNESS * beyond / np.maximum(beyond[:, -1:], np.finfo(float).tiny))
    drawn = anchors[near]
    weights[np.linalg.norm(drawn - drawn[:, :1], axis=2) > NEARBY] = 0
    # What is an anchor itself lies where that anchor lies.
    weights[np.isclose(apart[:, 0], 0, atol=1e-6), 1:] = 0
    places: NDArray[np.float64] = (weights[:, :, None] * drawn).sum(axis=1) / weights.sum(axis=1)[:, None]
    return places
