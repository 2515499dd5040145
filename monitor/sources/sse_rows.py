"""Rows of server-sent events: the JSON object in each `data:` line."""

from collections.abc import Iterator
from typing import IO

from monitor.records import Rejected
from monitor.sources.json_rows import parse_row
from monitor.sources.lines import read_lines
from monitor.sources.options import ReadOptions
from monitor.sources.rows import Row, rejected

# What a stream says besides: the names of its events, their numbers, how long to wait, and comments.
PASSED_OVER = (b"event:", b"id:", b"retry:", b":")
DATA = b"data:"
END = b"[DONE]"


def read_sse(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read each event; every other line of the protocol is passed over and does not count."""
    for line in read_lines(stream, max_line_bytes=options.max_line_bytes):
        if isinstance(line, Rejected):
            yield line
        elif line.raw.startswith(DATA):
            words = line.raw.removeprefix(DATA).strip()
            if words != END:
                yield parse_row(line.offset, line.number, words)
        elif not line.raw.isspace() and not line.raw.startswith(PASSED_OVER):
            yield rejected(line.offset, line.number, reason="not_sse: neither data nor a name", raw=line.raw)
