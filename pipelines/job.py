"""What every step of a run shares: the open warehouse, the settings, the run it belongs to and its progress bars."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rich.progress import Progress

from monitor.config import Settings
from monitor.embeddings import PACKAGED, Encoder
from monitor.errors import StoreError
from monitor.ledger import open_ledger, read_runs, subject_name
from monitor.records import RunNote, content_hash
from monitor.warehouse.connection import Store, open_working
from monitor.warehouse.embeddings import read_embeddings, write_embeddings
from monitor.warehouse.runs import Run, read_run_ids, read_unfinished, start_run
from pipelines.command import progress_bars
from pipelines.encoders import encoder_named as encoder_named
from pipelines.encoders import keep_canaries, keep_cluster_encoder, refuse_changed
from pipelines.lock import hold_lock

Counts = dict[str, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """One run in progress; `problems` are what a person must be told at its end."""

    store: Store
    settings: Settings
    run: Run
    is_resumed: bool
    bars: Progress
    problems: list[RunNote] = field(default_factory=list)
    # What people decided later is not known to a run that is gone through again.
    as_of: datetime | None = None

    @property
    def encoder(self) -> Encoder:
        """The encoder the settings name: it makes the clusters."""
        return encoder_named(self.settings.encoder)

    @property
    def packaged(self) -> Encoder:
        """The encoder on whose vectors detectors and likenesses were trained and measured, whatever makes clusters."""
        return encoder_named(PACKAGED)


@contextmanager
def open_job(settings: Settings, *, night: date | None = None, encodes: bool = True) -> Iterator[Job]:
    """Hold the home folder, and open the working warehouse for a run of `night` (default: today, UTC).

    Raises LockedError when another run is at work, and EncoderError when the run `encodes` by another encoder than
    the one that made the stored vectors.
    """
    with hold_lock(settings.home), open_held_job(settings, night=night, encodes=encodes) as job:
        yield job


@contextmanager
def open_held_job(settings: Settings, *, night: date | None = None, encodes: bool = True) -> Iterator[Job]:
    """Open the working warehouse for a run while the home folder is held.

    Raises StoreError when the warehouse has lost a run that the ledger knows of.
    """
    refuse_lost(settings)
    with open_job_on(settings, settings.working, night=night, encodes=encodes) as job:
        yield job


@contextmanager
def open_job_on(
    settings: Settings,
    working: Path,
    *,
    night: date | None = None,
    as_of: datetime | None = None,
    encodes: bool = True,
) -> Iterator[Job]:
    """Open any working warehouse for a run, while the home folder is held; `as_of` is when it first took place."""
    at = utc_now()
    with open_working(working, memory_limit=settings.memory_limit) as store, progress_bars() as bars:
        if encodes:
            refuse_changed(store, settings)
        is_resumed = read_unfinished(store) is not None
        run = start_run(store, night or at.date(), at=at)
        yield Job(store, settings, run, is_resumed, bars, as_of=as_of)


def refuse_lost(settings: Settings) -> None:
    """Raise StoreError when the warehouse is gone, or knows less than was recorded: a new one would hide the old."""
    with open_ledger(settings.ledger) as ledger:
        recorded = {subject_name(event.subject_id) for event in read_runs(ledger)}
    if settings.working.exists():
        with open_working(settings.working, memory_limit=settings.memory_limit) as store:
            lost = sorted(recorded - read_run_ids(store))
    else:
        lost = sorted(recorded) or [copy.name for copy in settings.landing.glob("??/*")]
    if lost:
        raise StoreError(f"{settings.working} has lost {len(lost)} runs or files, such as {lost[0]}: `monitor rebuild`")


def utc_now() -> datetime:
    """Return the time as the stores keep it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def encode_stored(job: Job, texts: Sequence[str], *, encoder: Encoder | None = None) -> NDArray[np.float32]:
    """Return one unit vector per text; only texts the warehouse has no vector of are encoded, and then stored.

    Without an `encoder` they are vectors for clusters.
    """
    if encoder is None:
        encoder = job.encoder
        keep_cluster_encoder(job.store, encoder, setting=job.settings.encoder, at=job.run.started_at)
    hashes = [content_hash(text) for text in texts]
    vectors = read_embeddings(job.store, encoder.name, hashes)
    missing = {digest: text for digest, text in zip(hashes, texts, strict=True) if digest not in vectors}
    if missing:
        keep_canaries(job.store, encoder)
        fresh = dict(zip(missing, encoder.encode(list(missing.values())), strict=True))
        write_embeddings(job.store, encoder.name, fresh)
        vectors |= fresh
    return np.stack([vectors[digest] for digest in hashes])


def batches(many: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield `many` in lists of at most `size`."""
    rest = iter(many)
    while batch := list(islice(rest, size)):
        yield batch
