"""Load chat logs and reports: `python -m pipelines.ingest sample_logs/2026-11-01`."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from monitor.config import Settings, read_settings
from monitor.errors import SourceError
from monitor.records import LoggedConversation, PassedOver, Rejected, RunNote, SubmittedReport
from monitor.redaction import admit_conversation, admit_rejected, admit_report, load_key, redact_texts
from monitor.sources import (
    READER_VERSION,
    Landed,
    Located,
    ReadOptions,
    doubt_clock,
    find_files,
    land,
    name_source,
    open_source,
)
from monitor.taxonomy import NoteKind
from monitor.warehouse.connection import transaction
from monitor.warehouse.conversations import Placed, write_conversations
from monitor.warehouse.landings import (
    Landing,
    forget_landing,
    is_waiting,
    read_landing,
    write_landing,
    write_passed_over,
    write_rejected,
)
from monitor.warehouse.notes import is_noted, write_notes
from monitor.warehouse.reports import PlacedReport, write_reports
from pipelines.command import ConfigOption, PathsArgument, as_main, counts_line, end_with_problems, inert_line
from pipelines.job import Counts, Job, batches, open_job, utc_now
from pipelines.notes import Oddities, note_oddities
from pipelines.preview import preview_file

# Enough rows to make each insert cheap, few enough that a batch of long conversations fits in memory.
BATCH = 1_000
COUNTED_IN_FILE = ("seen", "inserted", "known", "rejected", "passed_over")
COUNTED = ("files", "new_files", "refused_files", *COUNTED_IN_FILE)


@dataclass(frozen=True, slots=True)
class Admitted:
    """One batch of a file's parts as we keep them."""

    conversations: Sequence[Placed]
    reports: Sequence[PlacedReport]
    rejected: Sequence[Rejected]
    passed_over: Sequence[PassedOver]

    @property
    def seen(self) -> int:
        """How many records the batch held, good and bad."""
        return len(self.conversations) + len(self.reports) + len(self.rejected)


def ingest(job: Job, paths: Sequence[Path]) -> Counts:
    """Store every record of these files and folders that is not yet known; each file completely or not at all.

    A file that is damaged or of no known format is refused with a note, and nothing of it is stored; the others go
    on. Raises CountError when records do not add up.
    """
    totals: Counter[str] = Counter(dict.fromkeys(COUNTED, 0))
    key = load_key(job.settings.home)
    delivered = [(file, land(file, job.settings.landing)) for file in find_files(paths)]
    options = _options(job.settings, [landed.path for _, landed in delivered])
    for file, landed in job.bars.track(delivered, description="ingest"):
        totals["files"] += 1
        try:
            totals.update(_ingest_file(job, landed, options=options, key=key))
        except SourceError as error:
            # The reader knows only the landing copy, which is named by its hash.
            note = RunNote(NoteKind.REFUSED_FILE, f"{landed.name} ({landed.sha256[:12]})", f"{file}: {error}")
            totals.update(refused_files=1, new_files=int(_keep_refusal(job, note)))
    return dict(totals)


def admit(batch: Iterable[Located | Rejected], *, key: bytes, region: str) -> Admitted:
    """Give every record its id and take the personal data out of it."""
    conversations = []
    reports = []
    passed_over = []
    rejected = []
    for one in batch:
        match one:
            case Located(record=LoggedConversation() as logged):
                conversations.append(Placed(one.offset, admit_conversation(logged, key=key, region=region)))
            case Located(record=SubmittedReport() as submitted):
                reports.append(PlacedReport(one.offset, admit_report(submitted, key=key, region=region)))
            case Located(record=PassedOver() as passed):
                passed_over.append(passed)
            case Rejected():
                rejected.append(admit_rejected(one, region=region))
    return Admitted(conversations, reports, rejected, passed_over)


def _ingest_file(job: Job, landed: Landed, *, options: ReadOptions, key: bytes) -> Counts:
    """Store the records of one file that is not yet known, and count what it brought in this run."""
    earlier = read_landing(job.store, landed.sha256)
    if earlier is not None and _is_settled(job, earlier):
        return _count_again(earlier)
    with transaction(job.store):
        forget_landing(job.store, landed.sha256)
        landing = _store_records(job, landed, options=options, key=key)
        write_landing(job.store, landing)
    return {"new_files": 1} | {name: getattr(landing, name) for name in COUNTED_IN_FILE}


