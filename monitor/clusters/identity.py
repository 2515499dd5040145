"""Permanent cluster ids: which of tonight's clusters continues which of last night's."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from monitor.clusters.clustering import NOISE
from monitor.clusters.exemplars import members_by_label
from monitor.clusters.lineage import MINIMUM_SHARE, LineageEvent, tell_lineage
from monitor.taxonomy import Axis

ID_LENGTH = 10
# A cluster without a single old member goes on only in one that means the same: of the means of 174 labelled families,
# one pair in 7,500 came this close, and the 99th percentile was .62 (tests/bench/bench_nights.py).
SAME_MEANING = 0.9
# Cosines, at most 1, break ties between counts of cases, and never outvote a case.
TIE = 0.25

Shared = Mapping[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class Matching:
    """The permanent id of each of tonight's labels, and what happened to last night's clusters."""

    ids: dict[int, str]
    lineage: tuple[LineageEvent, ...]


@dataclass(frozen=True, slots=True)
class Centroids:
    """The mean directions, unit vectors, of last night's clusters by their id and of tonight's by their label."""

    old: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    new: Mapping[int, NDArray[np.float32]] = field(default_factory=dict)

    def likeness(self, old_id: str, label: int) -> float:
        """Return the cosine of two clusters' means, 0 where one has none."""
        if old_id not in self.old or label not in self.new:
            return 0.0
        return max(float(self.old[old_id] @ self.new[label]), 0.0)


def find_centroids(vectors: NDArray[np.float32], labels: NDArray[np.int64]) -> dict[int, NDArray[np.float32]]:
    """Return the mean direction of each cluster as a unit vector; `vectors` has shape (n, dimensions)."""
    means = {label: vectors[rows].mean(axis=0) for label, rows in members_by_label(labels)}
    return {label: mean / max(float(np.linalg.norm(mean)), 1e-9) for label, mean in means.items()}


def match_clusters(
    previous: Mapping[str, str], current: Mapping[str, int], *, axis: Axis, centroids: Centroids | None = None
) -> Matching:
    """Give each of tonight's clusters the id of the old one it mostly continues, or a new id.

    `previous` gives each old case its cluster id, `current` each case its label tonight (NOISE for none). A share is
    taken among the old members that are in some cluster tonight: those that fell to noise say nothing. An old cluster
    may continue in at most one new one and the other way round; of all such pairings the one that keeps most cases
    under their id is taken, and of equal ones the one whose means are most alike. An old cluster none of whose cases
    is in a cluster any more continues in a new one that means the same. The order of the cases and the numbers of the
    labels change nothing.

    Sources: overlap and its threshold from MONIC (Spiliopoulou et al. 2006, "MONIC: modeling and monitoring cluster
    transitions", KDD); the pairing is a maximum-weight bipartite matching (Kuhn 1955).
    """
    means = centroids or Centroids()
    members = _members(current)
    shared = Counter((old_id, current[case]) for case, old_id in previous.items() if current.get(case, NOISE) != NOISE)
    weights = {pair: count + TIE * means.likeness(*pair) for pair, count in _eligible(shared).items()}
    ids = _pair(weights | _left_behind(means, shared), list(members))
    for label, cases in members.items():
        if label not in ids:
            ids[label] = new_cluster_id(cases, axis, taken={*previous.values(), *means.old, *ids.values()})
    now = {case: ids[label] for case, label in current.items() if label != NOISE}
    return Matching(ids, tell_lineage(previous, now))


def new_cluster_id(cases: Iterable[str], axis: Axis, *, taken: Collection[str] = ()) -> str:
    """Return an id that the members alone decide, in whatever order, and that no other cluster has."""
    digest = hashlib.sha256("\n".join(sorted(cases)).encode()).hexdigest()
    while (cluster_id := f"{axis[0]}-{digest[:ID_LENGTH]}") in taken:
        digest = hashlib.sha256(digest.encode()).hexdigest()
    return cluster_id


def _members(current: Mapping[str, int]) -> dict[int, list[str]]:
    """Return the sorted members of each label, in an order that depends on the members alone."""
    members: dict[int, list[str]] = {}
    for case, label in sorted(current.items()):
        if label != NOISE:
            members.setdefault(label, []).append(case)
    return members


def _eligible(shared: Shared) -> dict[tuple[str, int], int]:
    """Return the pairs in which the old cluster mostly went to the new one."""
    clustered: Counter[str] = Counter()
    for (old_id, _), count in shared.items():
        clustered[old_id] += count
    return {pair: count for pair, count in shared.items() if count >= MINIMUM_SHARE * clustered[pair[0]]}


def _left_behind(means: Centroids, shared: Shared) -> dict[tuple[str, int], float]:
    """Return the pairs of an old cluster that lost every member and a new one that has no old member."""
    lost = sorted(means.old.keys() - {old_id for old_id, _ in shared})
    fresh = sorted(means.new.keys() - {label for _, label in shared})
    found = {(old_id, label): means.likeness(old_id, label) for old_id in lost for label in fresh}
    return {pair: TIE * cosine for pair, cosine in found.items() if cosine >= SAME_MEANING}


def _pair(weights: Mapping[tuple[str, int], float], labels: list[int]) -> dict[int, str]:
    """Return the old id that each label keeps, so that most cases stay under their id."""
    old_ids = sorted({old_id for old_id, _ in weights})
    row_of = {old_id: row for row, old_id in enumerate(old_ids)}
    column_of = {label: column for column, label in enumerate(labels)}
    matrix = np.zeros((len(old_ids), len(labels)))
    for (old_id, label), weight in weights.items():
        matrix[row_of[old_id], column_of[label]] = weight
    pairs = zip(*linear_sum_assignment(matrix, maximize=True), strict=True)
    return {labels[column]: old_ids[row] for row, column in pairs if matrix[row, column]}
