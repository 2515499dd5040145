"""What an erasure does to the stores, step by step; each step may be done again, so that a killed one is completed."""

import json
import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from rich.progress import Progress

from monitor.config import Settings
from monitor.datasets import complete_erasures, erase_decisions, erased_by, read_erased, read_pending, read_recalled
from monitor.erased import Erased
from monitor.errors import SourceError
from monitor.exports import repoint
from monitor.exports.manifests import MANIFEST
from monitor.ledger import open_ledger, scrub_ledger
from monitor.records import Actor, Rejected, SubmittedReport
from monitor.redaction import admit_report, identify_sighting, load_key
from monitor.sources import READER_VERSION, READERS, Delivery, Joiner, Located, ReadOptions, find_format
from monitor.sources.landing import find_copies, find_copy, read_deliveries
from monitor.sources.native import read_header
from monitor.sources.reader import never
from monitor.sources.rewriting import Part, Rewritten, find_parts, names_inside, remove_copy, write_copy, write_empty
from monitor.triage.submissions import read_submitted
from monitor.warehouse.connection import Store, open_working, transaction
from monitor.warehouse.erasure import delete_rows, find_innocent, write_afresh
from monitor.warehouse.landings import read_landing
from monitor.warehouse.moving import move_landing, read_rejected
from monitor.warehouse.placed import PlacedReport
from monitor.warehouse.publishing import checkpoint, publish
from monitor.warehouse.reports import write_reports
from monitor.warehouse.runs import read_runs, read_unfinished
from pipelines.command import progress_bars
from pipelines.eraser import Eraser, read_words, remove_words
from pipelines.job import Job, refuse_lost
from pipelines.public import FOLDER as PUBLIC_FOLDER
from pipelines.rank import rank


def complete(settings: Settings, *, actor: Actor) -> bool:
    """See every erasure that the ledger knows of to its end, while the home folder is held; False for nothing to do.

    While a killed run waits to be taken up, the snapshot cannot be published: the next run does that, and completes
    the erasure.
    """
    with open_ledger(settings.ledger) as ledger:
        pending = read_pending(ledger)
        if not pending:
            return False
        # Until they are gone from the dashboard, somebody may decide on their cases.
        erase_decisions(ledger, erased_by(pending), actor=actor, reason="decided on since")
        erased, recalled = read_erased(ledger), read_recalled(ledger)
        scrub_ledger(ledger)
    refuse_lost(settings)
    eraser = Eraser(erased, load_key(settings.home), settings.default_region, read_words(settings.home))
    is_whole = erase_stored(settings, eraser, actor=actor)
    remove_exports(settings.exports, recalled)
    if is_whole:
        with open_ledger(settings.ledger) as ledger:
            complete_erasures(ledger, read_pending(ledger), actor=actor)
        remove_words(settings.home)
    return True


def erase_stored(settings: Settings, eraser: Eraser, *, actor: Actor) -> bool:
    """Take them out of landing copies, warehouse and snapshot; tell whether the snapshot could be published.

    The new copies are written first, then the rows that point to them change all at once, then the old copies go.
    """
    with open_working(settings.working, memory_limit=settings.memory_limit) as store, progress_bars() as bars:
        rewritten, unreadable = rewrite_copies(
            settings, eraser, innocent=find_innocent(store, eraser.erased), bars=bars
        )
        with transaction(store):
            retold = delete_rows(store, eraser.erased)
            move_rows(store, rewritten)
            _tell_again(store, settings, eraser, [(_moved(sha256, rewritten), *rest) for sha256, *rest in retold])
            runs = read_runs(store, limit=1)
            if runs:
                rank(Job(store, settings, runs[0], is_resumed=False, bars=bars))
        checkpoint(store)
        is_whole = read_unfinished(store) is None
        gone = frozenset(one for one in {*rewritten, *unreadable} if read_landing(store, one) is None)
    # Recorded before the first goes: without the others, one may no longer show that it must go too.
    with open_ledger(settings.ledger) as ledger:
        erase_decisions(ledger, Erased(copies=gone), actor=actor, reason="files that told of them")
    for sha256 in unreadable:
        write_empty(find_copy(settings.landing, sha256), settings.landing)
    for sha256 in gone | eraser.erased.copies:
        remove_copy(find_copy(settings.landing, sha256))
    _remove_leftovers(settings, eraser)
    write_afresh(settings.working, memory_limit=settings.memory_limit)
    if is_whole and settings.published.exists():
        publish(settings.working, settings.published)
    return is_whole


