"""What machines call clusters and since when, and the words of cases that no name may repeat."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from monitor.taxonomy import Axis
from monitor.warehouse.connection import Schema, Store, insert_rows, read_frame

NAMING_SCHEMA: Schema = {
    "run_id": pl.String,
    "axis": pl.String,
    "cluster_id": pl.String,
    "name": pl.String,
    "keywords": pl.List(pl.String),
    "covered": pl.Float64,
    "case_ids": pl.List(pl.String),
    "model": pl.String,
}

SELECT_LATEST = """
    select
        namings.cluster_id,
        namings.name,
        namings.keywords,
        namings.covered,
        namings.case_ids,
        namings.model
    from namings
    join runs using (run_id)
    where namings.axis = $axis
        and namings.run_id <> $run_id
    qualify row_number() over (partition by namings.cluster_id order by runs.started_at desc) = 1
    order by namings.cluster_id
"""

DELETE_NAMINGS = """
    delete from namings
    where axis = $axis
        and run_id = $run_id
"""

INSERT_NAMINGS = """
    insert into namings
    select
        run_id,
        axis,
        cluster_id,
        name,
        keywords,
        covered,
        case_ids,
        model
    from incoming
"""

TOLD_SCHEMA: Schema = {
    "run_id": pl.String,
    "axis": pl.String,
    "cluster_id": pl.String,
    "name": pl.String,
    "model": pl.String,
    "cost": pl.Float64,
    "calls": pl.Int32,
}

SELECT_TOLD = """
    select
        cluster_id,
        name,
        model,
        cost,
        calls
    from told_names
    where axis = $axis
        and run_id = $run_id
    order by cluster_id
"""

INSERT_TOLD = """
    insert into told_names
    select
        run_id,
        axis,
        cluster_id,
        name,
        model,
        cost,
        calls
    from incoming
"""

SELECT_HISTORY = """
    select
        namings.run_id,
        namings.name,
        namings.model
    from namings
    join runs using (run_id)
    where namings.cluster_id = $cluster_id
    order by runs.started_at
"""

# A system prompt of every customer would be as many: those that most conversations have.
SELECT_SYSTEM_PROMPTS = """
    select text
    from messages
    where role = 'system'
    group by text
    order by
        count(*) desc,
        text
    limit $limit
"""

SELECT_LEAKS = """
    select
        detections.conversation_id || '-' || detections.message_index,
        spans.evidence.start_at,
        spans.evidence.end_at
    from current_detections as detections,
        unnest(detections.evidence) as spans(evidence)
    where detections.failure in ('prompt_leak', 'personal_data_leak')
        and detections.outcome = 'success'
        and spans.evidence.message_index = detections.message_index
    order by all
"""

SELECT_FAILURES = """
    select
        conversation_id || '-' || message_index,
        min_by(failure, (-score, failure))
    from current_detections
    where outcome = 'success'
    group by all
"""


@dataclass(frozen=True, slots=True)
class StoredNaming:
    """A name that a cluster was given: by a model that was asked (None: nobody was), for which of its members."""

    cluster_id: str
    name: str
    keywords: tuple[str, ...]
    covered: float | None
    case_ids: tuple[str, ...]
    model: str | None = None


@dataclass(frozen=True, slots=True)
class ToldName:
    """What a model called a cluster, None where it gave no answer, and what asking took, in USD and in calls."""

    cluster_id: str
    name: str | None
    model: str
    cost: float
    calls: int


def read_told(store: Store, axis: Axis, *, run_id: str) -> dict[str, ToldName]:
    """Return what a model called clusters in a run, by their id."""
    rows = store.execute(SELECT_TOLD, {"axis": axis, "run_id": run_id}).fetchall()
    return {row[0]: ToldName(*row) for row in rows}


def write_told(store: Store, told: Iterable[ToldName], *, axis: Axis, run_id: str) -> None:
    """Keep what a model called clusters in a run."""
    rows = [(run_id, axis, one.cluster_id, one.name, one.model, one.cost, one.calls) for one in told]
    insert_rows(store, INSERT_TOLD, rows, schema=TOLD_SCHEMA)


def read_namings(store: Store, axis: Axis, *, run_id: str) -> dict[str, StoredNaming]:
    """Return the latest name of each cluster before a run, by its id, whether or not the run named it already."""
    rows = store.execute(SELECT_LATEST, {"axis": axis, "run_id": run_id}).fetchall()
    return {row[0]: StoredNaming(row[0], row[1], tuple(row[2]), row[3], tuple(row[4]), row[5]) for row in rows}


def write_namings(store: Store, namings: Iterable[StoredNaming], *, axis: Axis, run_id: str) -> None:
    """Keep the names that a run gave, in place of those it gave before."""
    store.execute(DELETE_NAMINGS, {"axis": axis, "run_id": run_id})
    rows = [
        (run_id, axis, one.cluster_id, one.name, list(one.keywords), one.covered, list(one.case_ids), one.model)
        for one in namings
    ]
    insert_rows(store, INSERT_NAMINGS, rows, schema=NAMING_SCHEMA)


def names_frame(store: Store, cluster_id: str) -> pl.DataFrame:
    """Return what machines called a cluster, in the order of the runs that did; columns run_id, name, model."""
    return read_frame(store, SELECT_HISTORY, cluster_id=cluster_id)


def read_system_prompts(store: Store, *, limit: int) -> list[str]:
    """Return the system prompts that most conversations have."""
    return [row[0] for row in store.execute(SELECT_SYSTEM_PROMPTS, {"limit": limit}).fetchall()]


def read_leaks(store: Store) -> dict[str, list[tuple[int, int]]]:
    """Return, by case, where a response gives away a system prompt or somebody's data, as (start, end)."""
    found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for case_id, start, end in store.execute(SELECT_LEAKS).fetchall():
        found[case_id].append((start, end))
    return dict(found)


def read_failures(store: Store) -> dict[str, str]:
    """Return what each failing response shows most surely, by its case."""
    return dict(store.execute(SELECT_FAILURES).fetchall())
