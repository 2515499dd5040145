"""Clusters of like cases, who belongs to them, and how they became what they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

import polars as pl

from monitor.records import Membership
from monitor.taxonomy import Axis
from monitor.warehouse.connection import Schema, Store, insert_rows, read_frame, read_row

CLUSTER_SCHEMA: Schema = {
    "cluster_id": pl.String,
    "axis": pl.String,
    "name": pl.String,
    "keywords": pl.List(pl.String),
    "size": pl.Int32,
    "run_id": pl.String,
}
MEMBERSHIP_SCHEMA: Schema = {
    "case_id": pl.String,
    "axis": pl.String,
    "cluster_id": pl.String,
    "strength": pl.Float64,
    "is_exemplar": pl.Boolean,
    "x": pl.Float64,
    "y": pl.Float64,
}
LINEAGE_SCHEMA: Schema = {
    "run_id": pl.String,
    "axis": pl.String,
    "cluster_id": pl.String,
    "event": pl.String,
    "other_id": pl.String,
    "shared": pl.Int32,
}

# What the run bore before it was gone through again; the rest is written over.
DELETE_BORN = """
    delete from clusters
    where axis = $axis
        and first_run_id = $run_id
"""

UPDATE_INACTIVE = "update clusters set is_active = false where axis = $axis"

UPSERT_CLUSTERS = """
    insert into clusters
    select
        cluster_id,
        axis,
        name,
        keywords,
        size,
        true,
        run_id,
        run_id
    from incoming
    on conflict (cluster_id) do update set
        name = excluded.name,
        keywords = excluded.keywords,
        size = excluded.size,
        is_active = true,
        last_run_id = excluded.last_run_id
"""

DELETE_MEMBERSHIPS = "delete from memberships where axis = $axis"

INSERT_MEMBERSHIPS = """
    insert into memberships
    select
        case_id,
        axis,
        cluster_id,
        strength,
        is_exemplar,
        x,
        y
    from incoming
"""

DELETE_LINEAGE = """
    delete from lineage
    where axis = $axis
        and run_id = $run_id
"""

INSERT_LINEAGE = """
    insert into lineage
    select
        run_id,
        axis,
        cluster_id,
        event,
        other_id,
        shared
    from incoming
"""

SELECT_IDENTITIES = """
    select
        case_id,
        cluster_id
    from memberships
    where axis = $axis
        and cluster_id is not null
"""

SELECT_CLUSTERS = """
    select
        clusters.cluster_id,
        clusters.axis,
        clusters.name,
        clusters.keywords,
        clusters.size,
        clusters.first_run_id,
        clusters.last_run_id,
        max(cases.severity) as severity,
        mode(cases.failure) as failure,
        list(distinct cases.failure order by cases.failure) as failures,
        count(*) filter (cases.run_id = $run_id) as new_cases,
        max(cases.occurred_at) as last_seen_at
    from clusters
    join memberships using (cluster_id)
    join cases using (case_id)
    where clusters.is_active
        and ($axis is null or clusters.axis = $axis)
    group by all
    order by
        severity desc,
        clusters.size desc,
        clusters.cluster_id
"""

SELECT_MEMBERSHIPS = """
    select
        memberships.axis,
        memberships.cluster_id,
        clusters.name,
        memberships.strength,
        memberships.is_exemplar
    from memberships
    left join clusters using (cluster_id)
    where memberships.case_id = $case_id
    order by memberships.axis
"""

SELECT_EXEMPLARS = """
    select case_id
    from memberships
    where cluster_id = $cluster_id
        and is_exemplar
    order by
        strength desc,
        case_id
"""

SELECT_LINEAGE = """
    select
        run_id,
        event,
        other_id,
        shared
    from lineage
    where cluster_id = $cluster_id
    order by run_id
"""

SELECT_ENDS_AND_PARTS = """
    select
        lineage.run_id,
        lineage.cluster_id,
        lineage.event,
        lineage.other_id,
        lineage.shared
    from lineage
    join runs using (run_id)
    where lineage.event in ('merged', 'vanished', 'split')
    order by
        runs.started_at,
        lineage.cluster_id
"""

SELECT_ACTIVE_IDS = """
    select cluster_id
    from clusters
    where is_active
"""

SELECT_ENDED = """
    select
        clusters.axis,
        clusters.name,
        runs.night
    from clusters
    join lineage using (cluster_id)
    join runs on runs.run_id = lineage.run_id
    where clusters.cluster_id = $cluster_id
        and not clusters.is_active
    order by runs.started_at desc
    limit 1
"""

SELECT_MEMBERS = """
    select case_id
    from memberships
    where cluster_id = $cluster_id
    order by
        is_exemplar desc,
        strength desc,
        case_id
    limit $limit
