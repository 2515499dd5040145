"""Unit vectors of texts, cached by the hash of the text and the encoder that made them."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.warehouse.connection import Schema, Store, insert_rows

EMBEDDING_SCHEMA: Schema = {"content_hash": pl.String, "encoder": pl.String, "vector": pl.List(pl.Float32)}

INSERT_EMBEDDINGS = """
    insert into embeddings
    select
        content_hash,
        encoder,
        vector
    from incoming
    anti join embeddings using (content_hash, encoder)
"""

SELECT_EMBEDDINGS = """
    select
        content_hash,
        vector
    from embeddings
    where encoder = $encoder
        and content_hash in (select unnest($hashes))
"""

SELECT_MISSING_TEXTS = """
    with
        responses as (
            select messages.*
            from failing_responses
            join messages using (conversation_id, message_index)
        ),
        wanted as (
            select
                content_hash,
                text
            from responses
            union
            select
                prompts.content_hash,
                prompts.text
            from responses
            join messages as prompts
                on prompts.conversation_id = responses.conversation_id
                and prompts.message_index = responses.prompt_index
            union
            select
                content_hash,
                text
            from reports
        )
    select
        content_hash,
        text
    from wanted
    where not exists (
        select 1
        from embeddings
        where embeddings.content_hash = wanted.content_hash
            and embeddings.encoder = $encoder
    )
    order by content_hash
"""


SELECT_EMBEDDED_TEXTS = """
    select
        said.content_hash,
        said.text
    from (
        select
            content_hash,
            text
        from messages
        union
        select
            content_hash,
            text
        from reports
    ) as said
    semi join (
        select content_hash
        from embeddings
        where encoder = $encoder
    ) as embedded using (content_hash)
    anti join (
        select content_hash
        from embeddings
        where encoder = $lacking
    ) as done using (content_hash)
    where not $anchors_only
        or said.content_hash in (select content_hash from anchors)
    order by said.content_hash
"""


def write_embeddings(store: Store, encoder: str, vectors: Mapping[str, NDArray[np.float32]]) -> int:
    """Store vectors, keyed by content hash, that are not yet stored; return how many were new."""
    rows = [(content_hash, encoder, vector.tolist()) for content_hash, vector in vectors.items()]
    return insert_rows(store, INSERT_EMBEDDINGS, rows, schema=EMBEDDING_SCHEMA)


def read_embeddings(store: Store, encoder: str, content_hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """Return the stored vectors of these texts; a text without one is absent."""
    rows = store.execute(SELECT_EMBEDDINGS, {"encoder": encoder, "hashes": list(content_hashes)}).fetchall()
    return {content_hash: np.asarray(vector, dtype=np.float32) for content_hash, vector in rows}


def read_missing_texts(store: Store, encoder: str) -> dict[str, str]:
    """Return, by content hash, the prompts and responses of failing responses, and reports, without a vector."""
    return dict(store.execute(SELECT_MISSING_TEXTS, {"encoder": encoder}).fetchall())


def read_embedded_texts(store: Store, encoder: str, *, lacking: str, anchors_only: bool) -> dict[str, str]:
    """Return, by content hash, messages and reports with a vector by `encoder` and none by `lacking`.

    With `anchors_only` those that hold a map in place.
    """
    params = {"encoder": encoder, "lacking": lacking, "anchors_only": anchors_only}
    return dict(store.execute(SELECT_EMBEDDED_TEXTS, params).fetchall())
