"""A frozen dataset to a folder of files: the same bytes every time, all of them or none."""

import hashlib
import json
import secrets
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from monitor.durable import disk_faults_named, flush, sync_folder
from monitor.errors import ExportError
from monitor.exports.writers import WRITERS, Record, Writer
from monitor.records import Example, FrozenDataset
from monitor.taxonomy import Side

MANIFEST = "manifest.json"
# JSON lets these stand, but many line readers break a line there.
LINE_BREAKS = {ord(character): f"\\u{ord(character):04x}" for character in "\u0085\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One example that the format cannot hold, and why."""

    example_id: str
    side: Side
    reason: str


@dataclass(frozen=True, slots=True)
class Export:
    """A finished export: its folder, how many examples each side's file holds, and what is not in it."""

    folder: Path
    counts: Mapping[Side, int]
    left_out: tuple[LeftOut, ...]


def export_dataset(frozen: FrozenDataset, *, format: str, folder: Path) -> Export:
    """Write a frozen version into its own folder below `folder`: one JSONL per side, and a manifest.

    A side without a single record gets no file. An identical export that is already there is left as it is.
    Raises ExportError when the format is unknown, when it can hold none of the examples, or when another export
    is in the way.
    """
    if format not in WRITERS:
        raise ExportError(f"unknown export format {format!r}; known formats: {', '.join(WRITERS)}")
    records, left_out = _write_records(frozen.examples, WRITERS[format])
    if not any(records.values()):
        reasons = "; ".join(sorted({one.reason for one in left_out}))
        raise ExportError(f"no example can be written as {format}: {reasons or 'there is none'}")
    files = {f"{side}.jsonl": _jsonl(rows) for side, rows in records.items() if rows}
    counts = {side: len(rows) for side, rows in records.items()}
    manifest = _manifest(frozen, format=format, counts=counts, left_out=left_out, files=files)
    target = folder / f"{frozen.version.name}-v{frozen.version.number}-{format}"
    _place(target, files | {MANIFEST: manifest})
    return Export(target, counts, left_out)


def _write_records(examples: Sequence[Example], writer: Writer) -> tuple[dict[Side, list[Record]], tuple[LeftOut, ...]]:
    records: dict[Side, list[Record]] = {side: [] for side in Side}
    left_out = []
    for example in sorted(examples, key=lambda example: example.example_id):
        try:
            records[example.side].append(writer(example))
        except ExportError as error:
            left_out.append(LeftOut(example.example_id, example.side, str(error)))
    return records, tuple(left_out)


def _jsonl(rows: Sequence[Record]) -> bytes:
    lines = (json.dumps(row, ensure_ascii=False, allow_nan=False).translate(LINE_BREAKS) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def _manifest(
    frozen: FrozenDataset,
    *,
    format: str,
    counts: Mapping[Side, int],
    left_out: Sequence[LeftOut],
    files: Mapping[str, bytes],
) -> bytes:
    said = {
        "dataset": frozen.version.name,
        "version": frozen.version.number,
        "content_digest": frozen.version.digest,
        "format": format,
        "counts": counts,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "left_out": [asdict(one) for one in left_out],
    }
    return f"{json.dumps(said, indent=2)}\n".encode()


def _place(target: Path, files: Mapping[str, bytes]) -> None:
    """Put all files in place at once, unless exactly they are there."""
    needed = sum(map(len, files.values()))
    try:
        with disk_faults_named(target, needed=needed):
            if target.exists():
                _refuse_different(target, files)
            else:
                _write_folder(target, files)
    except OSError as error:
        raise ExportError(f"cannot write {target}: {error}") from error


def _write_folder(target: Path, files: Mapping[str, bytes]) -> None:
    made = target.parent / f".{target.name}-{secrets.token_hex(8)}"
    made.mkdir(parents=True)
    try:
        for name, content in files.items():
            with (made / name).open("xb") as file:
                file.write(content)
                flush(file)
        sync_folder(made)
        _rename(made, target, files)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _rename(made: Path, target: Path, files: Mapping[str, bytes]) -> None:
    try:
        made.rename(target)
    except OSError:
        # A folder is never renamed onto a full one: whoever comes second finds the first one's export.
        if not target.exists():
            raise
        _refuse_different(target, files)


def _refuse_different(target: Path, files: Mapping[str, bytes]) -> None:
    there = {path.name: path.read_bytes() for path in target.iterdir()}
    if there != files:
        changed = sorted(name for name in there.keys() | files.keys() if there.get(name) != files.get(name))
        raise ExportError(f"{target} holds a different export ({', '.join(changed)}); move it away to export again")
