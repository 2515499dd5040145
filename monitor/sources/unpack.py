"""Compressed files, recognised by their first bytes and unpacked completely before anything in them counts."""

import gzip
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import zstandard

from monitor.errors import SourceError

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
# A zstd file may open with a skippable frame: 0x50 to 0x5f, then these.
ZSTD_SKIPPABLE = b"\x2a\x4d\x18"

PIECE = 1 << 20
# 1 KiB of zstd unpacks to 32 MiB at the very worst, which still fits in memory.
ZSTD_PIECE = 1 << 10


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
    read, is cut short, is damaged, has anything after its end, or unpacks beyond the limits.
    """
    try:
        with path.open("rb") as packed, tempfile.TemporaryFile() as spool:
            pieces = _pieces(packed)
            if pieces is None:
                yield packed
            else:
                _spool(pieces, spool, limits=limits, packed_bytes=path.stat().st_size)
                yield spool
    except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
        raise SourceError(f"{path} is damaged and cannot be unpacked: {error}") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be read or unpacked: {error.strerror or error}") from error
    except _BeyondLimitsError as error:
        raise SourceError(f"{path} is refused: {error}") from None


class _BeyondLimitsError(Exception):
    """A file unpacks to more than we take."""


def _pieces(packed: IO[bytes]) -> Iterator[bytes] | None:
    """Return the unpacked pieces of a compressed stream, or None if it is not compressed."""
    magic = packed.read(4)
    packed.seek(0)
    if magic.startswith(GZIP_MAGIC):
        return _gzip_pieces(packed)
    if magic == ZSTD_MAGIC or (magic[1:] == ZSTD_SKIPPABLE and magic[0] >> 4 == 5):
        return _zstd_pieces(packed)
    return None


def _gzip_pieces(packed: IO[bytes]) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=packed) as stream:
        while piece := stream.read(PIECE):
            yield piece


def _zstd_pieces(packed: IO[bytes]) -> Iterator[bytes]:
    frame = zstandard.ZstdDecompressor().decompressobj()
    while piece := packed.read(ZSTD_PIECE):
        while piece:
            if frame.eof:
                frame = zstandard.ZstdDecompressor().decompressobj()
            yield frame.decompress(piece)
            piece = frame.unused_data
    if not frame.eof:
        raise EOFError("it ends before its last frame does")


def _spool(pieces: Iterator[bytes], spool: IO[bytes], *, limits: Limits, packed_bytes: int) -> None:
    most = min(limits.most_bytes, max(limits.harmless_bytes, limits.most_times * packed_bytes))
    unpacked_bytes = 0
    for piece in pieces:
        unpacked_bytes += len(piece)
        if unpacked_bytes > most:
            raise _BeyondLimitsError(f"it unpacks to more than {most} bytes")
        spool.write(piece)
    spool.flush()
    spool.seek(0)