"""

SELECT_NIGHT_LINEAGE = """
    select
        lineage.axis,
        lineage.event,
        lineage.cluster_id,
        clusters.name,
        clusters.size,
        lineage.other_id,
        others.name as other_name,
        lineage.shared
    from lineage
    left join clusters using (cluster_id)
    left join clusters as others on others.cluster_id = lineage.other_id
    where lineage.run_id = $run_id
        and lineage.event <> 'continued'
    order by
        lineage.event,
        clusters.size desc,
        lineage.cluster_id
"""


@dataclass(frozen=True, slots=True)
class StoredCluster:
    """One cluster as tonight's run found it."""

    cluster_id: str
    axis: Axis
    name: str
    keywords: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True)
class LineageRow:
    """One thing that happened to a cluster in one run."""

    cluster_id: str
    event: str
    other_id: str | None
    shared: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A cluster that is alive no more: its axis, its last name, the night it ended."""

    axis: Axis
    name: str
    night: date


def read_identities(store: Store, axis: Axis) -> dict[str, str]:
    """Return the cluster id of every clustered case as the last run left it."""
    return dict(store.execute(SELECT_IDENTITIES, {"axis": axis}).fetchall())


def write_clusters(store: Store, clusters: Iterable[StoredCluster], *, axis: Axis, run_id: str) -> None:
    """Make these the active clusters of an axis; one seen before keeps its id and its first run."""
    rows = [(one.cluster_id, axis, one.name, list(one.keywords), one.size, run_id) for one in clusters]
    store.execute(DELETE_BORN, {"axis": axis, "run_id": run_id})
    store.execute(UPDATE_INACTIVE, {"axis": axis})
    insert_rows(store, UPSERT_CLUSTERS, rows, schema=CLUSTER_SCHEMA)


def write_memberships(store: Store, memberships: Sequence[Membership], *, axis: Axis) -> None:
    """Replace who belongs where on an axis; noise is stored as belonging nowhere."""
    rows = [(one.case_id, axis, one.cluster_id, one.strength, one.is_exemplar, one.x, one.y) for one in memberships]
    store.execute(DELETE_MEMBERSHIPS, {"axis": axis})
    insert_rows(store, INSERT_MEMBERSHIPS, rows, schema=MEMBERSHIP_SCHEMA)


def write_lineage(store: Store, lineage: Iterable[LineageRow], *, axis: Axis, run_id: str) -> None:
    """Append what happened to the clusters of an axis in one run, once however often the run is gone through."""
    store.execute(DELETE_LINEAGE, {"axis": axis, "run_id": run_id})
    rows = [(run_id, axis, one.cluster_id, one.event, one.other_id, one.shared) for one in lineage]
    insert_rows(store, INSERT_LINEAGE, rows, schema=LINEAGE_SCHEMA)


def read_lineage_nights(store: Store) -> list[list[LineageRow]]:
    """Return, run by run, the oldest first, which clusters ended and which were split from others."""
    rows = store.execute(SELECT_ENDS_AND_PARTS).fetchall()
    return [[LineageRow(*row[1:]) for row in night] for _, night in groupby(rows, key=itemgetter(0))]


def read_active_ids(store: Store) -> frozenset[str]:
    """Return the ids of the clusters that are alive, on both axes."""
    return frozenset(row[0] for row in store.execute(SELECT_ACTIVE_IDS).fetchall())


def read_ended(store: Store, cluster_id: str) -> Ended | None:
    """Return what a cluster was that is alive no more; None for one that lives, or never did."""
    row = read_row(store, SELECT_ENDED, cluster_id=cluster_id)
    return None if row is None else Ended(Axis(row[0]), row[1], row[2])


def read_member_ids(store: Store, cluster_id: str, *, limit: int) -> tuple[str, ...]:
    """Return a cluster's cases, those that show it best first."""
    params = {"cluster_id": cluster_id, "limit": limit}
    return tuple(row[0] for row in store.execute(SELECT_MEMBERS, params).fetchall())


def clusters_frame(store: Store, *, axis: Axis | None = None, run_id: str | None = None) -> pl.DataFrame:
    """List the active clusters, gravest first; `new_cases` counts those that `run_id` opened."""
    return read_frame(store, SELECT_CLUSTERS, axis=axis, run_id=run_id)


def memberships_frame(store: Store, case_id: str) -> pl.DataFrame:
    """Return where one case belongs, on each axis."""
    return read_frame(store, SELECT_MEMBERSHIPS, case_id=case_id)


def lineage_frame(store: Store, cluster_id: str) -> pl.DataFrame:
    """Return what happened to one cluster, run by run."""
    return read_frame(store, SELECT_LINEAGE, cluster_id=cluster_id)


def night_lineage_frame(store: Store, run_id: str) -> pl.DataFrame:
    """Return every change among the clusters in one run; those that simply continued are left out."""
    return read_frame(store, SELECT_NIGHT_LINEAGE, run_id=run_id)


def read_exemplar_ids(store: Store, cluster_id: str) -> list[str]:
    """Return the cases that show one cluster best, the strongest first."""
    return [row[0] for row in store.execute(SELECT_EXEMPLARS, {"cluster_id": cluster_id}).fetchall()]
