"""Name tonight's clusters, and leave a name alone as long as it fits."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.clusters import (
    UNNAMED,
    ClusterName,
    Known,
    Naming,
    Night,
    Plane,
    Said,
    Withheld,
    keep_name,
    members_by_label,
    name_clusters,
    read_members,
    remember,
    withhold,
)
from monitor.taxonomy import Axis, label
from monitor.warehouse.namings import (
    StoredNaming,
    ToldName,
    read_failures,
    read_leaks,
    read_namings,
    read_system_prompts,
    write_namings,
)
from pipelines.job import Job
from pipelines.told_names import Wanted, tell_names

MOST_SYSTEM_PROMPTS = 500
# Enough members to tell whether a cluster still uses the words of its name.
MEMBERS_HEARD = 20
# What no phrase goes across stands for what is left out.
LEFT_OUT = " | "


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The texts as names may repeat them, and each of tonight's clusters by its label: its rows, its members' ids."""

    texts: Sequence[str]
    rows: Mapping[int, NDArray[np.int64]]
    members: Mapping[int, frozenset[str]]
    withheld: Withheld

    def heard(self, found: int) -> list[Said]:
        """Return what some members of a cluster say."""
        return read_members(self.texts, self.rows[found], withheld=self.withheld, most=MEMBERS_HEARD)


def name_night(job: Job, plane: Plane, night: Night, *, earlier: Mapping[str, str]) -> dict[str, ClusterName]:
    """Return what the machine calls each of tonight's clusters, by its id, and store the names that are new.

    `earlier` is the cluster of each case in the run before: a cluster that nobody joined or left keeps its name.
    """
    spoken = _read_spoken(job, plane, night)
    before = read_namings(job.store, plane.axis, run_id=job.run.run_id)
    same = _unchanged(spoken, night, earlier)
    kept = {
        found: naming.name
        for found, cluster_id in night.ids.items()
        if (naming := _naming(before.get(cluster_id)))
        and (found in same or keep_name(naming, spoken.members[found], spoken.heard(found)))
    }
    known = Known(vectors=plane.vectors, kept=kept, fallbacks=dict(_fallbacks(job, spoken)), withheld=spoken.withheld)
    names = name_clusters(spoken.texts, night.clustering.labels, known=known)
    fresh = [one for one in night.ids if one not in kept]
    wanted = [_wanted(spoken, night, one, names[one]) for one in fresh]
    told = tell_names(job, plane.axis, wanted, withheld=spoken.withheld)
    names |= _without_twins(names, {one: told[night.ids[one]] for one in fresh if night.ids[one] in told})
    new = [
        _remembered(spoken, names[one], one, told=told.get(night.ids[one]), cluster_id=night.ids[one]) for one in fresh
    ]
    write_namings(job.store, new, axis=plane.axis, run_id=job.run.run_id)
    return {cluster_id: names[found] for found, cluster_id in night.ids.items()}


def _read_spoken(job: Job, plane: Plane, night: Night) -> _Spoken:
    rows = dict(members_by_label(night.clustering.labels))
    members = {found: frozenset(plane.case_ids[row] for row in mine) for found, mine in rows.items()}
    texts: Sequence[str] = plane.texts
    if plane.axis is Axis.RESPONSE:
        leaks = read_leaks(job.store)
        texts = [
            without(text, leaks.get(case_id, [])) for case_id, text in zip(plane.case_ids, plane.texts, strict=True)
        ]
    withheld = withhold(read_system_prompts(job.store, limit=MOST_SYSTEM_PROMPTS))
    return _Spoken(texts, rows, members, withheld)


def _unchanged(spoken: _Spoken, night: Night, earlier: Mapping[str, str]) -> frozenset[int]:
    """Return the clusters, by label, whose members are those of the run before."""
    sizes = Counter(earlier.values())
    return frozenset(
        found
        for found, cluster_id in night.ids.items()
        if len(spoken.members[found]) == sizes[cluster_id]
        and all(earlier.get(one) == cluster_id for one in spoken.members[found])
    )


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text without what stands in these places.

    >>> without("The code is rosebud.", [(12, 19)])
    'The code is  | .'
    """
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + LEFT_OUT + text[end:]
    return text


def _naming(stored: StoredNaming | None) -> Naming | None:
    if stored is None:
        return None
    return Naming(ClusterName(stored.name, stored.keywords), stored.case_ids, stored.covered)


def _fallbacks(job: Job, spoken: _Spoken) -> Iterator[tuple[int, str]]:
    """Yield what to call clusters without common words: after the failure that most of their cases show."""
    failures = read_failures(job.store)
    for found, members in spoken.members.items():
        shown = Counter(failures[one] for one in members if one in failures)
        if shown:
            failure = min(shown, key=lambda one: (-shown[one], one))
            yield found, f"{UNNAMED} - {label(failure).lower()}"


def _wanted(spoken: _Spoken, night: Night, found: int, own: ClusterName) -> Wanted:
    return Wanted(night.ids[found], [spoken.texts[row] for row in night.clustering.exemplars[found]], own)


def _without_twins(names: Mapping[int, ClusterName], told: Mapping[int, ToldName]) -> dict[int, ClusterName]:
    """Return the names that a model gave, but those that another cluster has."""
    taken = {one.name for one in names.values()}
    found: dict[int, ClusterName] = {}
    for number, one in told.items():
        if one.name is not None and one.name not in taken:
            taken.add(one.name)
            found[number] = ClusterName(one.name, names[number].keywords)
    return found


def _remembered(
    spoken: _Spoken, name: ClusterName, found: int, *, told: ToldName | None, cluster_id: str
) -> StoredNaming:
    naming = remember(name, spoken.members[found], spoken.heard(found))
    model = told.model if told is not None and told.name == name.name else None
    return StoredNaming(cluster_id, name.name, name.keywords, naming.covered, naming.case_ids, model)
