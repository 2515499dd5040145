"""Permanent cluster ids: which of tonight's clusters continues which of last night's."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from monitor.clusters.clustering import NOISE
from monitor.taxonomy import Axis, LineageKind

# "Mostly": at least half of the old members that are in a cluster tonight.
MINIMUM_SHARE = 0.5
ID_LENGTH = 10

Shared = Mapping[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class LineageEvent:
    """One thing that happened to a cluster; `shared` counts the cases both sides have in common.

    `other_id` is the cluster it was merged into, or split from.
    """

    cluster_id: str
    event: LineageKind
    other_id: str | None
    shared: int


@dataclass(frozen=True, slots=True)
class Matching:
    """The permanent id of each of tonight's labels, and what happened to last night's clusters."""

    ids: dict[int, str]
    lineage: tuple[LineageEvent, ...]


def match_clusters(
    previous: Mapping[str, str],
    current: Mapping[str, int],
    *,
    axis: Axis,
    minimum_share: float = MINIMUM_SHARE,
) -> Matching:
    """Give each of tonight's clusters the id of the old one it mostly continues, or a new id.

    `previous` gives each old case its cluster id, `current` each case its label tonight (NOISE for none). A share is
    taken among the old members that are in some cluster tonight: those that fell to noise say nothing. An old cluster
    may continue in at most one new one and the other way round; of all such pairings the one that keeps most cases
    under their id is taken. The order of the cases and the numbers of the labels change nothing.

    Sources: overlap and its threshold from MONIC (Spiliopoulou et al. 2006, "MONIC: modeling and monitoring cluster
    transitions", KDD); the pairing is a maximum-weight bipartite matching (Kuhn 1955).
    """
    members = _members(current)
    shared = Counter((old_id, current[case]) for case, old_id in previous.items() if current.get(case, NOISE) != NOISE)
    eligible = _eligible(shared, minimum_share)
    ids = _pair(eligible, members)
    for label, cases in members.items():
        if label not in ids:
            ids[label] = _new_id(cases, axis, taken={*previous.values(), *ids.values()})
    new = [_origin(ids[label], shared, label, len(cases) * minimum_share) for label, cases in members.items()]
    old = [_end(old_id, ids, eligible) for old_id in set(previous.values()) - set(ids.values())]
    return Matching(ids, tuple(sorted([*new, *old], key=lambda event: event.cluster_id)))


def _members(current: Mapping[str, int]) -> dict[int, list[str]]:
    """Return the sorted members of each label, in an order that depends on the members alone."""
    members: dict[int, list[str]] = {}
    for case, label in sorted(current.items()):
        if label != NOISE:
            members.setdefault(label, []).append(case)
    return members


def _eligible(shared: Shared, minimum_share: float) -> dict[tuple[str, int], int]:
    """Return the pairs in which the old cluster mostly went to the new one."""
    clustered: Counter[str] = Counter()
    for (old_id, _), count in shared.items():
        clustered[old_id] += count
    return {pair: count for pair, count in shared.items() if count >= minimum_share * clustered[pair[0]]}


def _pair(eligible: Shared, members: Mapping[int, list[str]]) -> dict[int, str]:
    """Return the old id that each label keeps, so that most cases stay under their id."""
    old_ids = sorted({old_id for old_id, _ in eligible})
    labels = list(members)
    row_of = {old_id: row for row, old_id in enumerate(old_ids)}
    column_of = {label: column for column, label in enumerate(labels)}
    weights = np.zeros((len(old_ids), len(labels)))
    for (old_id, label), count in eligible.items():
        weights[row_of[old_id], column_of[label]] = count
    pairs = zip(*linear_sum_assignment(weights, maximize=True), strict=True)
    return {labels[column]: old_ids[row] for row, column in pairs if weights[row, column]}


def _new_id(cases: Iterable[str], axis: Axis, *, taken: set[str]) -> str:
    """Return an id that the members alone decide, and that no other cluster has."""
    digest = hashlib.sha256("\n".join(cases).encode()).hexdigest()
    while (cluster_id := f"{axis[0]}-{digest[:ID_LENGTH]}") in taken:
        digest = hashlib.sha256(digest.encode()).hexdigest()
    return cluster_id


def _origin(cluster_id: str, shared: Shared, label: int, most: float) -> LineageEvent:
    """Say that one of tonight's clusters continued, or else was split from an old one or born."""
    origins = {old_id: count for (old_id, other), count in shared.items() if other == label}
    if cluster_id in origins:
        return LineageEvent(cluster_id, LineageKind.CONTINUED, None, origins[cluster_id])
    main = min(origins, key=lambda old_id: (-origins[old_id], old_id), default=None)
    # One stray old case among many new ones does not make a cluster the child of that case's old one.
    if main is None or origins[main] < most:
        return LineageEvent(cluster_id, LineageKind.BORN, None, 0)
    return LineageEvent(cluster_id, LineageKind.SPLIT, main, origins[main])


def _end(old_id: str, ids: Mapping[int, str], eligible: Shared) -> LineageEvent:
    """Say that one of last night's clusters was merged into another, or else that it vanished."""
    heirs = {ids[label]: count for (other, label), count in eligible.items() if other == old_id}
    heir = min(heirs, key=lambda cluster_id: (-heirs[cluster_id], cluster_id), default=None)
    if heir is None:
        return LineageEvent(old_id, LineageKind.VANISHED, None, 0)
    return LineageEvent(old_id, LineageKind.MERGED, heir, heirs[heir])
