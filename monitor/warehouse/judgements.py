"""What a judge said of responses, when, at what cost, and where it gave no answer."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from monitor.errors import StoreError
from monitor.judgement import Judgement
from monitor.records import Evidence
from monitor.taxonomy import Failure, Hazard, NoteKind, Ruling
from monitor.warehouse.connection import Schema, Store, faults_named, insert_rows, read_row, transaction

JUDGEMENT_SCHEMA: Schema = {
    "conversation_id": pl.String,
    "message_index": pl.Int32,
    "key": pl.String,
    "model": pl.String,
    "rubric_version": pl.String,
    "failures": pl.List(pl.String),
    "ruling": pl.String,
    "reason": pl.String,
    "cost": pl.Float64,
    "calls": pl.Int32,
    "run_id": pl.String,
    "judged_at": pl.Datetime,
    "severity": pl.Int32,
    "hazard": pl.String,
    "spans": pl.List(pl.Struct({"message_index": pl.Int32, "start_at": pl.Int32, "end_at": pl.Int32})),
    "input_tokens": pl.Int64,
    "output_tokens": pl.Int64,
}

INSERT_JUDGEMENTS = """
    insert into judgements by name
    select *
    from incoming
"""

SELECT_JUDGEMENTS = """
    select *
    from judgements
    where ($conversation_id is null or conversation_id = $conversation_id)
        and ($key is null or key = $key)
        and ruling is not null
    order by
        judged_at,
        key,
        run_id
"""

SELECT_TRIES = """
    select *
    from judgements
    where conversation_id = $conversation_id
        and message_index = $message_index
    order by judged_at desc
"""

SELECT_SPENT = """
    select
        coalesce(sum(asked.cost), 0),
        coalesce(sum(asked.calls), 0)
    from (
        select
            run_id,
            cost,
            calls
        from judgements
        union all
        select
            run_id,
            cost,
            calls
        from told_names
    ) as asked
    join runs using (run_id)
    where runs.night = $night
"""

DELETE_NOTES = """
    delete from run_notes
    where run_id = $run_id
        and kind = $kind
"""

ATTACH_EARLIER = "attach $path as earlier (read_only)"
SELECT_HAS_JUDGEMENTS = """
    select count(*) > 0
    from duckdb_tables()
    where database_name = 'earlier'
        and table_name = 'judgements'
"""
# With the counts and notes of the runs that asked.
INSERT_EARLIER = """
    insert into judgements by name
    select *
    from earlier.judgements;
    insert into run_counts by name
    select *
    from earlier.run_counts
    where step = 'judge';
    insert into run_notes by name
    select *
    from earlier.run_notes
    where kind = 'unjudged'
"""
SELECT_HAS_NAMES = """
    select count(*) > 0
    from duckdb_tables()
    where database_name = 'earlier'
        and table_name = 'told_names'
"""
INSERT_EARLIER_NAMES = "insert into told_names by name select * from earlier.told_names"
DETACH_EARLIER = "detach earlier"


@dataclass(frozen=True, slots=True)
class Spent:
    """What asking a judge took so far in one night, in USD and in calls."""

    cost: float
    calls: int


def write_judgement(store: Store, judgement: Judgement) -> None:
    """Keep what a judge said once, or why it gave no answer."""
    insert_rows(store, INSERT_JUDGEMENTS, [_row(judgement)], schema=JUDGEMENT_SCHEMA)


def read_judgements(store: Store, *, conversation_id: str | None = None) -> dict[tuple[str, int], Judgement]:
    """Return the last answer on each response, by conversation and message, of one conversation or of all."""
    rows = store.execute(SELECT_JUDGEMENTS, {"conversation_id": conversation_id, "key": None}).fetchall()
    judgements = map(_judgement, rows)
    return {(one.conversation_id, one.message_index): one for one in judgements}


def find_answered(store: Store, key: str) -> Judgement | None:
    """Return the last answer to the same question, perhaps on a response with the same words, or None."""
    rows = store.execute(SELECT_JUDGEMENTS, {"conversation_id": None, "key": key}).fetchall()
    return _judgement(rows[-1]) if rows else None


def read_tries(store: Store, conversation_id: str, message_index: int) -> list[Judgement]:
    """Return everything a judge was asked about one response, the latest first, also what it gave no answer to."""
    wanted = {"conversation_id": conversation_id, "message_index": message_index}
    return [_judgement(row) for row in store.execute(SELECT_TRIES, wanted).fetchall()]


def read_spent(store: Store, night: date) -> Spent:
    """Return what asking took in all runs of one night."""
    cost, calls = read_row(store, SELECT_SPENT, night=night) or (0.0, 0)
    return Spent(cost, int(calls))


def clear_unjudged_notes(store: Store, run_id: str) -> None:
    """Drop what a run noted before about cases that were not judged: it tries again."""
    store.execute(DELETE_NOTES, {"run_id": run_id, "kind": NoteKind.UNJUDGED})


def carry_judgements(store: Store, earlier: Path) -> None:
    """Take over what judges said from another warehouse: it was paid for, and asked again they may say another thing.

    A warehouse from before there were judges has nothing to carry. Raises StoreError when it is missing or damaged.
    """
    if not earlier.is_file():
        raise StoreError(f"{earlier} is missing")
    with faults_named(earlier):
        store.execute(ATTACH_EARLIER, {"path": str(earlier)})
        has_any = read_row(store, SELECT_HAS_JUDGEMENTS)
        if has_any is not None and has_any[0]:
            with transaction(store):
                store.execute(INSERT_EARLIER)
                if (read_row(store, SELECT_HAS_NAMES) or (False,))[0]:
                    store.execute(INSERT_EARLIER_NAMES)
        store.execute(DETACH_EARLIER)


def _row(one: Judgement) -> tuple[object, ...]:
    spans = [{"message_index": span.message_index, "start_at": span.start, "end_at": span.end} for span in one.spans]
    return (
        one.conversation_id,
        one.message_index,
        one.key,
        one.model,
        one.rubric_version,
        list(one.failures),
        one.ruling,
        one.reason,
        one.cost,
        one.calls,
        one.run_id,
        one.judged_at,
        one.severity,
        one.hazard,
        spans,
        one.input_tokens,
        one.output_tokens,
    )


def _judgement(row: tuple[Any, ...]) -> Judgement:
    named = dict(zip(JUDGEMENT_SCHEMA, row, strict=True))
    return Judgement(
        **named
        | {
            "failures": tuple(Failure(one) for one in named["failures"]),
            "ruling": None if named["ruling"] is None else Ruling(named["ruling"]),
            "hazard": None if named["hazard"] is None else Hazard(named["hazard"]),
            "spans": tuple(Evidence(one["message_index"], one["start_at"], one["end_at"]) for one in named["spans"]),
        }
    )
