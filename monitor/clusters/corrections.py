"""Last night's clusters as people corrected them since: what a decision changes at once, before tonight's grouping."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from monitor.clusters.constraints import Grouping, GroupingKind

# Tells which of some cases are more like the second group of cases than like the first.
Divider = Callable[[Collection[str], Collection[str], Collection[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Edit:
    """A decision that was made or, when `is_undone`, taken back."""

    grouping: Grouping
    is_undone: bool = False


def correct(clusters: Mapping[str, str], edits: Iterable[Edit], *, divide: Divider) -> dict[str, str]:
    """Return the cluster id of each case after the edits, in their order.

    What a split or an undone merge does not name follows the nearest side. A decision whose cluster is gone changes
    nothing here: it binds nevertheless.
    """
    corrected = dict(clusters)
    for edit in edits:
        grouping = edit.grouping
        if grouping.kind is GroupingKind.MOVED:
            _move(corrected, edit)
        elif (grouping.kind is GroupingKind.MERGED) is edit.is_undone:
            _part(corrected, grouping, divide)
        else:
            _join(corrected, grouping)
    return corrected


def _move(clusters: dict[str, str], edit: Edit) -> None:
    grouping = edit.grouping
    target = grouping.cluster_id if edit.is_undone else grouping.other_id
    if target in clusters.values():
        clusters.update({case_id: target for case_id in grouping.there if case_id in clusters})


def _join(clusters: dict[str, str], grouping: Grouping) -> None:
    """Give the cases of one cluster the id of the other."""
    into = _present(clusters, grouping.cluster_id, grouping.here)
    other = _present(clusters, grouping.other_id, grouping.there)
    if into is not None and other is not None:
        clusters.update({case_id: into for case_id, cluster_id in clusters.items() if cluster_id == other})


def _part(clusters: dict[str, str], grouping: Grouping, divide: Divider) -> None:
    """Give the cases `there`, and what is more like them than like those `here`, an id of their own."""
    whole = _present(clusters, grouping.cluster_id, grouping.here)
    members = {case_id for case_id, cluster_id in clusters.items() if cluster_id == whole}
    here, there = members & set(grouping.here), members & set(grouping.there)
    if not here or not there:
        return
    rest = members - here - there
    clusters.update(dict.fromkeys(there | set(divide(sorted(rest), sorted(here), sorted(there))), grouping.other_id))


def _present(clusters: Mapping[str, str], cluster_id: str, cases: Iterable[str]) -> str | None:
    """Return the cluster, or where most of its cases are when its id is gone."""
    if cluster_id in clusters.values():
        return cluster_id
    counted = Counter(clusters[case_id] for case_id in cases if case_id in clusters)
    return min(counted, key=lambda one: (-counted[one], one), default=None)
