"""A huge cluster that is looser than the others, divided where they would end."""

from collections.abc import Callable, Collection

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.clustering import NOISE

# One problem may well be a quarter of a night; a cluster that holds more must not be looser than the others.
LARGEST_SHARE = 0.25
# With fewer others, how far a cluster usually reaches is anyone's guess.
FEWEST_OTHERS = 5
# It came apart if no part is most of it, and if the parts are most of it: else it is one family with a fringe.
MOST = 0.5

Labels = NDArray[np.int64]
Strengths = NDArray[np.float64]
Edges = NDArray[np.float64]
# Groups so many rows by the edges between them that are shorter than a horizon.
Recut = Callable[[Edges, int, float], tuple[Labels, Strengths]]


def divide(labels: Labels, strengths: Strengths, *, edges: Edges, recut: Recut) -> tuple[Labels, Strengths]:
    """Return labels and strengths in which no cluster swallows several families; divided parts have new labels.

    `edges` are (row, row, distance) of the spanning tree. A cluster with more than a quarter of the grouped rows is
    cut again at the distance that the others usually reach, and so are its parts, as long as they come apart.
    """
    labels, strengths = labels.copy(), strengths.copy()
    whole: set[int] = set()
    while (found := _find_loose(labels, edges, whole=whole)) is not None:
        loose, horizon = found
        members = np.flatnonzero(labels == loose)
        parts, own_strengths = recut(_edges_among(members, edges, horizon=horizon), len(members), horizon)
        sizes = np.bincount(parts[parts != NOISE], minlength=1)
        if sizes.max() > MOST * len(members) or sizes.sum() < MOST * len(members):
            whole.add(loose)
            continue
        labels[members] = np.where(parts == NOISE, NOISE, parts + labels.max() + 1)
        strengths[members] = own_strengths
    return labels, strengths


def _find_loose(labels: Labels, edges: Edges, *, whole: Collection[int]) -> tuple[int, float] | None:
    """Return the largest cluster that holds too much and reaches further than others do, and how far they do."""
    sizes = np.bincount(labels[labels != NOISE], minlength=1)
    starts, ends = labels[edges[:, 0].astype(np.int64)], labels[edges[:, 1].astype(np.int64)]
    is_inside = (starts == ends) & (starts != NOISE)
    reaches = np.zeros(len(sizes))
    np.maximum.at(reaches, starts[is_inside], edges[is_inside, 2])
    for label in map(int, np.argsort(-sizes, kind="stable")):
        if sizes[label] <= LARGEST_SHARE * sizes.sum():
            return None
        others = reaches[(sizes > 0) & (np.arange(len(sizes)) != label)]
        if len(others) < FEWEST_OTHERS:
            return None
        if label not in whole and reaches[label] > np.median(others):
            return label, float(np.median(others))
    return None


def _edges_among(members: NDArray[np.int64], edges: Edges, *, horizon: float) -> Edges:
    """Return the edges below the horizon that join two members, which are counted anew."""
    is_kept = np.isin(edges[:, 0], members) & np.isin(edges[:, 1], members) & (edges[:, 2] <= horizon)
    kept = edges[is_kept]
    return np.column_stack([np.searchsorted(members, kept[:, 0]), np.searchsorted(members, kept[:, 1]), kept[:, 2]])
