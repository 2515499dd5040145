"""Whether a cluster would be found again among other rows: tonight's, shuffled and resampled."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.clustering import NOISE
from monitor.clusters.exemplars import members_by_label

# So often is a share of the rows drawn, shuffled, and clustered again.
ROUNDS = 10
SHARE = 0.8
# Rows that are clustered together; a larger plane is looked at part by part.
MOST_ROWS = 2_000
# Parts looked at in one night.
MOST_PARTS = 3

# Groups some rows, in this order, anew: a label for each.
Regroup = Callable[[NDArray[np.int64]], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a plane that are clustered again, and the clusters that are judged by it, which lie in it whole."""

    rows: NDArray[np.int64]
    wanted: frozenset[int]


@dataclass(frozen=True, slots=True)
class Stability:
    """The mean Jaccard likeness of a cluster with its best match in each round, and how many rounds could tell."""

    likeness: float
    rounds: int


def find_part(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], left: Sequence[int], *, most: int = MOST_ROWS
) -> Part:
    """Return the rows nearest to the first of some clusters, and which of the clusters these hold whole.

    All rows where there are no more than `most`. Of a cluster that is larger itself, its most typical rows are taken.
    """
    own = labels == left[0]
    likeness = np.round(vectors @ vectors[own].mean(axis=0), 5) + 2.0 * own
    rows = np.sort(np.argsort(-likeness, kind="stable")[:most])
    inside, sizes = (np.bincount(some[some != NOISE]) for some in (labels[rows], labels))
    whole = {label for label in left if label < len(inside) and inside[label] == sizes[label]}
    return Part(rows, frozenset(whole | {left[0]}))


def measure_stability(
    labels: NDArray[np.int64], regroup: Regroup, *, part: Part, seed: int, least: int = 3
) -> dict[int, Stability]:
    """Tell of each wanted cluster how alike it is to what clustering finds in other draws of the part's rows.

    `labels` are those of the whole plane. In each of ten rounds four fifths of the rows are drawn and shuffled; a
    cluster of which fewer than `least` rows were drawn could not be found and is not judged in that round. A cluster
    that was never judged is absent. Source: Hennig (2007), "Cluster-wise assessment of cluster stability",
    Computational Statistics and Data Analysis 52: .85 and more is highly stable, .6 and less should not be trusted.
    """
    found: dict[int, list[float]] = {}
    generator = np.random.default_rng(seed)
    for _ in range(ROUNDS):
        shuffled = generator.permutation(part.rows)
        drawn = shuffled[: max(1, round(SHARE * len(shuffled)))]
        again = regroup(drawn)
        before = labels[drawn]
        for label, members in members_by_label(before):
            if label in part.wanted and len(members) >= least:
                found.setdefault(label, []).append(_best_jaccard(members, again))
    return {label: Stability(float(np.mean(likeness)), len(likeness)) for label, likeness in sorted(found.items())}


def _best_jaccard(members: NDArray[np.int64], again: NDArray[np.int64]) -> float:
    candidates, shared = np.unique(again[members], return_counts=True)
    likeness = [
        both / (len(members) + np.sum(again == label) - both)
        for label, both in zip(candidates, shared, strict=True)
        if label != NOISE
    ]
    return max(map(float, likeness), default=0.0)
