"""Nightly runs and what each of them counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from monitor.warehouse.connection import Store, read_frame, read_row, transaction

SELECT_UNFINISHED = """
    select
        run_id,
        night,
        started_at,
        finished_at
    from runs
    where finished_at is null
"""

COUNT_NIGHT = """
    select count(*)
    from runs
    where night = $night
"""

START_RUN = """
    insert into runs values (
        $run_id,
        $night,
        $started_at,
        null
    )
"""

FINISH_RUN = """
    update runs
    set finished_at = $finished_at
    where run_id = $run_id
"""

SELECT_RUN_IDS = "select run_id from runs"

SELECT_IS_TRACED = """
    select
        exists (
            select 1
            from landings
            where run_id = $run_id
        )
        or exists (
            select 1
            from run_notes
            where run_id = $run_id
        )
        or exists (
            select 1
            from judgements
            where run_id = $run_id
        )
        or exists (
            select 1
            from run_counts
            where run_id = $run_id
                and step = 'cluster'
                and ends_with(name, '_refit')
                and value > 0
        )
"""

DELETE_RUN = "delete from runs where run_id = $run_id"
DELETE_COUNTS = "delete from run_counts where run_id = $run_id"

ADD_COUNT = """
    insert into run_counts values (
        $run_id,
        $step,
        $name,
        $value
    )
    on conflict do update set value = value + excluded.value
"""

SET_COUNT = """
    insert or replace into run_counts values (
        $run_id,
        $step,
        $name,
        $value
    )
"""

SELECT_RUN_COUNTS = """
    select
        step,
        name,
        value
    from run_counts
    where run_id = $run_id
    order by all
"""

SELECT_RUNS = """
    select
        run_id,
        night,
        started_at,
        finished_at
    from runs
    where finished_at is not null
    order by
        night desc,
        started_at desc
    limit $limit
"""

SELECT_COUNTS = """
    select
        runs.run_id,
        runs.night,
        run_counts.step,
        run_counts.name,
        run_counts.value
    from runs
    join run_counts using (run_id)
    order by
        runs.night,
        runs.started_at,
        run_counts.step,
        run_counts.name
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One nightly run; times are UTC, `finished_at` is None while it runs or after it was killed."""

    run_id: str
    night: date
    started_at: datetime
    finished_at: datetime | None = None


def read_unfinished(store: Store) -> Run | None:
    """Return the run that was killed, or whose steps are being run one by one."""
    row = read_row(store, SELECT_UNFINISHED)
    return None if row is None else Run(*row)


def start_run(store: Store, night: date, *, at: datetime) -> Run:
    """Take up the unfinished run, or start a new one with an id such as `2026-11-14` or `2026-11-14.2`."""
    unfinished = read_unfinished(store)
    if unfinished is not None:
        return unfinished
    row = read_row(store, COUNT_NIGHT, night=night)
    earlier = 0 if row is None else int(row[0])
    run_id = night.isoformat() if earlier == 0 else f"{night.isoformat()}.{earlier + 1}"
    store.execute(START_RUN, {"run_id": run_id, "night": night, "started_at": at})
    return Run(run_id, night, at)


def take_up_run(store: Store, run: Run) -> None:
    """Enter a run that took place before as unfinished, so that its steps can be run again."""
    store.execute(START_RUN, {"run_id": run.run_id, "night": run.night, "started_at": run.started_at})


def read_run_ids(store: Store) -> frozenset[str]:
    """Return the ids of all runs, finished or not."""
    return frozenset(row[0] for row in store.execute(SELECT_RUN_IDS).fetchall())


def finish_run(store: Store, run: Run, counts: Mapping[str, Mapping[str, int]], *, at: datetime) -> None:
    """Record what a run counted, by step and name, and that it is complete: inside a transaction, all at once."""
    for step, named in counts.items():
        _write_counts(store, SET_COUNT, run=run, step=step, counts=named)
    store.execute(FINISH_RUN, {"run_id": run.run_id, "finished_at": at})


def set_counts(store: Store, run: Run, *, step: str, counts: Mapping[str, int]) -> None:
    """Record what a step of a run counted, in place of what it counted before."""
    _write_counts(store, SET_COUNT, run=run, step=step, counts=counts)


def add_counts(store: Store, run: Run, *, step: str, counts: Mapping[str, int]) -> None:
    """Add to what a step of a run counted; in one transaction with what was counted, no kill makes it wrong."""
    _write_counts(store, ADD_COUNT, run=run, step=step, counts=counts)


def read_counts(store: Store, run_id: str) -> dict[str, dict[str, int]]:
    """Return what a run counted so far, by step and name."""
    counts: dict[str, dict[str, int]] = {}
    for step, name, value in store.execute(SELECT_RUN_COUNTS, {"run_id": run_id}).fetchall():
        counts.setdefault(step, {})[name] = value
    return counts


def is_traced(store: Store, run: Run) -> bool:
    """Tell whether a run loaded a file, asked a judge, found clusters anew or noted something, even if killed since."""
    row = read_row(store, SELECT_IS_TRACED, run_id=run.run_id)
    return row is not None and bool(row[0])


def forget_run(store: Store, run: Run) -> None:
    """Drop a run that found nothing to do."""
    with transaction(store):
        store.execute(DELETE_RUN, {"run_id": run.run_id})
        store.execute(DELETE_COUNTS, {"run_id": run.run_id})


def read_runs(store: Store, *, limit: int = 60) -> list[Run]:
    """Return the latest finished runs, newest first."""
    return [Run(*row) for row in store.execute(SELECT_RUNS, {"limit": limit}).fetchall()]


def run_counts_frame(store: Store) -> pl.DataFrame:
    """Return what every run counted, oldest first; columns run_id, night, step, name, value."""
    return read_frame(store, SELECT_COUNTS)


def _write_counts(store: Store, statement: str, *, run: Run, step: str, counts: Mapping[str, int]) -> None:
    for name, value in counts.items():
        store.execute(statement, {"run_id": run.run_id, "step": step, "name": name, "value": value})
