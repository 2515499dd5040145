"""From one landing copy to the copy that takes its place: rows say where they came from."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from monitor.records import Rejected
from monitor.warehouse.connection import Schema, Store, insert_rows
from monitor.warehouse.landings import (
    Landing,
    count_stored,
    forget_landing,
    read_landing,
    write_landing,
    write_passed_over,
    write_rejected,
)

MOVE_SCHEMA: Schema = {"record_id": pl.String, "old_offset": pl.Int64, "new_offset": pl.Int64}

SELECT_REJECTED = """
    select
        file_offset,
        line,
        reason,
        raw
    from rejected
    where sha256 = $sha256
    order by
        file_offset,
        line
"""

CREATE_MOVES = """
    create or replace temp table moves (
        record_id varchar,
        old_offset bigint,
        new_offset bigint
    )
"""

INSERT_MOVES = """
    insert into moves
    select
        record_id,
        old_offset,
        new_offset
    from incoming
"""

# The offset is that of the record's first telling, as it was; a newer reader may place parts elsewhere.
CREATE_PLACES = """
    create or replace temp table places as
    select
        record_id,
        min(new_offset) as first_offset,
        map_from_entries(list((old_offset, new_offset) order by new_offset desc)) as by_offset
    from (
        select
            record_id,
            old_offset,
            min(new_offset) as new_offset
        from moves
        group by all
    )
    group by record_id
"""

MOVE_CONVERSATIONS = """
    update conversations
    set
        sha256 = $new,
        file_offset = coalesce(places.by_offset[file_offset], places.first_offset)
    from places
    where conversations.sha256 = $old
        and conversations.conversation_id = places.record_id
"""

MOVE_REPORTS = """
    update reports
    set
        sha256 = $new,
        file_offset = coalesce(places.by_offset[file_offset], places.first_offset)
    from places
    where reports.sha256 = $old
        and reports.report_id = places.record_id
"""

MOVE_SIGHTINGS = """
    update sightings
    set
        sha256 = $new,
        file_offset = coalesce(places.by_offset[file_offset], places.first_offset)
    from places
    where sightings.sha256 = $old
        and sightings.sighting_id = places.record_id
"""


def read_rejected(store: Store, sha256: str) -> list[Rejected]:
    """Return the rejected parts of one file, in the order of their places."""
    return [Rejected(*row) for row in store.execute(SELECT_REJECTED, {"sha256": sha256}).fetchall()]


def move_landing(
    store: Store, old: Landing, new: Landing, *, moves: Sequence[tuple[str, int, int]], rejected: Sequence[Rejected]
) -> None:
    """Point everything that came from one landing copy to the copy that takes its place.

    `moves` are (id, old byte offset, new byte offset); `new` brings the hash, the size and how many lines were seen
    and rejected. Call it inside a transaction. Raises CountError when the records do not add up.
    """
    store.execute(CREATE_MOVES)
    insert_rows(store, INSERT_MOVES, moves, schema=MOVE_SCHEMA)
    store.execute(CREATE_PLACES)
    for statement in (MOVE_CONVERSATIONS, MOVE_REPORTS, MOVE_SIGHTINGS):
        store.execute(statement, {"old": old.sha256, "new": new.sha256})
    known = read_landing(store, new.sha256) or new
    forget_landing(store, old.sha256)
    forget_landing(store, new.sha256)
    write_rejected(store, new.sha256, rejected)
    write_passed_over(store, new.sha256, {"records of this file were erased": new.passed_over})
    inserted = count_stored(store, new.sha256)
    first = min(old, known, key=lambda one: one.landed_at)
    told = replace(new, name=first.name, run_id=first.run_id, landed_at=first.landed_at)
    write_landing(store, replace(told, inserted=inserted, known=new.seen - new.rejected - inserted))
