"""Tonight's clusters of one axis: what was known stays, what is new joins or founds, and what people decided holds."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.clustering import NOISE, Clustering
from monitor.clusters.constraints import Bonds
from monitor.clusters.corrections import Edit, correct
from monitor.clusters.density import cluster
from monitor.clusters.exemplars import find_exemplars, members_by_label
from monitor.clusters.folding import Folded, fold
from monitor.clusters.identity import Centroids, find_centroids, match_clusters, new_cluster_id
from monitor.clusters.lineage import LineageEvent, tell_lineage
from monitor.clusters.manners import FEWEST_PROMPTS, PROMPT_HORIZON
from monitor.clusters.neighbours import HORIZON
from monitor.clusters.obeying import Rows, obey
from monitor.clusters.updating import regroup
from monitor.taxonomy import Axis

# Clusters are found anew when this much has come since they were last.
GROWTH = 1.2


@dataclass(frozen=True, slots=True)
class Plane:
    """The cases of one axis, row by row: ids, words, unit vectors (n, d)."""

    axis: Axis
    case_ids: list[str]
    texts: list[str]
    vectors: NDArray[np.float32]

    def reordered(self, order: NDArray[np.intp]) -> "Plane":
        """Return the same cases in another order."""
        if np.all(order == np.arange(len(order))):
            return self
        case_ids, texts = ([many[row] for row in order] for many in (self.case_ids, self.texts))
        return Plane(self.axis, case_ids, texts, self.vectors[order])


@dataclass(frozen=True, slots=True)
class Scale:
    """How many rows make a cluster, and from which distance on two have nothing in common."""

    min_cluster_size: int = 3
    horizon: float = HORIZON


BY_MEANING = Scale()


@dataclass(frozen=True, slots=True)
class Before:
    """The night before: each clustered case's cluster, the clusters' means, how many rows the last refit had."""

    clusters: Mapping[str, str] = field(default_factory=dict)
    centroids: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    refit_rows: int | None = None


@dataclass(frozen=True, slots=True)
class Will:
    """What people want of the clusters: edits since the night before, bonds that always hold, cases that stay put.

    `refused` are moves, as case and cluster, not to be proposed again.
    """

    edits: tuple[Edit, ...] = ()
    bonds: Bonds = field(default_factory=Bonds)
    decided: frozenset[str] = frozenset()
    refused: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What came of it: `clustering` has a label per case, `ids` names the labels, `moves` are (case, from, to).

    `rows` counts the cases without their near-copies.
    """

    clustering: Clustering
    ids: dict[int, str]
    lineage: tuple[LineageEvent, ...]
    centroids: dict[str, NDArray[np.float32]]
    moves: tuple[tuple[str, str, str], ...]
    is_refit: bool
    rows: int

    def clusters_of(self, case_ids: list[str]) -> dict[str, str]:
        """Return the cluster of each case that is in one; `case_ids` are in the order of the labels."""
        labels = self.clustering.labels.tolist()
        return {case_id: self.ids[label] for case_id, label in zip(case_ids, labels, strict=True) if label != NOISE}


@dataclass(frozen=True, slots=True)
class _Known:
    """Last night, with people's corrections: each case's cluster, each row's label (NOISE: none), the labels' ids."""

    clusters: dict[str, str]
    labels: NDArray[np.int64]
    ids: list[str]
    centroids: Mapping[str, NDArray[np.float32]]


def scale_of(axis: Axis, *, least: int) -> Scale:
    """Return the scale of an axis, for clusters of at least `least` cases."""
    return Scale(max(least, FEWEST_PROMPTS), PROMPT_HORIZON) if axis is Axis.PROMPT else Scale(least)


def group_night(
    plane: Plane, before: Before, will: Will, *, scale: Scale = BY_MEANING, refits: bool | None = None
) -> Night:
    """Group the cases of one axis; the order of the rows changes nothing.

    Where nothing is refitted, every case that was in a cluster stays in it. A refit finds all clusters anew, and those
    that go on keep their id; a decided case stays in its cluster all the same, which lives on for it, and where the
    machine would have it is a move to propose. In `refits` None leaves the choice to how much has come since the last.
    """
    order = np.argsort(np.array(plane.case_ids, dtype=str), kind="stable")
    tonight = plane.reordered(order)
    known = _know(tonight, before, will)
    folded = fold(tonight.texts)
    is_refit = len(folded.rows) >= GROWTH * (before.refit_rows or 0) if refits is None else refits
    found = _find(tonight, known, folded, scale=scale, is_refit=is_refit)
    wanted, ids = _match(tonight, known, found.labels)
    is_pinned = known.labels != NOISE
    if is_refit:
        is_pinned &= np.array([case_id in will.decided for case_id in tonight.case_ids], dtype=bool)
    kept = np.where(is_pinned, known.labels, wanted)
    labels = obey(kept, Rows(tonight.case_ids, known.labels, is_pinned, tonight.vectors), will.bonds)
    _drop_scraps(labels, (labels != kept) | is_pinned, wanted, size=scale.min_cluster_size, first_new=len(known.ids))
    ids = _name_minted(tonight, labels, ids)
    moves = _moves(tonight, (labels, wanted), will, ids=ids, is_pinned=is_pinned)
    strengths = np.where(labels == wanted, found.strengths, _likeness_to_own(tonight, labels))
    means = find_centroids(tonight.vectors, labels)
    clusters = {tonight.case_ids[row]: ids[int(labels[row])] for row in np.flatnonzero(labels != NOISE)}
    return Night(
        clustering=_in_order(Clustering(labels, strengths, find_exemplars(tonight.vectors, labels)), order),
        ids=ids,
        lineage=tell_lineage(before.clusters, clusters),
        centroids={ids[label]: mean for label, mean in means.items()},
        moves=moves,
        is_refit=is_refit,
        rows=len(folded.rows),
    )


