"""Load chat logs and reports: `python -m pipelines.ingest sample_logs/2026-11-01`."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer

from monitor.config import Settings, read_settings
from monitor.errors import SourceError
from monitor.records import RunNote
from monitor.redaction import load_key, redact_texts
from monitor.sources import (
    READER_VERSION,
    Destination,
    Landed,
    ReadOptions,
    find_files,
    find_strays,
    land,
    name_source,
    open_source,
    read_deliveries,
)
from monitor.sources.landing import find_copy
from monitor.sources.native import read_header
from monitor.sources.rewriting import Rewritten, remove_copy, write_copy, write_empty
from monitor.taxonomy import NoteKind
from monitor.warehouse.connection import transaction
from monitor.warehouse.conversations import write_conversations
from monitor.warehouse.landings import (
    Landing,
    count_stored,
    forget_landing,
    is_waiting,
    read_landing,
    write_landing,
    write_passed_over,
    write_rejected,
)
from monitor.warehouse.notes import is_noted, write_notes
from monitor.warehouse.reports import write_reports
from pipelines.command import PATHS_HELP, ConfigOption, as_main, counts_line, end_with_problems, inert_line
from pipelines.crew import Crew, open_crew
from pipelines.eraser import ANY_WORDS, Eraser, read_all_erased
from pipelines.erasure import move_rows, rewrite_lenders
from pipelines.intake import Admitted, Rules
from pipelines.job import Counts, Job, batches, open_job
from pipelines.notes import note_oddities
from pipelines.oddities import Oddities
from pipelines.preview import preview_file
from pipelines.public import PUBLIC, write_public
from pipelines.report import submitted_reports

COUNTED_IN_FILE = ("seen", "inserted", "known", "rejected", "passed_over")
# Each write looks through all ids that are known: of a large file, many pieces are written at once.
PIECES_TOGETHER = 16
COUNTED = ("files", "new_files", "refused_files", *COUNTED_IN_FILE)


@dataclass(frozen=True, slots=True)
class Intake:
    """What every file of one delivery is read with."""

    job: Job
    crew: Crew
    rules: Rules
    counted: set[str] = field(default_factory=set)
    replaced: dict[str, Rewritten] = field(default_factory=dict)

    @property
    def eraser(self) -> Eraser:
        """What writes a file anew: nobody knows any more which of the lines that nobody can read named somebody."""
        return Eraser(self.rules.erased, self.rules.key, self.rules.region, words=ANY_WORDS)


class HoldsErasedError(Exception):
    """A file brings somebody again who was erased."""


def ingest(job: Job, paths: Sequence[Path]) -> Counts:
    """Store every record of these files and folders that is not yet known; each file completely or not at all.

    A file that is damaged or of no known format is refused with a note, and nothing of it is stored; the others go
    on. Reports that were handed in here are loaded too. Raises CountError when records do not add up.
    """
    run = job.run
    destination = Destination(run.run_id, run.night, run.started_at)
    files = find_files([*paths, *submitted_reports(job)])
    job.problems.extend(_stray_notes(paths))
    landed = land(files, job.settings.landing, destination=destination)
    return load(job, [*landed, *_left_behind(job, {one.sha256 for one in landed})])


def _left_behind(job: Job, known: Set[str]) -> Iterator[Landed]:
    """Yield what a killed run had landed and nobody delivers again: somebody who was erased may be in it."""
    if not job.is_resumed or not read_all_erased(job.settings):
        return
    run = (job.run.run_id, job.run.started_at)
    for landed, delivery in read_deliveries(job.settings.landing):
        if delivery is not None and (delivery.run_id, delivery.started_at) == run and landed.sha256 not in known:
            yield landed


def load(job: Job, delivered: Sequence[Landed]) -> Counts:
    """Store every record of these landing copies that is not yet known, as `ingest` does."""
    totals: Counter[str] = Counter(dict.fromkeys(COUNTED, 0))
    settings = job.settings
    options = _options(settings, [landed.path for landed in delivered])
    rules = Rules(options, load_key(settings.home), settings.default_region, job.run.night, read_all_erased(settings))
    with open_crew() as crew:
        intake = Intake(job, crew, rules)
        for landed in job.bars.track(delivered, description="ingest"):
            totals.update(_ingest_file(intake, landed))
        _remove_replaced(intake)
    return dict(totals)


def _ingest_file(intake: Intake, landed: Landed) -> Counts:
    """Store the records of one file that is not yet known, and count what it brought in this run."""
    job = intake.job
    earlier = read_landing(job.store, landed.sha256)
    if earlier is None or not _is_settled(job, earlier):
        try:
            earlier = _read_file(intake, landed)
        except SourceError as error:
            # The reader knows only the landing copy, which is named by its hash.
            told = str(error).replace(str(landed.path), landed.name)
            note = RunNote(NoteKind.REFUSED_FILE, f"{landed.name} ({landed.sha256[:12]})", f"{landed.origin}: {told}")
            return {"files": 1, "refused_files": 1, "new_files": int(_keep_refusal(job, note))}
    is_new = earlier.run_id == job.run.run_id and earlier.sha256 not in intake.counted
    intake.counted.add(earlier.sha256)
    return {"files": 1, "new_files": int(is_new)} | _count(job, earlier, is_new=is_new)


def _read_file(intake: Intake, landed: Landed) -> Landing:
    """Store what a file tells, without who was erased before, and return its landing row."""
    store = intake.job.store
    if landed.sha256 not in intake.rules.erased.copies:
        with suppress(HoldsErasedError), transaction(store):
            forget_landing(store, landed.sha256)
            return _store_file(intake, landed)
    kept = _without_erased(intake, landed)
    return read_landing(store, kept.sha256) or _read_file(intake, kept)


def _without_erased(intake: Intake, landed: Landed) -> Landed:
    """Write a landing copy anew without who was erased before: what is delivered again is not stored again."""
    landing = intake.job.settings.landing
    try:
        new = write_copy(landed.path, landing, options=intake.rules.options, keep=intake.eraser.keep)
    except SourceError:
        if landed.sha256 in intake.rules.erased.copies:
            intake.replaced[landed.sha256] = write_empty(landed.path, landing)
        raise
    intake.replaced[landed.sha256] = new
    return replace(landed, sha256=new.sha256, bytes=new.bytes, path=new.path)


def _remove_replaced(intake: Intake) -> None:
    """Remove the copies that others took the place of: only now, as files of a delivery borrow from each other."""
    job, replaced = intake.job, intake.replaced
    lenders = rewrite_lenders(job.settings, intake.eraser, replaced)
    if lenders:
        with transaction(job.store):
            move_rows(job.store, lenders)
    for sha256 in (*lenders, *replaced):
        remove_copy(find_copy(job.settings.landing, sha256))


def _count(job: Job, landing: Landing, *, is_new: bool) -> Counts:
    """Count what a file brought in this run, also what was stored before the run was killed and taken up again."""
    inserted = count_stored(job.store, landing.sha256, run_id=job.run.run_id) if is_new else 0
    counts = {name: getattr(landing, name) for name in COUNTED_IN_FILE}
    return counts | {"inserted": inserted, "known": landing.seen - landing.rejected - inserted}


def _is_settled(job: Job, earlier: Landing) -> bool:
    """Whether reading a file again would give the same: not with a newer reader, nor when a request may have come."""
    return earlier.reader_version == READER_VERSION and not is_waiting(job.store, earlier.sha256)


def _keep_refusal(job: Job, note: RunNote) -> bool:
    """Keep the note on a refused file, and tell whether this is the first run to refuse it."""
    subject, text = redact_texts([note.subject, note.text], region=job.settings.default_region)
    kept = RunNote(note.kind, subject, text)
    job.problems.append(kept)
    is_first = not is_noted(job.store, kept, by_others_than=job.run.run_id)
    if is_first:
        write_notes(job.store, job.run.run_id, [kept])
    return is_first


def _store_file(intake: Intake, landed: Landed) -> Landing:
    """Store all records of one file with its landing row, and return that."""
    job = intake.job
    counts: Counter[str] = Counter(dict.fromkeys(COUNTED_IN_FILE, 0))
    passed_over: Counter[str] = Counter()
    oddities = Oddities()
    with open_source(landed.path, options=intake.rules.options) as source:
        for pieces in batches(intake.crew.admit(source.pieces, intake.rules), PIECES_TOGETHER):
            if any(piece.holds_erased for piece in pieces):
                raise HoldsErasedError
            counts.update(_store(job, landed.sha256, pieces))
            for piece in pieces:
                passed_over.update(piece.passed_over)
                oddities.update(piece.oddities)
    origin = read_header(landed.path) or source.format
    name = name_source(landed.name, origin, patterns=job.settings.sources)
    write_passed_over(job.store, landed.sha256, passed_over)
    note_oddities(job, name, oddities)
    # What an earlier reading of the same file stored is this file's, not another's.
    stored = count_stored(job.store, landed.sha256)
    landing = Landing(
        sha256=landed.sha256,
        name=landed.name,
        bytes=landed.bytes,
        format=source.format,
        reader_version=READER_VERSION,
        seen=counts["seen"],
        inserted=stored,
        known=counts["inserted"] + counts["known"] - stored,
        rejected=counts["rejected"],
        run_id=job.run.run_id,
        landed_at=landed.landed_at,
        passed_over=counts["passed_over"],
        source=name,
    )
    write_landing(job.store, landing)
    return landing


def _store(job: Job, sha256: str, pieces: Sequence[Admitted]) -> Counts:
    run_id = job.run.run_id
    records = sum(piece.records for piece in pieces)
    rejected = [one for piece in pieces for one in piece.rejected]
    reports = [one for piece in pieces for one in piece.reports]
    inserted = write_conversations(
        job.store, [piece.conversations for piece in pieces], sha256=sha256, run_id=run_id
    ) + write_reports(job.store, reports, sha256=sha256, run_id=run_id)
    return {
        "seen": records + len(rejected),
        "inserted": inserted,
        "known": records - inserted,
        "rejected": write_rejected(job.store, sha256, rejected),
        "passed_over": sum(piece.passed_over.total() for piece in pieces),
    }


def ingest_command(
    paths: Annotated[
        list[Path] | None, typer.Argument(help=f"{PATHS_HELP} None: only what was handed in here.")
    ] = None,
    *,
    public: Annotated[
        str | None, typer.Option(help=f"Public records of an installed package: {', '.join(PUBLIC)}.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show how the first ten records of each file are read; store nothing.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Load chat logs and reports into the warehouse.

    Each file is copied to the landing folder, its format found by its content, its records redacted and stored
    once. Lines that cannot be read are kept with their place and the reason.

    Examples: `monitor ingest logs/2026-11-14 reports/web-form.csv.gz` · `monitor ingest --dry-run new-export.csv`
    · `monitor ingest --public genai-incidents`
    """
    settings = read_settings(config)
    paths = [*(paths or ()), *([] if public is None else [write_public(public, settings.home)])]
    if dry_run:
        end_with_problems(list(_show_previews(settings, paths)))
        return
    with open_job(settings, encodes=False) as job:
        counts = ingest(job, paths)
    sys.stdout.write(counts_line("ingest", counts) + "\n")
    end_with_problems(job.problems)


def _stray_notes(paths: Sequence[Path]) -> Iterator[RunNote]:
    """Name what lies among the files and is none; nothing is kept of it that a rebuild could not find again."""
    for stray in find_strays(paths):
        yield RunNote(NoteKind.REFUSED_FILE, stray.path.name, f"{stray.path}: {stray.reason}")


def _show_previews(settings: Settings, paths: Sequence[Path]) -> Iterator[RunNote]:
    """Write how each file would be read, and yield those that would be refused."""
    files = find_files(paths)
    yield from _stray_notes(paths)
    for file in files:
        try:
            for line in preview_file(file, settings, options=_options(settings, files)):
                sys.stdout.write(inert_line(line) + "\n")
        except SourceError as error:
            yield RunNote(NoteKind.REFUSED_FILE, file.name, str(error))


def _options(settings: Settings, companions: Sequence[Path]) -> ReadOptions:
    return ReadOptions(columns=settings.columns, max_line_bytes=settings.max_line_bytes, companions=tuple(companions))


main = as_main(ingest_command)

if __name__ == "__main__":
    sys.exit(main())
