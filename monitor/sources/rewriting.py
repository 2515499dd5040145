"""A landing copy written anew without some of its records, in our own format, so that nothing else of it is lost."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from monitor.durable import disk_faults_named, flush, place, sync_folder, temporary_file
from monitor.errors import SourceError
from monitor.records import PassedOver, Rejected
from monitor.sources.landing import OWNER_ONLY, PIECE, PREFIX, find_copy
from monitor.sources.native import read_rejected, write_header, write_records, write_rejected
from monitor.sources.options import ReadOptions
from monitor.sources.reading import Located, read_source
from monitor.sources.sidecars import Sidecar, read_sidecar, sidecar_path, write_sidecar

Part = Located | Rejected


@dataclass(frozen=True, slots=True)
class Kept:
    """A part to write, redacted if it was rejected, and the ids that the warehouse knows it by."""

    part: Part
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """Where a record, by one of its ids, lay and lies now: byte offsets."""

    record_id: str
    old_offset: int
    new_offset: int


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The copy that takes the place of another: its hash, size and path, how many records it holds, and where."""

    sha256: str
    bytes: int
    path: Path
    records: int
    moves: tuple[Move, ...]
    rejected: tuple[Rejected, ...]


# Says what is written of a part, or None for what must go.
Keep = Callable[[Part], Kept | None]


@dataclass(slots=True)
class _Written:
    """What was written so far, and one hash of all of it."""

    records: int = 0
    moves: list[Move] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    content: str = ""

    def add(self, part: Part) -> None:
        self.content = hashlib.sha256(f"{self.content}{part!r}".encode(errors="surrogatepass")).hexdigest()


def find_parts(copy: Path, *, options: ReadOptions) -> Iterator[Part]:
    """Yield every record and every rejected part of a copy, as the file it was made from told them."""
    for part in read_source(copy, options=options):
        if isinstance(part, Rejected):
            yield read_rejected(part)
        elif not isinstance(part.record, PassedOver):
            yield part


def write_copy(copy: Path, folder: Path, *, options: ReadOptions, keep: Keep) -> Rewritten:
    """Write what is kept of a copy into the landing `folder`, beside its sidecar; the copy itself stays.

    The same records always give the same bytes. Raises SourceError when what was written does not read as what it
    was made from, and DiskError when the disk is full or failing.
    """
    needed = copy.stat().st_size
    with disk_faults_named(folder, needed=needed), temporary_file(folder, PREFIX) as (file, made):
        written = _write_parts(copy, file, options=options, keep=keep)
        flush(file)
        _compare(made, written, options=options)
        sha256 = _sha256(made)
        target = find_copy(folder, sha256)
        target.parent.mkdir(mode=OWNER_ONLY, exist_ok=True)
        size = made.stat().st_size
        _write_sidecar(copy, target, Sidecar(sha256, size, ()))
        place(made, target)
        sync_folder(folder)
    return Rewritten(sha256, size, target, written.records, tuple(written.moves), tuple(written.rejected))


def remove_copy(copy: Path) -> None:
    """Overwrite a copy with zeros and remove it with its sidecar.

    A disk that never writes twice to one place, or a file system that keeps snapshots, may have the old bytes still.
    """
    size = copy.stat().st_size if copy.is_file() else 0
    if size:
        copy.chmod(0o600)
        with disk_faults_named(copy, needed=size), copy.open("r+b") as file:
            for start in range(0, size, PIECE):
                file.write(bytes(min(PIECE, size - start)))
            flush(file)
    copy.unlink(missing_ok=True)
    sidecar_path(copy).unlink(missing_ok=True)
    if copy.parent.is_dir():
        sync_folder(copy.parent)


def _write_parts(copy: Path, file: IO[bytes], *, options: ReadOptions, keep: Keep) -> _Written:
    written = _Written()
    write_header(file)
    # The header is line 1.
    line = 1
    for part in find_parts(copy, options=options):
        kept = keep(part)
        if kept is None:
            continue
        line += 1
        placed = replace(kept.part, offset=file.tell(), line=line)
        written.add(placed)
        written.moves += [Move(one, part.offset, placed.offset) for one in kept.ids]
        if isinstance(placed, Rejected):
            write_rejected(placed, file)
            written.rejected.append(placed)
        elif not isinstance(placed.record, PassedOver):
            written.records += write_records([placed.record], file)
    return written


def _compare(made: Path, written: _Written, *, options: ReadOptions) -> None:
    # Its lines are ours, and may be longer than those they were made from.
    unbounded = replace(options, max_line_bytes=max(options.max_line_bytes, made.stat().st_size))
    found = _Written()
    for part in find_parts(made, options=unbounded):
        found.add(part)
    if found.content != written.content:
        raise SourceError(f"{made} does not read as what it was made from")


def _write_sidecar(copy: Path, target: Path, empty: Sidecar) -> None:
    """Give the new copy the deliveries of the old one, beside those of any other that became the same."""
    known = (read_sidecar(target), read_sidecar(copy))
    deliveries = {one.identity: one for sidecar in known if sidecar is not None for one in sidecar.deliveries}
    if deliveries:
        write_sidecar(target, replace(empty, deliveries=tuple(deliveries.values())))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
