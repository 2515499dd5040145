"""What holds the map of each axis in place from night to night: texts, and where they lie."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.taxonomy import Axis
from monitor.warehouse.connection import Schema, Store, insert_frame, read_frame

ANCHOR_SCHEMA: Schema = {
    "position": pl.Int32,
    "content_hash": pl.String,
    "x": pl.Float64,
    "y": pl.Float64,
    "is_fitted": pl.Boolean,
}

SELECT_ANCHORS = """
    select
        anchors.content_hash,
        anchors.x,
        anchors.y,
        anchors.is_fitted,
        embeddings.vector
    from anchors
    join embeddings using (content_hash)
    where anchors.axis = $axis
        and embeddings.encoder = $encoder
    order by anchors.position
"""

CREATE_EARLIER_ANCHORS = """
    create or replace temp table earlier_anchors as
    from anchors
    where axis = $axis
"""

DELETE_ANCHORS = "delete from anchors where axis = $axis"

INSERT_ANCHORS = """
    insert into anchors
    select
        $axis,
        incoming.position,
        incoming.content_hash,
        incoming.x,
        incoming.y,
        incoming.is_fitted,
        coalesce(earlier_anchors.run_id, $run_id)
    from incoming
    left join earlier_anchors using (content_hash, x, y)
"""

SELECT_PLACES = """
    with ranked as (
        select
            run_id,
            cast(dense_rank() over (order by night desc) - 1 as integer) as nights
        from runs
    )
    select
        memberships.case_id,
        cases.content_hash,
        memberships.cluster_id,
        clusters.name,
        memberships.x,
        memberships.y,
        cases.failure,
        cases.severity,
        ranked.nights
    from memberships
    join cases using (case_id)
    left join clusters using (cluster_id)
    left join ranked on ranked.run_id = cases.run_id
    where memberships.axis = $axis
    order by memberships.case_id
"""


@dataclass(frozen=True, slots=True)
class Anchors:
    """The texts that hold a map, by content hash, with their vectors (n, d) and places (n, 2).

    Those that are fitted come first: they were drawn together, the others given a spot later.
    """

    names: tuple[str, ...]
    vectors: NDArray[np.float32]
    places: NDArray[np.float64]
    fitted: int


def read_anchors(store: Store, axis: Axis, *, encoder: str) -> Anchors | None:
    """Return what holds the map of one axis; None when no map was drawn, or this encoder knows none of its texts."""
    rows = store.execute(SELECT_ANCHORS, {"axis": axis, "encoder": encoder}).fetchall()
    if not rows:
        return None
    names, x, y, is_fitted, vectors = zip(*rows, strict=True)
    return Anchors(names, np.asarray(vectors, dtype=np.float32), np.column_stack([x, y]), sum(is_fitted))


def write_anchors(store: Store, anchors: Anchors, *, axis: Axis, run_id: str) -> int:
    """Replace what holds the map of one axis; what stays where it was keeps the run that put it there."""
    count = len(anchors.names)
    columns = {
        "position": range(count),
        "content_hash": anchors.names,
        "x": anchors.places[:, 0].tolist(),
        "y": anchors.places[:, 1].tolist(),
        "is_fitted": [position < anchors.fitted for position in range(count)],
    }
    store.execute(CREATE_EARLIER_ANCHORS, {"axis": axis})
    store.execute(DELETE_ANCHORS, {"axis": axis})
    return insert_frame(
        store, INSERT_ANCHORS, pl.DataFrame(columns, schema=dict(ANCHOR_SCHEMA)), axis=axis, run_id=run_id
    )


def places_frame(store: Store, axis: Axis) -> pl.DataFrame:
    """Return every case's place on the map of one axis; cluster_id and name are null for noise.

    Column nights counts the nights that have come since the one that first brought the case.
    """
    return read_frame(store, SELECT_PLACES, axis=axis)
