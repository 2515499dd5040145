"""Which encoder makes the vectors of the clusters, and the canary vectors of every encoder that made any."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from monitor.warehouse.connection import Store, insert_rows, read_row
from monitor.warehouse.embeddings import EMBEDDING_SCHEMA

SELECT_IS_KEPT = """
    select exists (
        select 1
        from duckdb_tables()
        where database_name = current_database()
            and table_name = 'canaries'
    )
"""

SELECT_CANARIES = """
    select
        content_hash,
        vector
    from canaries
    where encoder = $encoder
    order by content_hash
"""

INSERT_CANARIES = """
    insert into canaries
    select
        encoder,
        content_hash,
        vector
    from incoming
    anti join canaries using (encoder)
"""

SELECT_CLUSTER_ENCODERS = """
    select
        number,
        encoder,
        setting,
        since
    from cluster_encoders
    order by number
"""

INSERT_CLUSTER_ENCODER = """
    insert into cluster_encoders values (
        $number,
        $encoder,
        $setting,
        $since
    )
"""

SELECT_ENCODERS = """
    select encoder
    from embeddings
    union
    select encoder
    from canaries
    order by encoder
"""

DELETE_VECTORS = "delete from embeddings where encoder = $encoder"
DELETE_CANARIES = "delete from canaries where encoder = $encoder"

RENAME_VECTORS = """
    update embeddings
    set encoder = $name
    where encoder = $encoder
"""

RENAME_CANARIES = """
    update canaries
    set encoder = $name
    where encoder = $encoder
"""

# What a cluster meant in the vectors of an encoder says nothing in another's.
DELETE_CENTROIDS = "delete from centroids"


@dataclass(frozen=True, slots=True)
class ClusterEncoder:
    """An encoder that makes clusters: its full name, and how the settings named it when it began."""

    number: int
    encoder: str
    setting: str
    since: datetime


def are_canaries_kept(store: Store) -> bool:
    """Tell whether a warehouse has a place for canaries: a snapshot from before they were kept has none."""
    row = read_row(store, SELECT_IS_KEPT)
    return row is not None and bool(row[0])


def read_canaries(store: Store, encoder: str) -> dict[str, NDArray[np.float32]]:
    """Return the stored canary vectors of an encoder, by content hash; none when it made no vectors yet."""
    rows = store.execute(SELECT_CANARIES, {"encoder": encoder}).fetchall()
    return {content_hash: np.asarray(vector, dtype=np.float32) for content_hash, vector in rows}


def write_canaries(store: Store, encoder: str, vectors: Mapping[str, NDArray[np.float32]]) -> int:
    """Store the canary vectors of an encoder that has none yet; return how many were stored."""
    rows = [(content_hash, encoder, vector.tolist()) for content_hash, vector in vectors.items()]
    return insert_rows(store, INSERT_CANARIES, rows, schema=EMBEDDING_SCHEMA)


def read_cluster_encoders(store: Store) -> list[ClusterEncoder]:
    """Return the encoders that made clusters, the first one first; the last one makes them now."""
    return [ClusterEncoder(*row) for row in store.execute(SELECT_CLUSTER_ENCODERS).fetchall()]


def write_cluster_encoder(store: Store, one: ClusterEncoder) -> None:
    """Store that an encoder makes the clusters from now on."""
    row = {"number": one.number, "encoder": one.encoder, "setting": one.setting, "since": one.since}
    store.execute(INSERT_CLUSTER_ENCODER, row)


def read_encoders(store: Store) -> list[str]:
    """Return the names of all encoders that stored vectors or canaries are of."""
    return [name for (name,) in store.execute(SELECT_ENCODERS).fetchall()]


def delete_vectors(store: Store, encoder: str) -> None:
    """Delete all vectors and canaries of an encoder."""
    for statement in (DELETE_VECTORS, DELETE_CANARIES):
        store.execute(statement, {"encoder": encoder})


def rename_vectors(store: Store, encoder: str, name: str) -> None:
    """Give all vectors and canaries of an encoder another name."""
    for statement in (RENAME_VECTORS, RENAME_CANARIES):
        store.execute(statement, {"encoder": encoder, "name": name})


def forget_centroids(store: Store) -> None:
    """Delete what clusters meant, so that they are found anew; cases stay in them until then."""
    store.execute(DELETE_CENTROIDS)
