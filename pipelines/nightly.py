"""Carry out a night, from loading to publishing, as one run: `python -m pipelines.nightly --each-night sample_logs`."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from monitor.config import Settings, read_settings
from monitor.errors import CountError, SourceError, StoreError
from monitor.ledger import RUNNER, Ledger, open_ledger, read_head, record_run, subject_name
from monitor.ledger import read_runs as read_recorded
from monitor.records import RunNote
from monitor.sources import expire_copies
from monitor.warehouse.canaries import read_cluster_encoders
from monitor.warehouse.connection import open_snapshot, transaction
from monitor.warehouse.publishing import checkpoint, publish
from monitor.warehouse.runs import Run, finish_run, forget_run, is_traced, read_counts, read_runs
from pipelines.anchor import write_anchor
from pipelines.cluster import cluster_cases
from pipelines.command import ConfigOption, PathsArgument, as_main, counts_line, end_with_problems
from pipelines.compare import compare
from pipelines.detect import detect
from pipelines.embed import embed
from pipelines.erasure import complete
from pipelines.explain import explain
from pipelines.ingest import ingest
from pipelines.job import Counts, Job, open_held_job, utc_now
from pipelines.judge import judge
from pipelines.link import link
from pipelines.lock import hold_lock
from pipelines.migrate_encoder import record_changes
from pipelines.notes import find_silence, note_silent_sources
from pipelines.rank import rank
from pipelines.watch import watch_rates

# `2026-11-01` and Hive's `date=2026-11-01` are how log shippers name the folder of one night.
NIGHT_FOLDER = re.compile(r"(?:[a-z]+=)?(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True)
class Night:
    """What one night came to: the counts of each step, and whether there was anything new."""

    run: Run
    counts: dict[str, Counts]
    is_new: bool
    problems: Sequence[RunNote]

    def lines(self) -> Iterator[str]:
        """Say it, one line per step."""
        yield f"night {self.run.run_id}" if self.is_new else "nothing new: no run recorded"
        for step, counts in self.counts.items():
            yield counts_line(step, counts)


def run_night(settings: Settings, paths: Sequence[Path], *, night: date | None = None) -> Night:
    """Run every step over these files, publish the snapshot and record the run in the ledger.

    A run that was killed is taken up again; a night that brings nothing new changes nothing.
    """
    with hold_lock(settings.home):
        with open_held_job(settings, night=night) as job:
            finished = run_steps(job, ingest(job, paths))
            checkpoint(job.store)
            runs = read_runs(job.store)
            counts = {run.run_id: read_counts(job.store, run.run_id) for run in runs}
            encoders = read_cluster_encoders(job.store)
        # An erasure that was killed, or that had to wait for a killed run.
        complete(settings, actor=RUNNER)
        if not _is_published(settings, runs):
            publish(settings.working, settings.published)
        with open_ledger(settings.ledger) as ledger:
            record_changes(ledger, encoders)
            record_runs(ledger, runs, counts, encoder=encoders[-1].encoder if encoders else None)
            write_anchor(settings.home, read_head(ledger))
        return replace(finished, counts=finished.counts | expire(settings))


def expire(settings: Settings) -> dict[str, Counts]:
    """Remove the landing copies that have been kept for as long as the settings say, and count them."""
    if settings.landing_days is None:
        return {}
    at = utc_now()
    return {"expire": {"copies": expire_copies(settings.landing, before=at - timedelta(settings.landing_days), at=at)}}


def run_steps(job: Job, ingested: Counts) -> Night:
    """Run every step on what was ingested, and finish the run; a run that nothing came of is forgotten."""
    counts = {"ingest": _checked(ingested), "detect": detect(job)}
    brings_new = is_traced(job.store, job.run) or counts["detect"]["responses"] or counts["detect"]["reports"]
    # A night without anything new is news itself when something should have come.
    is_new = bool(brings_new or (_is_first_of_night(job) and find_silence(job)))
    if not is_new:
        forget_run(job.store, job.run)
        return Night(job.run, counts, is_new, job.problems)
    counts |= {"embed": embed(job), "compare": compare(job)}
    if job.settings.judge is not None:
        counts |= {"judge": judge(job)}
    counts |= {"link": link(job)}
    # All or nothing: what clusters became is told once per run, by comparison with the run before.
    with transaction(job.store):
        counts |= {"cluster": cluster_cases(job), "rank": rank(job, learns=job.as_of is None)}
        counts |= {"watch": watch_rates(job), "explain": explain(job)}
        note_silent_sources(job)
        finish_run(job.store, job.run, counts, at=utc_now())
    return Night(job.run, counts, is_new, job.problems)


def record_runs(
    ledger: Ledger, runs: Sequence[Run], counts: Mapping[str, Mapping[str, Counts]], *, encoder: str | None
) -> None:
    """Record finished runs, newest first, in the ledger, oldest first; those that are recorded keep their event."""
    recorded = {subject_name(event.subject_id) for event in read_recorded(ledger)}
    for run in reversed(runs):
        if run.run_id not in recorded:
            told = {"night": run.night.isoformat(), "started_at": run.started_at.isoformat(), "encoder": encoder}
            record_run(ledger, run.run_id, {**told, **counts[run.run_id]})


def find_nights(folder: Path) -> dict[date, list[Path]]:
    """Return the dated subfolders of `folder` by night, oldest first.

    Raises SourceError when there is none.
    """
    nights: dict[date, list[Path]] = {}
    for sub in sorted(folder.iterdir()):
        night = _night_of(sub)
        if night is not None:
            nights.setdefault(night, []).append(sub)
    if not nights:
        raise SourceError(f"{folder} has no folder named like 2026-11-01 or date=2026-11-01")
    return dict(sorted(nights.items()))


def _night_of(folder: Path) -> date | None:
    """Return the night that a folder is named after."""
    named = NIGHT_FOLDER.fullmatch(folder.resolve().name) if folder.is_dir() else None
    try:
        return None if named is None else date.fromisoformat(named[1])
    except ValueError:
        return None


def _checked(counts: Counts) -> Counts:
    if counts["seen"] != counts["inserted"] + counts["known"] + counts["rejected"]:
        raise CountError(f"records do not add up: {counts_line('ingest', counts)}")
    return counts


def _is_first_of_night(job: Job) -> bool:
    return all(run.night != job.run.night for run in read_runs(job.store))


def _is_published(settings: Settings, runs: list[Run]) -> bool:
    try:
        with open_snapshot(settings.published) as store:
            return read_runs(store) == runs
    except StoreError:
        # Missing or damaged: the working warehouse takes its place.
        return False


def nightly_command(
    paths: PathsArgument,
    *,
    night: Annotated[
        str | None,
        typer.Option(
            help="The night the files belong to, as 2026-11-14; default: the folder's name, else today (UTC)."
        ),
    ] = None,
    each_night: Annotated[
        bool, typer.Option("--each-night", help="Run once per dated subfolder, oldest first: a backfill.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Load, scan, embed, cluster and rank one night, then publish it to the dashboard.

    Running the same night twice changes nothing. A run that was killed is taken up by the next one.

    Examples: `monitor nightly logs/2026-11-14` · `monitor nightly --each-night sample_logs`
    """
    settings = read_settings(config)
    problems: list[RunNote] = []
    for folder_night, folders in _nights(paths, night, each_night=each_night):
        finished = run_night(settings, folders, night=folder_night)
        problems += finished.problems
        for line in finished.lines():
            sys.stdout.write(line + "\n")
    end_with_problems(problems)


def _nights(paths: list[Path], night: str | None, *, each_night: bool) -> Iterator[tuple[date | None, list[Path]]]:
    if not each_night:
        yield (_night_of(paths[0]) if night is None else _parse_night(night)), paths
        return
    if night is not None:
        raise typer.BadParameter("--night and --each-night exclude each other")
    for folder in paths:
        yield from find_nights(folder).items()


def _parse_night(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a date such as 2026-11-14") from error


main = as_main(nightly_command)

if __name__ == "__main__":
    sys.exit(main())
