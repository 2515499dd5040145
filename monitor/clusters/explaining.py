"""What borders a cluster: its least typical members, the clusters next to it, and others who asked the like."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.distinct import find_distinct
from monitor.clusters.exemplars import members_by_label
from monitor.clusters.identity import find_centroids

EDGES = 5
RELATED = 5
# Clusters whose means are less alike have little to do with each other; nor have such prompts.
LEAST_RELATED = 0.35
LEAST_NEAR = 0.6
# Places after the point beyond which cosines differ by rounding alone.
DIGITS = 5


@dataclass(frozen=True, slots=True)
class Near:
    """A row of one set of vectors, the row of another that it is most like, and their cosine."""

    row: int
    other: int
    likeness: float


def find_edges(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> dict[int, tuple[Near, ...]]:
    """Return up to five different rows of each cluster, the least typical first, with their cosine to its mean.

    In each, `other` is the label. A row that is a copy of another is shown once.
    """
    means = find_centroids(vectors, labels)
    found = {}
    for label, members in members_by_label(labels):
        different = members[np.sort(find_distinct(vectors[members]).rows)]
        likeness = np.round(vectors[different] @ means[label], DIGITS)
        order = np.argsort(likeness, kind="stable")[:EDGES]
        found[label] = tuple(Near(int(different[one]), label, float(likeness[one])) for one in order)
    return found


def find_related(means: NDArray[np.float32]) -> dict[int, tuple[Near, ...]]:
    """Return up to five clusters most like each one, the likest first; `means` are unit vectors, a row for each."""
    likeness = np.round(means @ means.T, DIGITS)
    np.fill_diagonal(likeness, -1.0)
    order = np.argsort(-likeness, axis=1, kind="stable")[:, :RELATED]
    return {
        row: tuple(
            Near(row, int(other), float(likeness[row, other]))
            for other in order[row]
            if likeness[row, other] >= LEAST_RELATED
        )
        for row in range(len(means))
    }


def find_nearest(prompts: NDArray[np.float32], others: NDArray[np.float32]) -> Near | None:
    """Return the prompt and the one of the others that are most alike; None where nothing is near."""
    if not len(prompts) or not len(others):
        return None
    likeness = np.round(prompts @ others.T, DIGITS)
    row, other = np.unravel_index(int(np.argmax(likeness)), likeness.shape)
    best = float(likeness[row, other])
    return Near(int(row), int(other), best) if best >= LEAST_NEAR else None
