"""New vectors to the known clusters that they lie within, each by the cluster's own spread."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.clustering import NOISE
from monitor.clusters.exemplars import find_exemplars, members_by_label
from monitor.clusters.neighbours import HORIZON, blocks

# How far nine in ten members lie from the others that show the cluster: one stray member widens nothing. That .5 would
# do as well (GPTFuzz over seven nights: ARI .72 either way) is because what is left is looked at again, among others.
WITHIN = 0.9
# A distance of .3 is a cosine of .955, the same thing said in other words: a cluster of copies takes in as much.
LEAST_SPREAD = 0.3


@dataclass(frozen=True, slots=True)
class Known:
    """What shows the known clusters: exemplar rows, their vectors, the label of each and how far that cluster spreads.

    Labels ascend.
    """

    rows: NDArray[np.int64]
    vectors: NDArray[np.float32]
    labels: NDArray[np.int64]
    spreads: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Assigned:
    """The cluster each point lies within, NOISE for none; the nearest one, by share of its spread; how far that is."""

    labels: NDArray[np.int64]
    nearest: NDArray[np.int64]
    shares: NDArray[np.float64]
    distances: NDArray[np.float64]


def show_known(vectors: NDArray[np.float32], labels: NDArray[np.int64], *, horizon: float = HORIZON) -> Known:
    """Find ten exemplars of each cluster and its spread: the distance within which nine in ten members have another.

    A cluster that is looser than most spreads no further than they do: what is loose tonight would else take in what
    belongs elsewhere, and be looser tomorrow. No distances but those within a cluster to its exemplars are looked at.
    """
    exemplars = find_exemplars(vectors, labels)
    if not exemplars:
        return Known(np.empty(0, dtype=np.int64), vectors[:0], np.empty(0, dtype=np.int64), np.empty(0))
    spreads = {
        label: _spread(vectors, members, np.array(exemplars[label])) for label, members in members_by_label(labels)
    }
    usual = min(float(np.median(list(spreads.values()))), horizon)
    owners = np.concatenate([np.full(len(shown), label) for label, shown in exemplars.items()])
    rows = np.concatenate([np.array(shown) for shown in exemplars.values()])
    return Known(rows, vectors[rows], owners, np.array([min(spreads[label], usual) for label in owners]))


def assign(points: NDArray[np.float32], known: Known) -> Assigned:
    """Give each point the cluster whose exemplar is nearest by that cluster's spread, if it lies within it."""
    labels = np.full(len(points), NOISE, dtype=np.int64)
    shares, distances = np.full(len(points), np.inf), np.full(len(points), np.inf)
    if not len(known.labels):
        return Assigned(labels, labels, shares, distances)
    # (distance / spread)² = (2 - 2 cosine) / spread²: of the largest of its negatives, no root need be taken.
    weights = (2 / known.spreads**2).astype(np.float32)
    for block in blocks(len(points), width=len(known.labels)):
        nearness = points[block] @ known.vectors.T
        nearness -= 1
        nearness *= weights
        best = np.argmax(nearness, axis=1)
        shares[block] = np.sqrt(np.maximum(-nearness[np.arange(len(best)), best], 0))
        distances[block] = shares[block] * known.spreads[best]
        labels[block] = known.labels[best]
    return Assigned(np.where(shares <= 1, labels, NOISE), labels, shares, distances)


def shares_within(vectors: NDArray[np.float32], labels: NDArray[np.int64], known: Known) -> NDArray[np.float64]:
    """Return each row's distance to its own cluster's nearest exemplar by its spread; infinite if none is known."""
    shares = np.full(len(labels), np.inf)
    for label, members in members_by_label(labels):
        own = slice(*np.searchsorted(known.labels, [label, label + 1]))
        if own.start < own.stop:
            nearest = (vectors[members] @ known.vectors[own].T).max(axis=1)
            shares[members] = np.sqrt(np.maximum(2 - 2 * nearest, 0)) / known.spreads[own.start]
    return shares


def _spread(vectors: NDArray[np.float32], members: NDArray[np.int64], shown: NDArray[np.int64]) -> float:
    """Return how far nine in ten members lie from the nearest exemplar other than themselves."""
    products = vectors[members] @ vectors[shown].T
    products[members[:, None] == shown[None, :]] = -np.inf
    nearest = products.max(axis=1)
    distances = np.sqrt(np.maximum(2 - 2 * nearest[np.isfinite(nearest)], 0))
    within = float(np.quantile(distances, WITHIN)) if len(distances) else LEAST_SPREAD
    return max(within, LEAST_SPREAD)
