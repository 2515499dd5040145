"""What an erasure does to the stores, step by step; each step may be done again, so that a killed one is completed."""

import gzip
import json
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.progress import Progress

from monitor.config import Settings
from monitor.datasets import complete_erasures, erase_decisions, erased_by, read_erased, read_pending, read_recalled
from monitor.errors import SourceError
from monitor.exports.folders import MANIFEST
from monitor.ledger import open_ledger, scrub_ledger
from monitor.records import Actor, Erased, LoggedConversation, Rejected, SubmittedReport
from monitor.redaction import (
    admit_rejected,
    admit_report,
    identify_conversation,
    identify_person,
    identify_report,
    identify_sighting,
    load_key,
)
from monitor.sources import READER_VERSION, Delivery, Located, ReadOptions
from monitor.sources.landing import find_copies, find_copy, read_deliveries
from monitor.sources.reader import Record
from monitor.sources.rewriting import Kept, Part, Rewritten, find_parts, remove_copy, write_copy
from monitor.triage.submissions import read_submitted
from monitor.warehouse.connection import Store, open_working, transaction
from monitor.warehouse.erasure import delete_rows, find_innocent, write_afresh
from monitor.warehouse.landings import read_landing
from monitor.warehouse.moving import move_landing
from monitor.warehouse.publishing import checkpoint, publish
from monitor.warehouse.reports import write_reports
from monitor.warehouse.runs import read_runs, read_unfinished
from monitor.warehouse.sightings import PlacedReport
from pipelines.command import progress_bars
from pipelines.job import Job, refuse_lost
from pipelines.public import FOLDER as PUBLIC_FOLDER
from pipelines.rank import rank

# What stands in the place of a line that nobody could read, but that names somebody who is erased.
ERASED_LINE = "erased: it named somebody who was erased"


@dataclass(frozen=True, slots=True)
class Eraser:
    """Who and what goes, how it is recognised in a file, and words that tie an unreadable line to it."""

    settings: Settings
    erased: Erased
    key: bytes
    words: tuple[bytes, ...] = ()

    def holds(self, record: Record) -> bool:
        """Tell whether a record is theirs."""
        record_id, person = _identify(record, self.key)
        return self.erased.covers(record_id, identify_person(person, key=self.key))

    def names(self, raw: bytes) -> bool:
        """Tell whether raw bytes name them."""
        return any(word in raw for word in self.words)

    def keep(self, part: Part) -> Kept | None:
        """Say what of a file is written anew: rejected lines redacted, records as they are, theirs not at all."""
        if isinstance(part, Rejected):
            if self.names(part.raw):
                return Kept(replace(part, reason=ERASED_LINE, raw=b""))
            return Kept(admit_rejected(part, region=self.settings.default_region))
        if not isinstance(part.record, LoggedConversation | SubmittedReport):
            return None
        if self.holds(part.record):
            return None
        return Kept(part, tuple(_ids(part.record, self.key)))

    def must_change(self, part: Part) -> bool:
        """Tell whether a file that has this part must be written anew."""
        if isinstance(part, Rejected):
            return part.reason != ERASED_LINE and self.names(part.raw)
        return isinstance(part.record, LoggedConversation | SubmittedReport) and self.holds(part.record)


def complete(settings: Settings, *, actor: Actor, words: Sequence[str] = ()) -> bool:
    """See every erasure that the ledger knows of to its end, while the home folder is held; False for nothing to do.

    `words` are names by which lines that nobody could read are tied to somebody. While a killed run waits to be
    taken up the snapshot cannot be published: the next run does that, and completes the erasure.
    """
    with open_ledger(settings.ledger) as ledger:
        pending = read_pending(ledger)
        if not pending:
            return False
        # Until they are gone from the dashboard, somebody may decide on their cases.
        erase_decisions(ledger, erased_by(pending), actor=actor, reason="decided on since")
        pending, erased, recalled = read_pending(ledger), read_erased(ledger), read_recalled(ledger)
        scrub_ledger(ledger)
    refuse_lost(settings)
    is_whole = erase_stored(Eraser(settings, erased, load_key(settings.home), _spellings(words)))
    remove_exports(settings.exports, recalled)
    if is_whole:
        with open_ledger(settings.ledger) as ledger:
            complete_erasures(ledger, pending, actor=actor)
    return True


def erase_stored(eraser: Eraser) -> bool:
    """Take them out of landing copies, warehouse and snapshot; tell whether the snapshot could be published.

    The new copies are written first, then the rows that point to them change all at once, then the old copies go.
    """
    settings = eraser.settings
    with open_working(settings.working, memory_limit=settings.memory_limit) as store, progress_bars() as bars:
        rewritten, unreadable = rewrite_copies(eraser, find_innocent(store, eraser.erased), bars)
        with transaction(store):
            retold = delete_rows(store, eraser.erased)
            move_rows(store, rewritten)
            _tell_again(store, eraser, [(_moved(sha256, rewritten), *rest) for sha256, *rest in retold])
            runs = read_runs(store, limit=1)
            if runs:
                rank(Job(store, settings, runs[0], is_resumed=False, bars=bars))
        checkpoint(store)
        is_whole = read_unfinished(store) is None
    for sha256 in (*rewritten, *unreadable):
        remove_copy(find_copy(settings.landing, sha256))
    _remove_leftovers(eraser)
    write_afresh(settings.working, memory_limit=settings.memory_limit)
    if is_whole and settings.published.exists():
        publish(settings.working, settings.published)
    return is_whole