def _know(plane: Plane, before: Before, will: Will) -> _Known:
    clusters = correct(before.clusters, will.edits, divide=partial(_divide, plane))
    ids = sorted({*clusters.values(), *before.centroids})
    label_of = {cluster_id: label for label, cluster_id in enumerate(ids)}
    labels = [label_of[clusters[case_id]] if case_id in clusters else NOISE for case_id in plane.case_ids]
    return _Known(clusters, np.array(labels, dtype=np.int64), ids, before.centroids)


def _divide(plane: Plane, cases: Collection[str], here: Collection[str], there: Collection[str]) -> list[str]:
    """Return the cases that are more like one of those there than like any of those here."""
    row_of = {case_id: row for row, case_id in enumerate(plane.case_ids)}
    rows, stay, leave = ([row_of[one] for one in some if one in row_of] for some in (cases, here, there))
    if not rows or not stay or not leave:
        return []
    vectors = plane.vectors[rows]
    leaving = np.max(vectors @ plane.vectors[leave].T, axis=1) > np.max(vectors @ plane.vectors[stay].T, axis=1)
    return [plane.case_ids[row] for row, leaves in zip(rows, leaving, strict=True) if leaves]


def _find(plane: Plane, known: _Known, folded: Folded, *, scale: Scale, is_refit: bool) -> Clustering:
    """Group the rows by their likeness alone, near-copies as one."""
    if is_refit or not plane.case_ids:
        return cluster(plane.vectors, min_cluster_size=scale.min_cluster_size, horizon=scale.horizon, folded=folded)
    return regroup(
        plane.vectors, known.labels, min_cluster_size=scale.min_cluster_size, horizon=scale.horizon, folded=folded
    )


def _match(plane: Plane, known: _Known, labels: NDArray[np.int64]) -> tuple[NDArray[np.int64], dict[int, str]]:
    """Return the labels as last night's where a cluster goes on, else as new ones, and the names of all."""
    present = {case_id: known.clusters[case_id] for case_id in plane.case_ids if case_id in known.clusters}
    current = dict(zip(plane.case_ids, labels.tolist(), strict=True))
    centroids = Centroids(known.centroids, find_centroids(plane.vectors, labels))
    matching = match_clusters(present, current, axis=plane.axis, centroids=centroids)
    ids = list(known.ids)
    ids += sorted(set(matching.ids.values()) - set(ids))
    label_of = {cluster_id: label for label, cluster_id in enumerate(ids)}
    renumbered = {label: label_of[cluster_id] for label, cluster_id in matching.ids.items()} | {NOISE: NOISE}
    wanted = np.array([renumbered[label] for label in labels.tolist()], dtype=np.int64)
    return wanted, dict(enumerate(ids))


def _drop_scraps(
    labels: NDArray[np.int64], held: NDArray[np.bool_], wanted: NDArray[np.int64], *, size: int, first_new: int
) -> None:
    """Turn into noise what is left of a new cluster when its other rows had to stay elsewhere."""
    for label in np.unique(wanted[wanted >= first_new]):
        left = labels == label
        if np.sum(left) < size and not np.any(held & left):
            labels[left] = NOISE


def _name_minted(plane: Plane, labels: NDArray[np.int64], ids: Mapping[int, str]) -> dict[int, str]:
    """Return the id of every label that has rows; one that only people made is named after its members."""
    named = dict(ids)
    for label in (int(one) for one in np.unique(labels) if one != NOISE and int(one) not in ids):
        members = [plane.case_ids[row] for row in np.flatnonzero(labels == label)]
        named[label] = new_cluster_id(members, plane.axis, taken=set(named.values()))
    return {label: named[label] for label in sorted({int(one) for one in labels} - {NOISE})}


def _moves(
    plane: Plane,
    tonight: tuple[NDArray[np.int64], NDArray[np.int64]],
    will: Will,
    *,
    ids: Mapping[int, str],
    is_pinned: NDArray[np.bool_],
) -> tuple[tuple[str, str, str], ...]:
    """Return where the machine would have decided cases that nobody but a verdict holds: case, from, to."""
    labels, wanted = tonight
    bound = {case_id for group in will.bonds.groups for case_id in group}
    rows = np.flatnonzero(is_pinned & (wanted != labels) & (wanted != NOISE))
    found = [(plane.case_ids[row], ids[int(labels[row])], ids.get(int(wanted[row]))) for row in rows]
    return tuple(
        (case_id, home, other)
        for case_id, home, other in found
        if other is not None
        and case_id in will.decided
        and case_id not in bound
        and (case_id, other) not in will.refused
    )


def _likeness_to_own(plane: Plane, labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the cosine of each row to its cluster's mean, from 0 to 1; 0 for noise."""
    likeness = np.zeros(len(labels))
    means = find_centroids(plane.vectors, labels)
    for label, rows in members_by_label(labels):
        likeness[rows] = np.clip(plane.vectors[rows] @ means[label], 0.0, 1.0)
    return likeness


def _in_order(clustering: Clustering, order: NDArray[np.intp]) -> Clustering:
    """Return a clustering of reordered rows as one of the rows in the order they came in."""
    back = np.argsort(order, kind="stable")
    exemplars = {label: tuple(int(order[row]) for row in rows) for label, rows in clustering.exemplars.items()}
    return Clustering(clustering.labels[back], clustering.strengths[back], exemplars)
