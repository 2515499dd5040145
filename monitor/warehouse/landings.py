"""Which source files were read, what each gave, and every part that was rejected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from monitor.errors import CountError
from monitor.records import Rejected
from monitor.warehouse.connection import Schema, Store, insert_rows, read_frame, read_row

REJECTED_SCHEMA: Schema = {
    "sha256": pl.String,
    "file_offset": pl.Int64,
    "line": pl.Int64,
    "reason": pl.String,
    "raw": pl.Binary,
}

# How the reason begins for which a reader rejects an answer to a request it cannot find.
WAITING_CODE = "request_missing:"

SELECT_LANDING = """
    select
        sha256,
        name,
        bytes,
        format,
        reader_version,
        seen,
        inserted,
        known,
        rejected,
        run_id,
        landed_at,
        passed_over,
        source
    from landings
    where sha256 = $sha256
"""

DELETE_LANDING = "delete from landings where sha256 = $sha256"
DELETE_PASSED_OVER = "delete from passed_over where sha256 = $sha256"
DELETE_REJECTED = "delete from rejected where sha256 = $sha256"

COUNT_STORED = """
    select count(*)
    from (
        select
            sha256,
            run_id
        from conversations
        union all
        select
            sha256,
            run_id
        from sightings
    )
    where sha256 = $sha256
        and ($run_id is null or run_id = $run_id)
"""

COUNT_WAITING = """
    select count(*)
    from rejected
    where sha256 = $sha256
        and starts_with(reason, $code)
"""

INSERT_LANDING = """
    insert into landings values (
        $sha256,
        $name,
        $bytes,
        $format,
        $reader_version,
        $seen,
        $inserted,
        $known,
        $rejected,
        $run_id,
        $landed_at,
        $passed_over,
        $source
    )
"""

INSERT_REJECTED = """
    insert into rejected
    select
        sha256,
        file_offset,
        line,
        reason,
        raw
    from incoming
"""

INSERT_PASSED_OVER = """
    insert into passed_over values (
        $sha256,
        $reason,
        $parts
    )
"""

SELECT_LANDINGS = """
    select
        sha256,
        name,
        bytes,
        format,
        seen,
        inserted,
        known,
        rejected,
        passed_over,
        run_id,
        landed_at
    from landings
    where $run_id is null or run_id = $run_id
    order by
        landed_at desc,
        name
"""

SELECT_REJECTED_COUNTS = """
    select
        landings.run_id,
        rejected.reason,
        count(*) as lines
    from rejected
    join landings using (sha256)
    where $run_id is null or landings.run_id = $run_id
    group by all
    order by
        lines desc,
        rejected.reason
"""

SELECT_REJECTED = """
    select
        landings.name,
        rejected.line,
        rejected.file_offset,
        rejected.reason,
        rejected.raw
    from rejected
    join landings using (sha256)
    where $run_id is null or landings.run_id = $run_id
    order by
        landings.name,
        rejected.file_offset
    limit $limit
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """One source file and what became of its records: `seen` = `inserted` + `known` + `rejected`.

    `passed_over` counts the parts that hold no record by their format's own rules; they are not among the seen.
    """

    sha256: str
    name: str
    bytes: int
    format: str
    reader_version: int
    seen: int
    inserted: int
    known: int
    rejected: int
    run_id: str
    landed_at: datetime
    passed_over: int = 0
    source: str | None = None


def read_landing(store: Store, sha256: str) -> Landing | None:
    """Return what an earlier run made of this file, or None."""
    row = read_row(store, SELECT_LANDING, sha256=sha256)
    return None if row is None else Landing(**dict(zip(Landing.__slots__, row, strict=True)))


def count_stored(store: Store, sha256: str, *, run_id: str | None = None) -> int:
    """Count the records that were first told by this file, in one run or in all."""
    row = read_row(store, COUNT_STORED, sha256=sha256, run_id=run_id)
    return 0 if row is None else int(row[0])


def is_waiting(store: Store, sha256: str) -> bool:
    """Tell whether a file holds answers whose requests had not been delivered when it was read."""
    row = read_row(store, COUNT_WAITING, sha256=sha256, code=WAITING_CODE)
    return row is not None and row[0] > 0


def write_landing(store: Store, landing: Landing) -> None:
    """Record a file as completely read.

    Raises CountError when its records do not add up.
    """
    if landing.seen != landing.inserted + landing.known + landing.rejected:
        raise CountError(
            f"{landing.name}: saw {landing.seen} records, but {landing.inserted} inserted + {landing.known} already"
            f" known + {landing.rejected} rejected"
        )
    store.execute(INSERT_LANDING, {name: getattr(landing, name) for name in Landing.__slots__})


def forget_landing(store: Store, sha256: str) -> None:
    """Drop what older readers made of a file, before newer ones read it again."""
    store.execute(DELETE_LANDING, {"sha256": sha256})
    store.execute(DELETE_REJECTED, {"sha256": sha256})
    store.execute(DELETE_PASSED_OVER, {"sha256": sha256})


def write_rejected(store: Store, sha256: str, rejected: Sequence[Rejected]) -> int:
    """Keep the parts of a file that could not be read."""
    rows = [(sha256, part.offset, part.line, part.reason, part.raw) for part in rejected]
    return insert_rows(store, INSERT_REJECTED, rows, schema=REJECTED_SCHEMA)


def write_passed_over(store: Store, sha256: str, counts: Mapping[str, int]) -> None:
    """Keep how many parts of a file hold no record by its format's own rules, by reason."""
    for reason, parts in counts.items():
        store.execute(INSERT_PASSED_OVER, {"sha256": sha256, "reason": reason, "parts": parts})


def landings_frame(store: Store, *, run_id: str | None = None) -> pl.DataFrame:
    """Return every file a run read, newest first; all runs when `run_id` is None."""
    return read_frame(store, SELECT_LANDINGS, run_id=run_id)


def rejected_counts_frame(store: Store, *, run_id: str | None = None) -> pl.DataFrame:
    """Count the rejected parts by run and reason."""
    return read_frame(store, SELECT_REJECTED_COUNTS, run_id=run_id)


def rejected_frame(store: Store, *, run_id: str | None = None, limit: int = 200) -> pl.DataFrame:
    """Return the rejected parts themselves, with file, line, byte offset, reason and raw bytes."""
    return read_frame(store, SELECT_REJECTED, run_id=run_id, limit=limit)
