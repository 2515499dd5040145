"""A strict line reader that never holds more than one bounded line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from monitor.errors import RecordError
from monitor.records import Rejected
from monitor.sources.reasons import Code
from monitor.sources.rows import rejected

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its line ending, its byte offset and its number, which counts from 1."""

    offset: int
    number: int
    raw: bytes


def read_lines(stream: IO[bytes], *, max_line_bytes: int) -> Iterator[Line | Rejected]:
    """Read from the start of `stream` line by line; a longer line is rejected without being held.

    A byte order mark at the start is passed over and counts in the offsets.
    """
    stream.seek(0)
    offset = len(BYTE_ORDER_MARK) if stream.read(len(BYTE_ORDER_MARK)) == BYTE_ORDER_MARK else 0
    stream.seek(offset)
    number = 0
    # One byte more than allowed tells a line that just fits from one that does not.
    while raw := stream.readline(max_line_bytes + 1):
        number += 1
        if len(raw) <= max_line_bytes:
            yield Line(offset, number, raw)
            offset += len(raw)
        else:
            size = len(raw) if raw.endswith(b"\n") else len(raw) + _skip_line(stream)
            reason = f"{Code.LINE_TOO_LONG}: {size} bytes, at most {max_line_bytes} are read"
            yield rejected(offset, number, reason=reason, raw=raw)
            offset += size


def decode_utf8(raw: bytes) -> str:
    """Decode strictly; raises RecordError naming the first byte that is not UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"byte {raw[error.start]:#04x} at position {error.start}"
        raise RecordError(f"{Code.NOT_UTF8}: {where}; convert the file to UTF-8") from None


def _skip_line(stream: IO[bytes]) -> int:
    """Read on to the end of the line in small pieces and return how many bytes that was."""
    skipped = 0
    while piece := stream.readline(1 << 20):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped
