"""Who was in which cluster in the run before, what those clusters meant, and where decided cases might move."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.taxonomy import Axis
from monitor.warehouse.connection import Schema, Store, insert_rows, read_row

IDENTITY_SCHEMA: Schema = {"run_id": pl.String, "axis": pl.String, "case_id": pl.String, "cluster_id": pl.String}
CENTROID_SCHEMA: Schema = {
    "run_id": pl.String,
    "axis": pl.String,
    "cluster_id": pl.String,
    "encoder": pl.String,
    "vector": pl.List(pl.Float32),
}
PROPOSAL_SCHEMA: Schema = {
    "run_id": pl.String,
    "axis": pl.String,
    "case_id": pl.String,
    "cluster_id": pl.String,
    "other_id": pl.String,
}

SELECT_EARLIER_RUN = """
    select runs.run_id
    from runs
    join run_counts using (run_id)
    where runs.run_id <> $run_id
        and run_counts.step = 'cluster'
        and run_counts.name = $axis || '_clusters'
    order by runs.started_at desc
    limit 1
"""

SELECT_EARLIER = """
    select
        case_id,
        cluster_id
    from identities
    where axis = $axis
        and run_id = $run_id
    order by case_id
"""

DELETE_IDENTITIES = """
    delete from identities
    where axis = $axis
        and run_id is distinct from $earlier
"""

INSERT_IDENTITIES = """
    insert into identities
    select
        run_id,
        axis,
        case_id,
        cluster_id
    from incoming
"""

SELECT_CENTROIDS = """
    select
        cluster_id,
        vector
    from centroids
    where axis = $axis
        and run_id = $run_id
        and encoder = $encoder
    order by cluster_id
"""

DELETE_CENTROIDS = """
    delete from centroids
    where axis = $axis
        and run_id is distinct from $earlier
"""

INSERT_CENTROIDS = """
    insert into centroids
    select
        run_id,
        axis,
        cluster_id,
        encoder,
        vector
    from incoming
"""

SELECT_REFIT = """
    select
        runs.run_id,
        rows.value
    from runs
    join run_counts as refits using (run_id)
    join run_counts as rows using (run_id)
    where runs.run_id <> $run_id
        and refits.step = 'cluster'
        and refits.name = $axis || '_refit'
        and refits.value > 0
        and rows.step = 'cluster'
        and rows.name = $axis || '_rows'
    order by runs.started_at desc
    limit 1
"""

DELETE_PROPOSALS = """
    delete from proposals
    where axis = $axis
"""

DELETE_STALE_PROPOSALS = """
    delete from proposals
    where axis = $axis
        and (
            run_id = $run_id
            or not exists (
                select 1
                from memberships
                where memberships.axis = proposals.axis
                    and memberships.case_id = proposals.case_id
                    and memberships.cluster_id = proposals.cluster_id
            )
            or other_id not in (
                select cluster_id
                from memberships
                where memberships.axis = proposals.axis
                    and memberships.cluster_id is not null
            )
        )
"""

INSERT_PROPOSALS = """
    insert into proposals
    select
        run_id,
        axis,
        case_id,
        cluster_id,
        other_id
    from incoming
"""

SELECT_PROPOSALS = """
    select
        case_id,
        cluster_id,
        other_id
    from proposals
    where axis = $axis
    order by
        cluster_id,
        other_id,
        case_id
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decided case that the machine would have in another cluster; it stays until a person says so."""

    case_id: str
    cluster_id: str
    other_id: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An axis as the run before left it: cases' clusters, the clusters' means, how many rows it had at its last refit.

    `run_id` and `refit_rows` are None where there was none.
    """

    run_id: str | None
    clusters: dict[str, str]
    centroids: dict[str, NDArray[np.float32]]
    refit_rows: int | None


def read_earlier(store: Store, axis: Axis, *, run_id: str, encoder: str) -> Earlier:
    """Read an axis as the run before `run_id` left it, whether or not `run_id` was clustered already."""
    row = read_row(store, SELECT_EARLIER_RUN, axis=axis, run_id=run_id)
    refit = read_row(store, SELECT_REFIT, axis=axis, run_id=run_id)
    if row is None:
        return Earlier(None, {}, {}, None)
    clusters = store.execute(SELECT_EARLIER, {"axis": axis, "run_id": row[0]}).fetchall()
    means = store.execute(SELECT_CENTROIDS, {"axis": axis, "run_id": row[0], "encoder": encoder}).fetchall()
    return Earlier(
        row[0],
        dict(clusters),
        {cluster_id: np.asarray(vector, dtype=np.float32) for cluster_id, vector in means},
        None if refit is None else int(refit[1]),
    )


def write_identities(
    store: Store, clusters: Mapping[str, str], *, axis: Axis, run_id: str, earlier: str | None
) -> None:
    """Keep who is in which cluster tonight beside the run before; older runs go."""
    store.execute(DELETE_IDENTITIES, {"axis": axis, "earlier": earlier})
    rows = [(run_id, axis, case_id, cluster_id) for case_id, cluster_id in clusters.items()]
    insert_rows(store, INSERT_IDENTITIES, rows, schema=IDENTITY_SCHEMA)


@dataclass(frozen=True, slots=True)
class Means:
    """The mean direction, a unit vector, of each cluster tonight, by an encoder."""

    encoder: str
    vectors: Mapping[str, NDArray[np.float32]]


def write_centroids(store: Store, means: Means, *, axis: Axis, run_id: str, earlier: str | None) -> None:
    """Keep what the clusters mean tonight beside the run before; older runs go."""
    store.execute(DELETE_CENTROIDS, {"axis": axis, "earlier": earlier})
    rows = [(run_id, axis, cluster_id, means.encoder, mean.tolist()) for cluster_id, mean in means.vectors.items()]
    insert_rows(store, INSERT_CENTROIDS, rows, schema=CENTROID_SCHEMA)


def write_proposals(store: Store, proposals: Iterable[Proposal], *, axis: Axis, run_id: str, is_refit: bool) -> None:
    """Add tonight's proposals; call it when tonight's memberships are stored.

    Those before stay while they make sense; a refit sees everything anew and replaces them all.
    """
    if is_refit:
        store.execute(DELETE_PROPOSALS, {"axis": axis})
    else:
        store.execute(DELETE_STALE_PROPOSALS, {"axis": axis, "run_id": run_id})
    rows = [(run_id, axis, one.case_id, one.cluster_id, one.other_id) for one in proposals]
    insert_rows(store, INSERT_PROPOSALS, rows, schema=PROPOSAL_SCHEMA)


def read_proposals(store: Store, axis: Axis) -> list[Proposal]:
    """Return the moves that wait for a person, those that were answered since the last night too."""
    return [Proposal(*row) for row in store.execute(SELECT_PROPOSALS, {"axis": axis}).fetchall()]