def rewrite_copies(
    eraser: Eraser, innocent: Collection[str], bars: Progress
) -> tuple[dict[str, Rewritten], tuple[str, ...]]:
    """Write every landing copy that holds anything of theirs anew, by its hash; the old ones stay.

    Copies that nobody can read are returned apart, if their bytes name them: nothing in the warehouse is from those.
    """
    landing = eraser.settings.landing
    companions = _find_companions(landing)
    rewritten: dict[str, Rewritten] = {}
    unreadable = []
    for sha256 in bars.track([one for one in find_copies(landing) if one not in innocent], description="landing"):
        copy = find_copy(landing, sha256)
        if not copy.is_file():
            continue
        options = _options(eraser.settings, companions.get(sha256, ()))
        try:
            if any(map(eraser.must_change, find_parts(copy, options=options))):
                rewritten[sha256] = write_copy(copy, landing, options=options, keep=eraser.keep)
        except SourceError:
            unreadable += [sha256] * _names_inside(eraser, copy)
    return rewritten, tuple(unreadable)


def move_rows(store: Store, rewritten: Mapping[str, Rewritten]) -> None:
    """Point the rows that came from copies to those that take their places."""
    for sha256, new in rewritten.items():
        old = read_landing(store, sha256)
        if old is not None:
            landing = replace(
                old,
                sha256=new.sha256,
                bytes=new.bytes,
                format="records",
                reader_version=READER_VERSION,
                seen=new.records + len(new.rejected),
                rejected=len(new.rejected),
                passed_over=1,
            )
            moves = [(one.record_id, one.old_offset, one.new_offset) for one in new.moves]
            move_landing(store, old, landing, moves=moves, rejected=new.rejected)


def remove_exports(folder: Path, recalled: Collection[tuple[str, int]]) -> None:
    """Remove every export of a recalled version below `folder`, and whatever a killed export left there."""
    for export in folder.iterdir() if folder.is_dir() else ():
        if export.name.startswith(".") or _exported(export) in recalled:
            shutil.rmtree(export)


def _tell_again(store: Store, eraser: Eraser, retold: Sequence[Sequence[str]]) -> None:
    """Store reports that others told too from one of their tellings."""
    for sha256, run_id in dict.fromkeys((sha256, run_id) for sha256, run_id, _ in retold):
        wanted = {report_id for one, run, report_id in retold if (one, run) == (sha256, run_id)}
        copy = find_copy(eraser.settings.landing, sha256)
        told = list(_find_tellings(copy, eraser, wanted))
        write_reports(store, told, sha256=sha256, run_id=run_id)


def _find_tellings(copy: Path, eraser: Eraser, wanted: Collection[str]) -> Iterator[PlacedReport]:
    settings, key = eraser.settings, eraser.key
    for part in find_parts(copy, options=_options(settings, ())):
        match part:
            case Located(record=SubmittedReport() as told) if identify_report(
                told, key=key
            ) in wanted and not eraser.holds(told):
                report = admit_report(told, key=key, region=settings.default_region)
                yield PlacedReport(part.offset, report, identify_sighting(told, key=key))


def _moved(sha256: str, rewritten: Mapping[str, Rewritten]) -> str:
    return rewritten[sha256].sha256 if sha256 in rewritten else sha256


def _remove_leftovers(eraser: Eraser) -> None:
    """Remove reports of theirs that wait for a run, and whatever killed runs left beside the stores."""
    settings = eraser.settings
    for one in read_submitted(settings.home):
        if one.report is None or eraser.holds(one.report):
            one.path.unlink()
    # Public records are written anew whenever they are loaded.
    leftovers = [*(settings.home / PUBLIC_FOLDER).glob("*.jsonl"), *settings.home.glob("rebuilt.duckdb*")]
    leftovers += [settings.published.with_suffix(".next"), *settings.landing.rglob(".*")]
    for path in leftovers:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _find_companions(landing: Path) -> dict[str, tuple[Path, ...]]:
    """Return, by hash, the copies that were delivered to the same runs."""
    runs: dict[object, list[Path]] = {}
    delivered: dict[str, list[Delivery]] = {}
    for landed, delivery in read_deliveries(landing):
        if delivery is not None:
            runs.setdefault((delivery.run_id, delivery.started_at), []).append(landed.path)
            delivered.setdefault(landed.sha256, []).append(delivery)
    return {
        sha256: tuple(path for one in deliveries for path in runs[one.run_id, one.started_at])
        for sha256, deliveries in delivered.items()
    }


def _names_inside(eraser: Eraser, copy: Path) -> bool:
    """Tell whether a copy that nobody can read names them, as far as it can be unpacked."""
    raw = copy.read_bytes()
    try:
        raw += gzip.decompress(raw)
    except (OSError, EOFError, gzip.zlib.error):
        pass
    return eraser.names(raw)


def _identify(record: Record, key: bytes) -> tuple[str, str | None]:
    """Return the id of a record and the name of who told it."""
    if isinstance(record, LoggedConversation):
        return identify_conversation(record, key=key), record.user
    return identify_report(record, key=key), record.reporter


def _ids(record: Record, key: bytes) -> Iterator[str]:
    yield _identify(record, key)[0]
    if isinstance(record, SubmittedReport):
        yield identify_sighting(record, key=key)


def _exported(folder: Path) -> tuple[str, int] | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        return manifest["dataset"], manifest["version"]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _spellings(words: Sequence[str]) -> tuple[bytes, ...]:
    """Return words as they stand in a file: in UTF-8, or escaped as JSON does."""
    written = [spelling for word in words for spelling in (word.encode(), json.dumps(word)[1:-1].encode())]
    return tuple(dict.fromkeys(written))


def _options(settings: Settings, companions: Sequence[Path]) -> ReadOptions:
    return ReadOptions(columns=settings.columns, max_line_bytes=settings.max_line_bytes, companions=tuple(companions))
