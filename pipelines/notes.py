"""What a run found odd about its files: fields that came or went, clocks to doubt, sources that kept silent."""

from collections.abc import Iterator, Mapping, Set
from datetime import date

from monitor.records import RunNote
from monitor.redaction import redact_texts
from monitor.sources import find_silent_sources
from monitor.taxonomy import Clock, NoteKind
from monitor.warehouse.notes import read_fields, read_volumes, write_fields, write_notes
from pipelines.job import Job
from pipelines.oddities import TELLING, Oddities

# Fewer records may lack a field by chance.
ENOUGH = 20

CLOCK_WORDS = {
    Clock.NO_ZONE: "times without a zone, taken as UTC",
    Clock.AHEAD: "times from the future",
    Clock.LONG_AGO: "times from before the year 2000",
}


def note_oddities(job: Job, source: str, oddities: Oddities) -> None:
    """Keep what was odd about one file of a source, compared with what the source said before."""
    names = set(redact_texts(sorted(oddities.fields), region=job.settings.default_region))
    drift = _find_drift(read_fields(job.store, source), names, oddities)
    notes = [
        *(RunNote(one.kind, f"{source}: {one.subject}", one.text) for one in drift),
        *_find_clocks(source, oddities),
    ]
    write_notes(job.store, job.run.run_id, notes)
    write_fields(job.store, source, names, run_id=job.run.run_id)


def find_silence(job: Job) -> list[RunNote]:
    """Return which sources kept silent tonight."""
    seen: dict[str, dict[date, int]] = {}
    for volume in read_volumes(job.store):
        seen.setdefault(volume.source, {})[volume.night] = volume.seen
    return list(find_silent_sources(seen, night=job.run.night))


def note_silent_sources(job: Job) -> None:
    """Keep which sources kept silent tonight, and tell it at the end of the run."""
    silent = find_silence(job)
    write_notes(job.store, job.run.run_id, silent)
    job.problems.extend(silent)


def _find_drift(known: Mapping[str, str], names: Set[str], oddities: Oddities) -> Iterator[RunNote]:
    if not known or oddities.records == 0:
        return
    for name in sorted(names - set(known)):
        yield RunNote(NoteKind.NEW_FIELD, name, "a field this source did not have before; it is kept")
    if oddities.records >= ENOUGH:
        for name in sorted({name for name in TELLING if name in known} - names):
            yield RunNote(NoteKind.LOST_FIELD, name, "no record of this source says it any more: it is unknown")


def _find_clocks(source: str, oddities: Oddities) -> Iterator[RunNote]:
    for clock, count in sorted(oddities.clocks.items()):
        yield RunNote(NoteKind.CLOCK, f"{source}: {clock}", f"{count:,} conversations with {CLOCK_WORDS[clock]}")
