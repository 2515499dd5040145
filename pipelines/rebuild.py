"""Make the warehouse anew from the landing copies, run by run: `python -m pipelines.rebuild`."""

import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from monitor.config import Settings, read_settings
from monitor.durable import place
from monitor.errors import StoreError
from monitor.ledger import Event, open_ledger, read_encoder_changes, read_runs, subject_name
from monitor.redaction.key import KEY_FILE
from monitor.sources import Delivery, Landed, find_changed_landings, find_expired, read_deliveries
from monitor.warehouse.connection import open_snapshot, open_working
from monitor.warehouse.digest import content_digest
from monitor.warehouse.judgements import carry_judgements
from monitor.warehouse.publishing import checkpoint, publish
from monitor.warehouse.runs import Run, finish_run, take_up_run
from pipelines.command import PROBLEMS_FOUND, ConfigOption, as_main, inert_line
from pipelines.course import Course, find_lost_encoders
from pipelines.ingest import load
from pipelines.job import open_job_on
from pipelines.lock import hold_lock
from pipelines.nightly import run_steps

FRESH = "rebuilt.duckdb"


@dataclass(slots=True)
class Replay:
    """One run to go through again: its deliveries, and from its record when it ended and how many files it read."""

    run: Run
    deliveries: list[tuple[Delivery, Landed]] = field(default_factory=list)
    files: int = 0
    # Its place in the ledger; None when it is not recorded there.
    sequence: int | None = None

    @property
    def landed(self) -> list[Landed]:
        """The landing copies in the order they were delivered."""
        ordered = sorted(self.deliveries, key=lambda one: (one[0].place, one[0].origin))
        return [landed for _, landed in ordered]


