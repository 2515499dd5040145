"""What runs found odd about what they were given, and what is known of each source of logs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from monitor.records import RunNote
from monitor.warehouse.connection import Store, read_frame, read_row

DELETE_NOTE = """
    delete from run_notes
    where run_id = $run_id
        and kind = $kind
        and subject = $subject
"""

INSERT_NOTE = """
    insert into run_notes values (
        $run_id,
        $kind,
        $subject,
        $text
    )
"""

SELECT_NOTES = """
    select
        runs.night,
        run_notes.run_id,
        run_notes.kind,
        run_notes.subject,
        run_notes.text
    from run_notes
    join runs using (run_id)
    where $run_id is null or run_id = $run_id
    order by
        runs.night desc,
        run_notes.run_id desc,
        run_notes.kind,
        run_notes.subject
"""

COUNT_NOTED = """
    select count(*)
    from run_notes
    where kind = $kind
        and subject = $subject
        and run_id <> $run_id
"""

SELECT_FIELDS = """
    select
        field,
        last_run_id
    from source_fields
    where source = $source
"""

UPSERT_FIELD = """
    insert into source_fields values (
        $source,
        $field,
        $run_id,
        $run_id
    )
    on conflict do update set last_run_id = excluded.last_run_id
"""

SELECT_VOLUMES = """
    select
        landings.source,
        runs.night,
        count(*) as files,
        sum(landings.seen) as seen
    from landings
    join runs using (run_id)
    where landings.source is not null
    group by all
    order by all
"""


@dataclass(frozen=True, slots=True)
class Volume:
    """How much one source delivered in one night."""

    source: str
    night: date
    files: int
    seen: int


def write_notes(store: Store, run_id: str, notes: Iterable[RunNote]) -> None:
    """Keep what a run found odd; a note of the same kind and subject takes the place of the one before."""
    for note in notes:
        about = {"run_id": run_id, "kind": note.kind, "subject": note.subject}
        store.execute(DELETE_NOTE, about)
        store.execute(INSERT_NOTE, about | {"text": note.text})


def is_noted(store: Store, note: RunNote, *, by_others_than: str) -> bool:
    """Tell whether any other run has kept a note of this kind on this subject."""
    row = read_row(store, COUNT_NOTED, kind=note.kind, subject=note.subject, run_id=by_others_than)
    return row is not None and row[0] > 0


def notes_frame(store: Store, *, run_id: str | None = None) -> pl.DataFrame:
    """Return the notes of one run, or of all, newest first; columns night, run_id, kind, subject, text."""
    return read_frame(store, SELECT_NOTES, run_id=run_id)


def read_fields(store: Store, source: str) -> Mapping[str, str]:
    """Return the fields a source was ever seen with, each with the last run that saw it."""
    return dict(store.execute(SELECT_FIELDS, {"source": source}).fetchall())


def write_fields(store: Store, source: str, fields: Iterable[str], *, run_id: str) -> None:
    """Remember the fields a source was seen with."""
    for field in fields:
        store.execute(UPSERT_FIELD, {"source": source, "field": field, "run_id": run_id})


def read_volumes(store: Store) -> Sequence[Volume]:
    """Return what every source delivered in every night that it delivered something, oldest first."""
    return [Volume(*row) for row in store.execute(SELECT_VOLUMES).fetchall()]
