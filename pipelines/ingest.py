"""Load chat logs and reports: `python -m pipelines.ingest sample_logs/2026-11-01`."""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.config import read_settings
from monitor.errors import SourceError
from monitor.records import LoggedConversation, PassedOver, Rejected, SubmittedReport
from monitor.redaction import admit_conversation, admit_rejected, admit_report, load_key
from monitor.sources import READER_VERSION, Landed, Located, ReadOptions, find_files, land, open_source
from monitor.warehouse.connection import transaction
from monitor.warehouse.conversations import Placed, write_conversations
from monitor.warehouse.landings import (
    Landing,
    forget_landing,
    read_landing,
    write_landing,
    write_passed_over,
    write_rejected,
)
from monitor.warehouse.reports import PlacedReport, write_reports
from pipelines.command import ConfigOption, PathsArgument, as_main, counts_line
from pipelines.job import Counts, Job, batches, open_job, utc_now

# Enough rows to make each insert cheap, few enough that a batch of long conversations fits in memory.
BATCH = 1_000


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

    Raises SourceError naming the file that is damaged or of no known format (nothing of it is then stored), and
    CountError when records do not add up.
    """
    totals: Counter[str] = Counter(files=0, new_files=0, seen=0, inserted=0, known=0, rejected=0, passed_over=0)
    key = load_key(job.settings.home)
    files = find_files(paths)
    for file in job.bars.track(files, description="ingest"):
        landing = _ingest_file(job, file, key)
        totals.update(files=1, seen=landing.seen, rejected=landing.rejected, passed_over=landing.passed_over)
        is_new = landing.run_id == job.run.run_id
        totals.update(new_files=int(is_new))
        totals.update(inserted=landing.inserted if is_new else 0)
        totals.update(known=landing.known if is_new else landing.known + landing.inserted)
    return dict(totals)


def admit(batch: Sequence[Located | Rejected], *, key: bytes, region: str) -> Admitted:
    """Give every record its id and take the personal data out of it."""
    conversations = []
    reports = []
    passed_over = []
    for one in batch:
        match one:
            case Located(record=LoggedConversation() as logged):
                conversations.append(Placed(one.offset, admit_conversation(logged, key=key, region=region)))
            case Located(record=SubmittedReport() as submitted):
                reports.append(PlacedReport(one.offset, admit_report(submitted, key=key, region=region)))
            case Located(record=PassedOver() as passed):
                passed_over.append(passed)
    rejected = [admit_rejected(one, region=region) for one in batch if isinstance(one, Rejected)]
    return Admitted(conversations, reports, rejected, passed_over)


def _ingest_file(job: Job, file: Path, key: bytes) -> Landing:
    landed = land(file, job.settings.landing)
    earlier = read_landing(job.store, landed.sha256)
    if earlier is not None and earlier.reader_version == READER_VERSION:
        return earlier
    try:
        with transaction(job.store):
            forget_landing(job.store, landed.sha256)
            landing = _store_records(job, landed, key)
            write_landing(job.store, landing)
    except SourceError as error:
        # The reader knows only the landing copy, which is named by its hash.
        raise SourceError(f"{file}: {error}") from error
    return landing


def _store_records(job: Job, landed: Landed, key: bytes) -> Landing:
    options = ReadOptions(csv_columns=job.settings.csv_columns, max_line_bytes=job.settings.max_line_bytes)
    counts: Counter[str] = Counter(seen=0, inserted=0, known=0, rejected=0)
    passed_over: Counter[str] = Counter()
    with open_source(landed.path, options=options) as source:
        for batch in batches(source.records, BATCH):
            admitted = admit(batch, key=key, region=job.settings.default_region)
            counts.update(_store(job, landed.sha256, admitted))
            passed_over.update(one.reason for one in admitted.passed_over)
        write_passed_over(job.store, landed.sha256, passed_over)
        return Landing(
            sha256=landed.sha256,
            name=landed.name,
            bytes=landed.bytes,
            format=source.format,
            reader_version=READER_VERSION,
            run_id=job.run.run_id,
            landed_at=utc_now(),
            passed_over=passed_over.total(),
            **counts,
        )


def _store(job: Job, sha256: str, admitted: Admitted) -> Counts:
    run_id = job.run.run_id
    inserted = write_conversations(job.store, admitted.conversations, sha256=sha256, run_id=run_id)
    inserted += write_reports(job.store, admitted.reports, sha256=sha256, run_id=run_id)
    return {
        "seen": admitted.seen,
        "inserted": inserted,
        "known": len(admitted.conversations) + len(admitted.reports) - inserted,
        "rejected": write_rejected(job.store, sha256, admitted.rejected),
    }


def ingest_command(paths: PathsArgument, config: ConfigOption = None) -> None:
    """Load chat logs and reports into the warehouse.

    Each file is copied to the landing folder, its format found by its content, its records redacted and stored
    once. Lines that cannot be read are kept with their place and the reason.

    Example: `monitor ingest logs/2026-11-14 reports/web-form.csv.gz`
    """
    with open_job(read_settings(config)) as job:
        print_counts = counts_line("ingest", ingest(job, paths))
    sys.stdout.write(print_counts + "\n")


main = as_main(ingest_command)

if __name__ == "__main__":
    sys.exit(main())