def rewrite_copies(
    settings: Settings, eraser: Eraser, *, innocent: Collection[str], bars: Progress
) -> tuple[dict[str, Rewritten], tuple[str, ...]]:
    """Write every landing copy that holds anything of theirs anew, by its hash; the old ones stay.

    Copies that nobody can read are returned apart, if their bytes name them: nothing in the warehouse is from those.
    """
    landing = settings.landing
    companions = _find_companions(landing)
    rewritten: dict[str, Rewritten] = {}
    unreadable = []
    for sha256 in bars.track([one for one in find_copies(landing) if one not in innocent], description="landing"):
        copy = find_copy(landing, sha256)
        if not copy.is_file():
            continue
        options = _options(settings, companions.get(sha256, ()))
        try:
            if any(map(eraser.must_change, find_parts(copy, options=options))):
                rewritten[sha256] = write_copy(copy, landing, options=options, keep=eraser.keep)
        except SourceError:
            unreadable += [sha256] * names_inside(copy, eraser.words)
    return rewrite_lenders(settings, eraser, rewritten) | rewritten, tuple(unreadable)


def rewrite_lenders(settings: Settings, eraser: Eraser, rewritten: Mapping[str, Rewritten]) -> dict[str, Rewritten]:
    """Write anew the copies that rewritten ones borrowed from: requests of theirs, that are no records.

    All copies of such a delivery are written, as what is left of the requests is in none of them any more.
    """
    borrowers = {sha256: one for sha256, one in rewritten.items() if _borrows(read_header(one.path))}
    if not borrowers:
        return {}
    landing = settings.landing
    companions = _find_companions(landing)
    lenders: dict[str, None] = {}
    for sha256, one in borrowers.items():
        for path in companions.get(sha256, ()):
            if _format_of(path, settings) == read_header(one.path):
                lenders[path.parent.name + path.name] = None
    return {
        sha256: write_copy(
            find_copy(landing, sha256),
            landing,
            options=_options(settings, companions.get(sha256, ())),
            keep=eraser.keep,
        )
        for sha256 in lenders
        if sha256 not in rewritten
    }


def _borrows(name: str | None) -> bool:
    reader = READERS.get(name or "")
    return isinstance(reader, Joiner) and reader.borrows is not never


def _format_of(copy: Path, settings: Settings) -> str | None:
    with suppress(SourceError):
        return find_format(copy, options=_options(settings, ()))
    return None


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
            move_landing(store, old, landing, moves=moves, rejected=_lines(store, sha256, new))


def _lines(store: Store, sha256: str, new: Rewritten) -> list[Rejected]:
    """Return the rejected lines of a copy at their new places, each in the words that the warehouse has of it."""
    known = read_rejected(store, sha256)
    lines = sorted(new.rejected, key=lambda one: one.old_place)
    if len(known) != len(lines):
        # A newer reader rejects others.
        return [one.part for one in lines]
    return [
        replace(there.part, raw=b"" if there.is_hidden else was.raw) for was, there in zip(known, lines, strict=True)
    ]


def remove_exports(folder: Path, recalled: Collection[tuple[str, int]]) -> None:
    """Remove every export of a recalled version below `folder`, and whatever a killed export left there."""
    for export in folder.iterdir() if folder.is_dir() else ():
        if export.name.startswith(".") or _exported(export) in recalled:
            shutil.rmtree(export) if export.is_dir() else export.unlink()
    repoint(folder)


def _tell_again(store: Store, settings: Settings, eraser: Eraser, retold: Sequence[Sequence[str]]) -> None:
    """Store reports that others told too from one of their tellings."""
    for sha256, run_id in dict.fromkeys((sha256, run_id) for sha256, run_id, _ in retold):
        wanted = {report_id for one, run, report_id in retold if (one, run) == (sha256, run_id)}
        parts = find_parts(find_copy(settings.landing, sha256), options=_options(settings, ()))
        told = [one for part in parts if (one := _placed(part, eraser)) and one.report.report_id in wanted]
        write_reports(store, told, sha256=sha256, run_id=run_id)


def _placed(part: Part, eraser: Eraser) -> PlacedReport | None:
    match part:
        case Located(record=SubmittedReport() as told) if not eraser.holds(told):
            report = admit_report(told, key=eraser.key, region=eraser.region)
            return PlacedReport(part.offset, report, identify_sighting(told, key=eraser.key))
    return None


def _moved(sha256: str, rewritten: Mapping[str, Rewritten]) -> str:
    return rewritten[sha256].sha256 if sha256 in rewritten else sha256


def _remove_leftovers(settings: Settings, eraser: Eraser) -> None:
    """Remove reports of theirs that wait for a run, and whatever killed runs left beside the stores."""
    for one in read_submitted(settings.home):
        if one.report is None or eraser.holds(one.report):
            one.path.unlink()
    # Public records are written anew whenever they are loaded.
    leftovers = [*(settings.home / PUBLIC_FOLDER).glob("*.jsonl"), *settings.home.glob("rebuilt.duckdb*")]
    leftovers += [settings.published.with_suffix(".next"), *settings.landing.rglob(".*")]
    # What was learned from their words is learned again without them.
    leftovers += [settings.learned] if settings.learned.exists() else []
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


def _exported(folder: Path) -> tuple[str, int] | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        return manifest["dataset"], manifest["version"]
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _options(settings: Settings, companions: Sequence[Path]) -> ReadOptions:
    return ReadOptions(columns=settings.columns, max_line_bytes=settings.max_line_bytes, companions=tuple(companions))