@dataclass(frozen=True, slots=True)
class Plan:
    """The runs to go through, oldest first; then, of a run that was not finished, only what it had loaded."""

    finished: tuple[Replay, ...]
    unfinished: Replay | None
    strays: tuple[Landed, ...]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuilt warehouse holds: how many runs, its content as one hash, and what could not be brought back."""

    runs: int
    digest: str
    losses: tuple[str, ...]


def plan_replays(recorded: Iterable[Event], deliveries: Iterable[tuple[Landed, Delivery | None]]) -> Plan:
    """Put the deliveries into the runs they came in: those recorded, in their order, then what is left.

    A run that nothing came of was forgotten, and delivered nothing that is not in another run. Of the others that
    are not recorded only the last can be unfinished. Strays are the copies without a sidecar.
    """
    replays = {(replay.run.run_id, replay.run.started_at): replay for replay in map(_recorded_replay, recorded)}
    left: dict[tuple[str, datetime], Replay] = {}
    strays = []
    for landed, delivery in deliveries:
        if delivery is None:
            strays.append(landed)
            continue
        run = Run(delivery.run_id, delivery.night, delivery.started_at)
        key = (run.run_id, run.started_at)
        replay = replays.get(key) or left.setdefault(key, Replay(run))
        replay.deliveries.append((delivery, landed))
    others = list(_bringing_new(replays.values(), sorted(left.values(), key=lambda one: one.run.started_at)))
    return Plan((*replays.values(), *others[:-1]), others[-1] if others else None, tuple(strays))


def rebuild(settings: Settings, *, accept_loss: bool = False) -> Rebuilt:
    """Make working warehouse and snapshot anew; the old ones stay until the new ones are complete.

    Every run is gone through again with the files that were delivered to it, so that everything gets the ids that
    the decisions in the ledger name. Raises StoreError when landing copies are lost or damaged, or an encoder
    that made clusters is, unless that is accepted.
    """
    with hold_lock(settings.home):
        with open_ledger(settings.ledger) as ledger:
            recorded, changes = read_runs(ledger), read_encoder_changes(ledger)
        plan = plan_replays(recorded, read_deliveries(settings.landing))
        lost_encoders = tuple(find_lost_encoders(settings, changes, recorded))
        losses = (*find_losses(settings, plan), *lost_encoders)
        if losses and not accept_loss:
            raise StoreError(f"{'; '.join(losses)}. Put them back, or rebuild what is left with --accept-loss")
        fresh = settings.home / FRESH
        _remove(fresh)
        losses += tuple(_carry_judgements(settings, fresh))
        # What a judge said is taken over; nobody pays for a rebuild.
        unasked = settings.model_copy(update={"judge": None})
        course = Course(unasked, () if lost_encoders else changes)
        for replay in plan.finished:
            course.catch_up(fresh, until=replay.sequence)
            _replay(course.settings, fresh, replay)
        course.catch_up(fresh, until=None)
        digest = _publish(settings, fresh)
        _load_unfinished(unasked, fresh, plan)
        _remove_beside(settings.working)
        place(fresh, settings.working)
    return Rebuilt(len(plan.finished), digest, losses)


def find_losses(settings: Settings, plan: Plan) -> Iterator[str]:
    """Yield a sentence for everything that a rebuilt warehouse would lack."""
    if not (settings.home / KEY_FILE).is_file():
        yield f"{settings.home / KEY_FILE} is gone: without it every id would be another"
    yield from find_changed_landings(settings.landing, ())
    expired = len(list(find_expired(settings.landing)))
    if expired:
        yield f"{expired} landing copies were kept for as long as `landing_days` says, and are gone"
    for one in plan.finished:
        if one.files > len(one.deliveries):
            yield f"run {one.run.run_id} read {one.files} files; {settings.landing} has {len(one.deliveries)} of them"


def _recorded_replay(event: Event) -> Replay:
    payload = event.payload
    started_at = datetime.fromisoformat(payload.get("started_at", event.at.isoformat()))
    run = Run(subject_name(event.subject_id), date.fromisoformat(payload["night"]), started_at, event.at)
    return Replay(run, files=payload.get("ingest", {}).get("files", 0), sequence=event.sequence)


def _bringing_new(recorded: Iterable[Replay], others: Iterable[Replay]) -> Iterator[Replay]:
    """Yield those that delivered what no run before them did."""
    known = {landed.sha256 for one in recorded for landed in one.landed}
    for one in others:
        delivered = {landed.sha256 for landed in one.landed}
        if not delivered <= known:
            yield one
        known |= delivered


def _carry_judgements(settings: Settings, fresh: Path) -> Iterator[str]:
    """Take over what a judge said, from the warehouse to be replaced or else from the last snapshot."""
    problem = ""
    for earlier in (settings.working, settings.published):
        try:
            with open_working(fresh, memory_limit=settings.memory_limit) as store:
                carry_judgements(store, earlier)
            return
        except StoreError as error:
            problem = str(error)
    if settings.judge is not None:
        yield f"what the judge said, which the next nights ask again: {problem}"


def _replay(settings: Settings, working: Path, replay: Replay) -> None:
    _take_up(settings, working, replay.run)
    with open_job_on(settings, working, as_of=replay.run.started_at) as job:
        run_steps(job, load(job, replay.landed))
        if replay.run.finished_at is not None:
            finish_run(job.store, job.run, {}, at=replay.run.finished_at)
        checkpoint(job.store)


def _take_up(settings: Settings, working: Path, run: Run) -> None:
    with open_working(working, memory_limit=settings.memory_limit) as store:
        take_up_run(store, run)


def _publish(settings: Settings, fresh: Path) -> str:
    with open_working(fresh, memory_limit=settings.memory_limit) as store:
        checkpoint(store)
    publish(fresh, settings.published)
    with open_snapshot(settings.published) as store:
        return content_digest(store)


def _load_unfinished(settings: Settings, fresh: Path, plan: Plan) -> None:
    """Load what an unfinished run had loaded, so that the next one takes it up."""
    if plan.unfinished is not None:
        _take_up(settings, fresh, plan.unfinished.run)
    landed = [*(plan.unfinished.landed if plan.unfinished else ()), *plan.strays]
    if landed:
        with open_job_on(settings, fresh, encodes=False) as job:
            load(job, landed)
            checkpoint(job.store)


def _remove(warehouse: Path) -> None:
    warehouse.unlink(missing_ok=True)
    _remove_beside(warehouse)


def _remove_beside(warehouse: Path) -> None:
    """Remove what belongs to the file before: DuckDB would take its log for the new one's."""
    for path in warehouse.parent.glob(f"{warehouse.name}.*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def rebuild_command(
    *,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Go on without the landing copies that are lost or damaged.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Make the warehouse anew from the landing copies, when it is damaged or gone; decisions show again.

    Nothing is replaced before the new warehouse is complete. It holds the same as the old one: compare the content
    with what `monitor verify` says.

    Example: `monitor rebuild`
    """
    rebuilt = rebuild(read_settings(config), accept_loss=accept_loss)
    for loss in rebuilt.losses:
        sys.stdout.write(f"lost: {inert_line(loss)}\n")
    sys.stdout.write(f"rebuilt {rebuilt.runs} runs; content {rebuilt.digest}\n")
    if rebuilt.losses:
        raise typer.Exit(PROBLEMS_FOUND)


main = as_main(rebuild_command)

if __name__ == "__main__":
    sys.exit(main())
