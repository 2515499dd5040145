"""A landing copy written anew without some of its records, in our own format, so that nothing else of it is lost."""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

import zstandard

from monitor.durable import disk_faults_named, flush, place, shred, sync_folder, temporary_file
from monitor.errors import SourceError
from monitor.records import PassedOver, Rejected
from monitor.sources.landing import OWNER_ONLY, PIECE, PREFIX, find_copy
from monitor.sources.native import read_header, read_rejected, write_header, write_records, write_rejected
from monitor.sources.options import ReadOptions
from monitor.sources.reading import Located, Source, open_source, read_piece
from monitor.sources.sidecars import Sidecar, read_sidecar, sidecar_path, write_sidecar

Part = Located | Rejected


@dataclass(frozen=True, slots=True)
class Kept:
    """A part to write, redacted if it was rejected, and the ids that the warehouse knows it by.

    The words of a rejected part that `is_hidden` must go from the warehouse too.
    """

    part: Part
    ids: tuple[str, ...] = ()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """Where a record, by one of its ids, lay and lies now: byte offsets."""

    record_id: str
    old_offset: int
    new_offset: int


@dataclass(frozen=True, slots=True)
class MovedLine:
    """A rejected part as it lies now, and the byte offset and line where it lay."""

    old_place: tuple[int, int]
    part: Rejected
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The copy that takes the place of another: its hash, size and path, how many records it holds, and where."""

    sha256: str
    bytes: int
    path: Path
    records: int
    moves: tuple[Move, ...]
    rejected: tuple[MovedLine, ...]


# Says what is written of a part, or None for what must go.
Keep = Callable[[Part], Kept | None]


@dataclass(slots=True)
class _Written:
    """What was written so far, and one hash of all of it."""

    records: int = 0
    moves: list[Move] = field(default_factory=list)
    rejected: list[MovedLine] = field(default_factory=list)
    content: str = ""

    def add(self, part: Part) -> None:
        if isinstance(part, Rejected):
            part = replace(part, raw=b"")
        self.content = hashlib.sha256(f"{self.content}{part!r}".encode(errors="surrogatepass")).hexdigest()


def find_parts(copy: Path, *, options: ReadOptions) -> Iterator[Part]:
    """Yield every record and every rejected part of a copy, as the file it was made from told them."""
    with open_source(copy, options=options) as source:
        yield from _find_parts(source, options)


def write_copy(copy: Path, folder: Path, *, options: ReadOptions, keep: Keep) -> Rewritten:
    """Write what is kept of a copy into the landing `folder`, beside its sidecar; the copy itself stays.

    The same records always give the same bytes. Raises SourceError when what was written does not read as what it
    was made from, and DiskError when the disk is full or failing.
    """
    needed = copy.stat().st_size
    with disk_faults_named(folder, needed=needed), temporary_file(folder, PREFIX) as (file, made):
        with open_source(copy, options=options) as source:
            write_header(file, format=read_header(copy) or source.format)
            written = _write_parts(_find_parts(source, options), file, keep)
        flush(file)
        _compare(made, written, options=options)
        sha256, size, target = _place(copy, folder, made)
    return Rewritten(sha256, size, target, written.records, tuple(written.moves), tuple(written.rejected))


def write_empty(copy: Path, folder: Path) -> Rewritten:
    """Write the stand-in of a copy that nobody can read, so that it stays known which runs it was delivered to."""
    with disk_faults_named(folder, needed=PIECE), temporary_file(folder, PREFIX) as (file, made):
        write_header(file, format="unreadable")
        flush(file)
        return Rewritten(*_place(copy, folder, made), records=0, moves=(), rejected=())


def names_inside(copy: Path, words: Collection[bytes]) -> bool:
    """Tell whether a copy that nobody can read has any of these words in it, as far as it can be unpacked."""
    longest = max(map(len, words), default=0)
    for opened in (Path.open, gzip.open, zstandard.open):
        with suppress(OSError, EOFError, zlib.error, zstandard.ZstdError), opened(copy, "rb") as stream:
            tail = b""
            # Not `read`: that gives nothing of a piece whose end is damaged.
            while piece := stream.read1(PIECE):
                if any(word in tail + piece for word in words):
                    return True
                # A word may lie across two pieces.
                tail = piece[-longest:]
    return False


def remove_copy(copy: Path) -> None:
    """Overwrite a copy with zeros and remove it with its sidecar; what is gone already is gone."""
    sidecar_path(copy).unlink(missing_ok=True)
    shred(copy)


def _find_parts(source: Source, options: ReadOptions) -> Iterator[Part]:
    for piece in source.pieces:
        for part in read_piece(piece, options=options):
            if isinstance(part, Rejected):
                yield read_rejected(part)
            elif not isinstance(part.record, PassedOver):
                yield part


def _write_parts(parts: Iterator[Part], file: IO[bytes], keep: Keep) -> _Written:
    written = _Written()
    # The header is line 1.
    line = 1
    for part in parts:
        kept = keep(part)
        if kept is None:
            continue
        line += 1
        placed = replace(kept.part, offset=file.tell(), line=line)
        written.add(placed)
        written.moves += [Move(one, part.offset, placed.offset) for one in kept.ids]
        if isinstance(placed, Rejected):
            write_rejected(placed, file)
            written.rejected.append(MovedLine((part.offset, part.line), placed, kept.is_hidden))
        elif not isinstance(placed.record, PassedOver):
            written.records += write_records([placed.record], file)
    return written


def _place(copy: Path, folder: Path, made: Path) -> tuple[str, int, Path]:
    """Put a complete new copy in its place, with the deliveries of the one it stands for."""
    sha256, size = _sha256(made), made.stat().st_size
    target = find_copy(folder, sha256)
    target.parent.mkdir(mode=OWNER_ONLY, exist_ok=True)
    _write_sidecar(copy, target, Sidecar(sha256, size, ()))
    place(made, target)
    sync_folder(folder)
    return sha256, size, target


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
