"""Make all stored vectors anew by the encoder of the settings: `python -m pipelines.migrate_encoder`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Annotated

import typer
from rich.progress import Progress

from monitor.config import Settings, read_settings
from monitor.embeddings import Encoder
from monitor.errors import StoreError
from monitor.ledger import EncoderChange, Ledger, NamedEncoder, open_ledger, read_head, record_encoder_change
from monitor.sameness import find_changed, remembered_canaries
from monitor.warehouse.canaries import (
    ClusterEncoder,
    delete_vectors,
    forget_centroids,
    read_cluster_encoders,
    read_encoders,
    rename_vectors,
    write_canaries,
    write_cluster_encoder,
)
from monitor.warehouse.connection import Store, open_working, transaction
from monitor.warehouse.embeddings import read_embedded_texts, read_missing_texts, write_embeddings
from monitor.warehouse.publishing import checkpoint, publish
from monitor.warehouse.runs import read_unfinished
from pipelines.anchor import write_anchor
from pipelines.command import ConfigOption, as_main, counts_line, progress_bars
from pipelines.encoders import encoder_named, encoders_of, read_name
from pipelines.job import batches, refuse_lost, utc_now
from pipelines.lock import hold_lock

# A kill loses at most so many texts' worth of work, some seconds.
BATCH = 512
# What a changed model's vectors are called until all of them are there.
UNFINISHED = " (migrating)"


@dataclass(frozen=True, slots=True)
class Move:
    """Vectors to be made: all of an encoder's own where it `is_changed`, those for clusters if it comes `after` one."""

    encoder: Encoder
    is_changed: bool
    after: str | None

    @property
    def into(self) -> str:
        """The name under which they are stored until all are there."""
        return self.encoder.name + (UNFINISHED if self.is_changed else "")


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration came to; `is_published` tells whether the dashboard shows it already."""

    encoder: str
    embedded: int
    is_needed: bool
    is_published: bool


def migrate(settings: Settings) -> Migrated:
    """Make every vector that is compared with others anew, where an encoder is not the one that made it.

    The old vectors stay until all new ones are there; a migration that was killed is taken up by the next. Cases stay
    in their clusters, and clusters keep their ids; the next night finds the clusters anew among the new vectors.
    Raises LockedError when a run is at work, and StoreError when there is no warehouse.
    """
    with hold_lock(settings.home):
        if not settings.working.exists():
            raise StoreError(
                f"{settings.working} does not exist, so there is nothing to migrate: run `monitor nightly`"
            )
        refuse_lost(settings)
        with open_working(settings.working, memory_limit=settings.memory_limit) as store, progress_bars() as bars:
            moves = find_moves(store, settings)
            embedded = carry_out(store, settings, moves, bars=bars, at=utc_now())
            checkpoint(store)
            encoders = read_cluster_encoders(store)
            is_published = read_unfinished(store) is None
        if is_published:
            publish(settings.working, settings.published)
        with open_ledger(settings.ledger) as ledger:
            record_changes(ledger, encoders)
            write_anchor(settings.home, read_head(ledger))
        return Migrated(encoder_named(settings.encoder).name, embedded, bool(moves), is_published)


def find_moves(store: Store, settings: Settings) -> list[Move]:
    """Return what is to be embedded anew: by models that were changed, and by one that is to make the clusters now."""
    ours = encoder_named(settings.encoder)
    before = read_name(store, ours)
    moves = []
    for encoder in encoders_of(settings):
        is_changed = find_changed(store, encoder) is not None
        after = before if encoder is ours and (is_changed or before != ours.name) else None
        if is_changed or after is not None:
            moves.append(Move(encoder, is_changed, after))
    return moves


def carry_out(store: Store, settings: Settings, moves: list[Move], *, bars: Progress, at: datetime) -> int:
    """Embed what is missing, then let the new vectors take the place of the old ones, all at once; count the new."""
    embedded = sum(_embed(store, move, bars) for move in moves)
    if moves:
        with transaction(store):
            for move in moves:
                _take_place(store, settings, move, at=at)
            in_use = {encoder.name for encoder in encoders_of(settings)}
            for name in read_encoders(store):
                if name not in in_use:
                    delete_vectors(store, name)
    return embedded


def record_changes(ledger: Ledger, encoders: list[ClusterEncoder]) -> None:
    """Record in the ledger from which to which encoder the clusters went; what is recorded keeps its event."""
    for before, after in pairwise(encoders):
        old, new = (NamedEncoder(one.encoder, one.setting) for one in (before, after))
        record_encoder_change(ledger, EncoderChange(old, new, after.since))


def _embed(store: Store, move: Move, bars: Progress) -> int:
    canaries = remembered_canaries(move.encoder)
    if find_changed(store, move.encoder, of=move.into) is not None:
        # Left by a migration to yet another model.
        delete_vectors(store, move.into)
    write_canaries(store, move.into, canaries)
    texts = dict(sorted(_read_texts(store, move)))
    task = bars.add_task("migrate", total=len(texts))
    for batch in batches(texts, BATCH):
        vectors = move.encoder.encode([texts[one] for one in batch])
        with transaction(store):
            write_embeddings(store, move.into, dict(zip(batch, vectors, strict=True)))
        bars.advance(task, len(batch))
    return len(texts)


def _read_texts(store: Store, move: Move) -> Iterator[tuple[str, str]]:
    if move.is_changed:
        yield from read_embedded_texts(store, move.encoder.name, lacking=move.into, anchors_only=False).items()
    if move.after is not None:
        yield from read_missing_texts(store, move.into).items()
        yield from read_embedded_texts(store, move.after, lacking=move.into, anchors_only=True).items()


def _take_place(store: Store, settings: Settings, move: Move, *, at: datetime) -> None:
    if move.is_changed:
        delete_vectors(store, move.encoder.name)
        rename_vectors(store, move.into, move.encoder.name)
    if move.after is not None:
        known = read_cluster_encoders(store)
        if not known:
            known = [ClusterEncoder(1, move.after, move.after.partition("@")[0], at)]
            write_cluster_encoder(store, known[0])
        write_cluster_encoder(store, ClusterEncoder(len(known) + 1, move.encoder.name, settings.encoder, at))
        forget_centroids(store)


def migrate_command(
    *,
    to: Annotated[
        str | None,
        typer.Option(help="The packaged model's name, or the folder of another; default: what the settings name."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Make the stored vectors anew by another encoder, or by one whose model was changed; clusters keep their ids.

    Change `encoder` in the settings, then run this: until then nights are refused, since vectors of two encoders cannot
    be compared. Killed, it goes on where it was. Detectors stay with the packaged encoder that they were trained on.

    Examples: `monitor migrate-encoder` · `monitor migrate-encoder --to models/multilingual`
    """
    settings = read_settings(config)
    chosen = settings if to is None else settings.model_copy(update={"encoder": to})
    migrated = migrate(chosen)
    for line in lines(migrated):
        sys.stdout.write(line + "\n")
    if chosen.encoder != settings.encoder:
        sys.stdout.write(f"now set `encoder` to {chosen.encoder!r} in the settings: until then nights are refused\n")


def lines(migrated: Migrated) -> Iterator[str]:
    """Say what a migration came to."""
    if not migrated.is_needed:
        yield f"nothing to migrate: the clusters are made of vectors by {migrated.encoder}"
        return
    yield counts_line("migrate", {"embedded": migrated.embedded})
    yield f"clusters are now made of vectors by {migrated.encoder}; they keep their ids"
    if not migrated.is_published:
        yield "a run is unfinished: the dashboard follows with the next night"


main = as_main(migrate_command)

if __name__ == "__main__":
    sys.exit(main())
