"""A report that a person hands in here: checked, identified and laid down for the next run to load."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.durable import write_file
from monitor.errors import LedgerError, RecordError
from monitor.records import Actor, SubmittedReport
from monitor.redaction import admit_report, load_key
from monitor.severity import REPORTED_SEVERITIES
from monitor.sources.options import ReadOptions
from monitor.sources.report_jsonl import read
from monitor.sources.strict_json import parse_json
from monitor.taxonomy import Permission
from monitor.warehouse.connection import Store
from monitor.warehouse.landings import read_landing

FOLDER = "reports"
CHANNEL = "private report"
# What people hand in is not redacted before it is loaded.
OWNER_ONLY = 0o700
# More than anybody types; a longer text is a file, and belongs into a night's folder.
MOST_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDraft:
    """What a person tells; None for what that person does not know. `reported_at` is ISO 8601, by default today."""

    text: str
    title: str | None = None
    channel: str = CHANNEL
    reporter: str | None = None
    url: str | None = None
    attachments: tuple[str, ...] = ()
    severity: str | None = None
    reported_at: str | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """A file of the drop folder, and the report in it: None if it is none that was handed in here."""

    path: Path
    sha256: str
    report: SubmittedReport | None


def submit_report(home: Path, draft: ReportDraft, *, actor: Actor, region: str) -> str:
    """Lay a report down in the `reports` folder of `home` and return the id it will have.

    The file is there whole or not at all, and is named by its content: whoever is not sure whether it got there may
    hand the same in again that day, and it stays one report, told once. Raises LedgerError for a person who may only
    look, and RecordError for a report that the next run could not read.
    """
    if actor.permission is Permission.VIEWER:
        raise LedgerError(f"{actor.name!r} may only look; handing in a report needs an analyst or a lead")
    line = _line(draft, actor)
    report = admit_report(_read(line), key=load_key(home), region=region)
    path = home / FOLDER / f"{hashlib.sha256(line).hexdigest()}.jsonl"
    path.parent.mkdir(mode=OWNER_ONLY, exist_ok=True)
    if not path.exists():
        write_file(path, line)
    return report.report_id


def read_submitted(home: Path) -> Iterator[Submitted]:
    """Yield what lies in the `reports` folder of `home`, in the order of names; a file being written is not there."""
    for path in sorted((home / FOLDER).glob("*.jsonl")):
        if path.is_file() and not path.name.startswith("."):
            line = path.read_bytes()
            try:
                report = _read(line)
            except RecordError:
                report = None
            yield Submitted(path, hashlib.sha256(line).hexdigest(), report)


def read_waiting(home: Path, store: Store | None) -> list[Submitted]:
    """Return what lies in the drop folder and is not in this snapshot yet; None where no night has run."""
    return [one for one in read_submitted(home) if store is None or read_landing(store, one.sha256) is None]


def _line(draft: ReportDraft, actor: Actor) -> bytes:
    if len(draft.text) > MOST_CHARACTERS:
        raise RecordError(f"a report of {len(draft.text)} characters; at most {MOST_CHARACTERS} are taken here")
    if draft.severity is not None and draft.severity not in REPORTED_SEVERITIES:
        known = ", ".join(REPORTED_SEVERITIES)
        raise RecordError(f"unknown severity {draft.severity!r}; known severities: {known}")
    # The day, not the second: handing the same in twice must come to the same.
    told = asdict(draft) | {"reported_at": draft.reported_at or datetime.now(UTC).date().isoformat()}
    kept = {name: value for name, value in told.items() if value}
    return json.dumps({**kept, "entered_by": actor.name}, sort_keys=True).encode() + b"\n"


def _read(line: bytes) -> SubmittedReport:
    """Read a report as the next run will; what that would refuse is refused now."""
    value = parse_json(line)
    if not isinstance(value, dict):
        raise RecordError("not one JSON object")
    return read(value, ReadOptions())
