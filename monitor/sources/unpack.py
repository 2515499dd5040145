"""Compressed files, recognised by their first bytes and unpacked completely before anything in them counts."""

import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import zstandard

from monitor.durable import DISK_FULL, disk_error
from monitor.errors import SourceError
from monitor.sources.reasons import Code

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# A zstd file may open with a skippable frame: 0x50 to 0x5f, then these.
ZSTD_SKIPPABLE = b"\x2a\x4d\x18"

# A zlib window of this size means: a gzip member with its header, its checksum and its length.
GZIP_WINDOW = 31
# A bit of the byte after the magic says whether a zstd frame ends with a checksum of its content.
CHECKSUM_FLAG = 0b100
# How much of a member must be there to look at how it opens.
OPENING = len(ZSTD_MAGIC) + 1
# Pieces that at the very worst unpack to 16 MiB of gzip and 32 MiB of zstd, which still fit in memory.
GZIP_PIECE, ZSTD_PIECE = 1 << 14, 1 << 10


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a file may unpack: logs pack 5 to 50 times, a bomb a thousand times and more."""

    most_bytes: int = 16 << 30
    most_times: int = 200
    # Below this size any ratio is harmless, and small repetitive files have high ones.
    harmless_bytes: int = 256 << 20


DEFAULT_LIMITS = Limits()


@contextmanager
def unpacked(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> Iterator[IO[bytes]]:
    """Open `path` for reading, unpacked into a temporary file if it is compressed with gzip or zstd.

    The whole file is unpacked and its checksums compared first. Raises SourceError naming the file if it cannot be
    read, is cut short, is damaged, has no checksum, has anything after its end, or unpacks beyond the limits, and
    DiskError when the temporary folder is full.
    """
    try:
        with path.open("rb") as packed, tempfile.TemporaryFile() as spool:
            pieces = _pieces(packed)
            if pieces is None:
                yield packed
            else:
                _spool(pieces, spool, limits=limits, packed_bytes=path.stat().st_size)
                yield spool
    except (EOFError, zlib.error, zstandard.ZstdError) as error:
        raise SourceError(f"{path}: {Code.DAMAGED}: it cannot be unpacked ({error})") from error
    except OSError as error:
        if error.errno in DISK_FULL:
            # What readers set aside while they read takes about as much as what they read.
            raise disk_error(Path(tempfile.gettempdir()), error.strerror, needed=path.stat().st_size) from error
        raise SourceError(f"{path} cannot be read or unpacked: {error.strerror or error}") from error
    except _RefusedError as error:
        raise SourceError(f"{path}: {error}") from None


class _RefusedError(Exception):
    """A file is packed in a way that we do not take."""


class _Member(Protocol):
    """One gzip member or zstd frame, unpacked piece by piece; many may stand one after another."""

    @property
    def eof(self) -> bool:
        """Whether it is complete, and its checksum was right."""

    @property
    def unused_data(self) -> bytes:
        """What came after its end."""

    def decompress(self, packed: bytes, /) -> bytes:
        """Unpack the next piece."""


def _pieces(packed: IO[bytes]) -> Iterator[bytes] | None:
    """Return the unpacked pieces of a compressed stream, or None if it is not compressed."""
    magic = packed.read(len(ZSTD_MAGIC))
    packed.seek(0)
    if magic.startswith(GZIP_MAGIC):
        return _unpack(packed, lambda _opening: zlib.decompressobj(GZIP_WINDOW), piece_bytes=GZIP_PIECE)
    if magic == ZSTD_MAGIC or (magic[1:] == ZSTD_SKIPPABLE and magic[0] >> 4 == 5):
        return _unpack(packed, _open_frame, piece_bytes=ZSTD_PIECE)
    return None


def _open_frame(opening: bytes) -> _Member:
    # Without it, a flipped bit gives other words: 475 of 500 did.
    if opening.startswith(ZSTD_MAGIC) and not opening[len(ZSTD_MAGIC)] & CHECKSUM_FLAG:
        raise _RefusedError(f"{Code.NO_CHECKSUM}: damage would not show; compress it with the `zstd` command, or gzip")
    return zstandard.ZstdDecompressor().decompressobj()


def _unpack(packed: IO[bytes], open_member: Callable[[bytes], _Member], *, piece_bytes: int) -> Iterator[bytes]:
    member: _Member | None = None
    while piece := packed.read(piece_bytes):
        while piece:
            if member is None or member.eof:
                piece += packed.read(max(0, OPENING - len(piece)))
                if len(piece) < OPENING:
                    raise EOFError("something too short to be packed comes after its end")
                member = open_member(piece)
            yield member.decompress(piece)
            piece = member.unused_data
    if member is None or not member.eof:
        raise EOFError("it ends before its last member does")


def _spool(pieces: Iterator[bytes], spool: IO[bytes], *, limits: Limits, packed_bytes: int) -> None:
    most = min(limits.most_bytes, max(limits.harmless_bytes, limits.most_times * packed_bytes))
    limited, unpacked_bytes = _limited(pieces, most), 0
    try:
        for piece in limited:
            unpacked_bytes += len(piece)
            spool.write(piece)
        spool.flush()
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        # What is still packed says how much room there must be.
        needed = unpacked_bytes + sum(map(len, limited))
        raise disk_error(Path(tempfile.gettempdir()), error.strerror, needed=needed) from error
    spool.seek(0)


def _limited(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    unpacked_bytes = 0
    for piece in pieces:
        unpacked_bytes += len(piece)
        if unpacked_bytes > most:
            raise _RefusedError(f"{Code.UNPACKS_TO_TOO_MUCH}: more than {most} bytes")
        yield piece
