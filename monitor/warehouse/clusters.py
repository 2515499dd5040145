"""Clusters of like cases, who belongs to them, and how they became what they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from monitor.records import Membership
from monitor.taxonomy import Axis
from monitor.warehouse.connection import Schema, Store, insert_rows, read_frame

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

SELECT_MAP = """
    select
        memberships.case_id,
        memberships.cluster_id,
        clusters.name,
        memberships.strength,
        memberships.is_exemplar,
        memberships.x,
        memberships.y,
        cases.failure,
        cases.severity
    from memberships
    join cases using (case_id)
    left join clusters using (cluster_id)
    where memberships.axis = $axis
    order by memberships.case_id
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

    axis: Axis
    cluster_id: str
    event: str
    other_id: str | None
    shared: int


def read_identities(store: Store, axis: Axis) -> dict[str, str]:
    """Return the cluster id of every clustered case as the last run left it."""
    return dict(store.execute(SELECT_IDENTITIES, {"axis": axis}).fetchall())


def write_clusters(store: Store, clusters: Iterable[StoredCluster], *, axis: Axis, run_id: str) -> None:
    """Make these the active clusters of an axis; one seen before keeps its id and its first run."""
    rows = [(one.cluster_id, axis, one.name, list(one.keywords), one.size, run_id) for one in clusters]
    store.execute(UPDATE_INACTIVE, {"axis": axis})
    insert_rows(store, UPSERT_CLUSTERS, rows, schema=CLUSTER_SCHEMA)


def write_memberships(store: Store, memberships: Sequence[Membership], *, axis: Axis) -> None:
    """Replace who belongs where on an axis; noise is stored as belonging nowhere."""
    rows = [(one.case_id, axis, one.cluster_id, one.strength, one.is_exemplar, one.x, one.y) for one in memberships]
    store.execute(DELETE_MEMBERSHIPS, {"axis": axis})
    insert_rows(store, INSERT_MEMBERSHIPS, rows, schema=MEMBERSHIP_SCHEMA)


def write_lineage(store: Store, lineage: Iterable[LineageRow], *, run_id: str) -> None:
    """Append what happened to clusters in one run."""
    rows = [(run_id, one.axis, one.cluster_id, one.event, one.other_id, one.shared) for one in lineage]
    insert_rows(store, INSERT_LINEAGE, rows, schema=LINEAGE_SCHEMA)


def clusters_frame(store: Store, *, axis: Axis | None = None, run_id: str | None = None) -> pl.DataFrame:
    """List the active clusters, gravest first; `new_cases` counts those that `run_id` opened."""
    return read_frame(store, SELECT_CLUSTERS, axis=axis, run_id=run_id)


def map_frame(store: Store, axis: Axis) -> pl.DataFrame:
    """Return every case's place on the map of one axis; cluster_id is null for noise."""
    return read_frame(store, SELECT_MAP, axis=axis)


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