def _is_settled(job: Job, earlier: Landing) -> bool:
    """Whether reading a file again would give the same: not with a newer reader, nor when a request may have come."""
    return earlier.reader_version == READER_VERSION and not is_waiting(job.store, earlier.sha256)


def _count_again(earlier: Landing) -> Counts:
    again = {name: getattr(earlier, name) for name in COUNTED_IN_FILE}
    return again | {"inserted": 0, "known": earlier.inserted + earlier.known}


def _keep_refusal(job: Job, note: RunNote) -> bool:
    """Keep the note on a refused file, and tell whether this is the first time."""
    subject, text = redact_texts([note.subject, note.text], region=job.settings.default_region)
    kept = RunNote(note.kind, subject, text)
    job.problems.append(kept)
    is_first = not is_noted(job.store, kept.kind, kept.subject)
    if is_first:
        write_notes(job.store, job.run.run_id, [kept])
    return is_first


def _store_records(job: Job, landed: Landed, *, options: ReadOptions, key: bytes) -> Landing:
    counts: Counter[str] = Counter(dict.fromkeys(COUNTED_IN_FILE, 0))
    reasons: Counter[str] = Counter()
    oddities = Oddities()
    with open_source(landed.path, options=options) as source:
        for batch in batches(source.records, BATCH):
            admitted = admit(_doubted(batch, job.run.night, oddities), key=key, region=job.settings.default_region)
            counts.update(_store(job, landed.sha256, admitted))
            reasons.update(one.reason for one in admitted.passed_over)
        name = name_source(landed.name, source.format, patterns=job.settings.sources)
        write_passed_over(job.store, landed.sha256, reasons)
        note_oddities(job, name, oddities)
        return Landing(
            sha256=landed.sha256,
            name=landed.name,
            bytes=landed.bytes,
            format=source.format,
            reader_version=READER_VERSION,
            run_id=job.run.run_id,
            landed_at=utc_now(),
            source=name,
            **counts,
        )


def _doubted(batch: Sequence[Located | Rejected], night: date, oddities: Oddities) -> Iterator[Located | Rejected]:
    """Mark the conversations whose time is to be doubted, and note what is odd about any."""
    for one in batch:
        if isinstance(one, Located) and isinstance(one.record, LoggedConversation):
            clock = doubt_clock(one.record.started_at, one.record.clock, night=night)
            oddities.add(one.record, clock)
            yield one if clock is one.record.clock else replace(one, record=replace(one.record, clock=clock))
        else:
            yield one


def _store(job: Job, sha256: str, admitted: Admitted) -> Counts:
    run_id = job.run.run_id
    inserted = write_conversations(job.store, admitted.conversations, sha256=sha256, run_id=run_id)
    inserted += write_reports(job.store, admitted.reports, sha256=sha256, run_id=run_id)
    return {
        "seen": admitted.seen,
        "inserted": inserted,
        "known": len(admitted.conversations) + len(admitted.reports) - inserted,
        "rejected": write_rejected(job.store, sha256, admitted.rejected),
        "passed_over": len(admitted.passed_over),
    }


def ingest_command(
    paths: PathsArgument,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show how the first ten records of each file are read; store nothing.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Load chat logs and reports into the warehouse.

    Each file is copied to the landing folder, its format found by its content, its records redacted and stored
    once. Lines that cannot be read are kept with their place and the reason.

    Examples: `monitor ingest logs/2026-11-14 reports/web-form.csv.gz` · `monitor ingest --dry-run new-export.csv`
    """
    settings = read_settings(config)
    if dry_run:
        end_with_problems(list(_show_previews(settings, paths)))
        return
    with open_job(settings) as job:
        counts = ingest(job, paths)
    sys.stdout.write(counts_line("ingest", counts) + "\n")
    end_with_problems(job.problems)


def _show_previews(settings: Settings, paths: Sequence[Path]) -> Iterator[RunNote]:
    """Write how each file would be read, and yield those that would be refused."""
    files = find_files(paths)
    for file in files:
        try:
            for line in preview_file(file, settings, options=_options(settings, files)):
                sys.stdout.write(inert_line(line) + "\n")
        except SourceError as error:
            yield RunNote(NoteKind.REFUSED_FILE, file.name, str(error))


def _options(settings: Settings, companions: Sequence[Path]) -> ReadOptions:
    return ReadOptions(
        csv_columns=settings.csv_columns, max_line_bytes=settings.max_line_bytes, companions=tuple(companions)
    )


main = as_main(ingest_command)

if __name__ == "__main__":
    sys.exit(main())
