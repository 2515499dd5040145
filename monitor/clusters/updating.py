"""Tonight's rows among the known clusters: assigned where they lie within one, else grouped with the rest."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.assigning import Known, assign, shares_within, show_known
from monitor.clusters.clustering import NOISE, Clustering
from monitor.clusters.density import cluster, number_by_size
from monitor.clusters.exemplars import find_exemplars, members_by_label
from monitor.clusters.folding import Folded
from monitor.clusters.neighbours import HORIZON

# As many exemplars stand for a cluster when rows near it are grouped: ten give the same at nearly twice the time.
SHOWN_NEAR = 5
Value = TypeVar("Value", bound=np.generic)


def regroup(
    vectors: NDArray[np.float32],
    known: NDArray[np.int64],
    *,
    min_cluster_size: int = 3,
    horizon: float = HORIZON,
    folded: Folded | None = None,
) -> Clustering:
    """Give the rows that belong nowhere a known cluster or a new one; nobody leaves the cluster they are in.

    `vectors` has shape (n, dimensions), unit rows; `known` is each row's cluster, NOISE for new rows and old noise.
    Known labels keep their number, new ones count on from the largest, the largest new cluster first. A copy follows
    what it is a copy of. A row is assigned only within a cluster's own spread; all others, old noise included, are
    clustered among the exemplars of the clusters they are nearest to: those that group with some join the nearest,
    those that group by themselves are new. Distances among the known are never looked at, but to the ten exemplars of
    each cluster. A strength is 1 at an exemplar and a half where the cluster ends. Raises ValueError for shapes that
    do not match.

    Without the exemplars around them, rows that are left over group loosely with one another: on GPTFuzz, a first
    night of two fifths and six more, ARI was .59; among exemplars .72, where all at once gives .60.
    """
    if known.shape != vectors.shape[:1]:
        raise ValueError(f"known labels of shape {known.shape} do not match vectors of shape {vectors.shape}")
    copies = folded or Folded(np.arange(len(known)))
    labels = _follow_copies(known, copies)
    shown = show_known(vectors, labels, horizon=horizon)
    kept = np.intersect1d(np.flatnonzero(labels == NOISE), copies.rows)
    assigned = assign(vectors[kept], shown)
    labels = _follow_copies(_put(labels, kept, assigned.labels), copies)
    around = _show_near(shown, assigned.nearest[(assigned.labels == NOISE) & (assigned.distances < horizon)])
    rows = np.union1d(np.flatnonzero(labels == NOISE), around)
    apart = Folded(_put(copies.into, around, around)).among(rows)
    found = cluster(vectors[rows], min_cluster_size=min_cluster_size, horizon=horizon, folded=apart)
    first_new = int(np.max(known, initial=NOISE)) + 1
    grouped = _join(labels[rows], found.labels, vectors[rows], first_new=first_new)
    labels = _follow_copies(_put(labels, rows, grouped), copies)
    strengths = np.where(labels == NOISE, 0.0, 1 / (1 + shares_within(vectors, labels, shown)))
    strengths = np.where(labels >= first_new, _put(np.zeros(len(known)), rows, found.strengths), strengths)
    return Clustering(labels, strengths, find_exemplars(vectors, labels))


def _put(values: NDArray[Value], rows: NDArray[np.int64], others: NDArray[Value]) -> NDArray[Value]:
    """Return the values with others in some rows."""
    changed = values.copy()
    changed[rows] = others
    return changed


def _follow_copies(labels: NDArray[np.int64], copies: Folded) -> NDArray[np.int64]:
    """Return the labels with each row that belongs nowhere in the cluster of a copy of it, if one has a cluster."""
    leaders = np.full(len(labels), NOISE, dtype=np.int64)
    settled = np.flatnonzero(labels != NOISE)
    # Of copies that people keep in different clusters, the oldest cluster leads: it is written last.
    settled = settled[np.argsort(-labels[settled], kind="stable")]
    leaders[copies.into[settled]] = labels[settled]
    return np.where(labels == NOISE, leaders[copies.into], labels)


def _show_near(shown: Known, labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows of the first exemplars of some clusters."""
    starts = np.searchsorted(shown.labels, shown.labels)
    is_first = np.arange(len(shown.labels)) - starts < SHOWN_NEAR
    return shown.rows[is_first & np.isin(shown.labels, labels)]


def _join(
    labels: NDArray[np.int64], groups: NDArray[np.int64], vectors: NDArray[np.float32], *, first_new: int
) -> NDArray[np.int64]:
    """Give rows without a label that of the row most like them in their group; where none has one, the group is new."""
    joined = labels.copy()
    fresh = np.full(len(labels), NOISE, dtype=np.int64)
    for group, members in members_by_label(groups):
        settled, left = members[labels[members] != NOISE], members[labels[members] == NOISE]
        if not len(settled):
            fresh[left] = group
        elif len(left):
            joined[left] = labels[settled[np.argmax(vectors[left] @ vectors[settled].T, axis=1)]]
    fresh = number_by_size(fresh)
    return np.where(fresh == NOISE, joined, fresh + first_new)
