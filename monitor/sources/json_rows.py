"""Rows of JSON: one object per line, or the elements of one array, or one object alone."""

import mmap
import re
from collections.abc import Iterator
from typing import IO

from monitor.errors import RecordError, SourceError
from monitor.records import Rejected
from monitor.sources.lines import BYTE_ORDER_MARK, Line, read_lines
from monitor.sources.options import ReadOptions
from monitor.sources.reasons import Code
from monitor.sources.rows import RAW_KEPT, Row, rejected
from monitor.sources.strict_json import parse_json

# A whole string, or one sign of structure; possessive, so that no text makes it try twice.
TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|["\[\]{},]', re.DOTALL)
SPACE = re.compile(rb"[ \t\r\n]*+")


def read_json_lines(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read one JSON object per line; empty lines are passed over and do not count."""
    for line in find_json_lines(stream, options=options):
        yield line if isinstance(line, Rejected) else parse_line(line)


def find_json_lines(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Line | Rejected]:
    """Find the lines that `read_json_lines` reads, without reading them."""
    for line in read_lines(stream, max_line_bytes=options.max_line_bytes):
        if isinstance(line, Rejected) or not line.raw.isspace():
            yield line


def parse_line(line: Line) -> Row | Rejected:
    """Parse the JSON object of one line."""
    return parse_row(line.offset, line.number, line.raw.rstrip(b"\r\n"))


def read_json_array(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read the elements of one JSON array, however long it is, one at a time.

    Raises SourceError before the first row if the array is broken anywhere: a document is whole or it is nothing.
    """
    for row in _read_elements(stream, options):
        if isinstance(row, Rejected) and row.reason.startswith(Code.NOT_JSON):
            raise SourceError(f"{Code.DAMAGED}: broken JSON array: line {row.line}, byte {row.offset}: {row.reason}")
    yield from _read_elements(stream, options)


def read_array_start(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read the elements of one JSON array without looking first whether it is whole."""
    return _read_elements(stream, options)


def read_json_object(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read one JSON object that fills its file; raises SourceError if it is broken or too long for one row."""
    stream.seek(0)
    raw = stream.read(options.max_line_bytes + 1)
    if len(raw) > options.max_line_bytes:
        raise SourceError(f"{Code.LINE_TOO_LONG}: one JSON object of more than {options.max_line_bytes} bytes")
    row = parse_row(0, 1, raw.removeprefix(BYTE_ORDER_MARK))
    if isinstance(row, Rejected):
        raise SourceError(f"{Code.DAMAGED}: broken JSON document: {row.reason}")
    yield row


def parse_row(offset: int, line: int, raw: bytes) -> Row | Rejected:
    """Parse the JSON object at one place of a file."""
    try:
        value = parse_json(raw)
        if not isinstance(value, dict):
            raise RecordError(f"{Code.NOT_AN_OBJECT}: a JSON {type(value).__name__}")
    except RecordError as error:
        return rejected(offset, line, reason=str(error), raw=raw)
    return Row(offset, line, value, raw)


def _read_elements(stream: IO[bytes], options: ReadOptions) -> Iterator[Row | Rejected]:
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as document:
        line = 1
        counted_to = 0
        for start, end in _split_array(document):
            line += document[counted_to:start].count(b"\n")
            counted_to = start
            if end - start > options.max_line_bytes:
                reason = f"{Code.LINE_TOO_LONG}: {end - start} bytes, at most {options.max_line_bytes} are read"
                yield rejected(start, line, reason=reason, raw=document[start : start + RAW_KEPT])
            else:
                yield parse_row(start, line, document[start:end])


def _split_array(document: mmap.mmap) -> Iterator[tuple[int, int]]:
    """Yield the start and the end of each element; raises SourceError if brackets or strings do not close."""
    start = _skip_space(document, document.find(b"[") + 1)
    depth = 1
    is_empty = True
    for token in TOKEN.finditer(document, start):
        sign = token[0][:1]
        depth += (sign in b"[{") - (sign in b"]}")
        if sign == b'"':
            _check_closed(token)
        elif depth == 0 or (depth == 1 and sign == b","):
            # Only an empty array has nothing before its end; nothing after a comma fails when it is parsed.
            if not (is_empty and depth == 0 and token.start() == start):
                yield start, token.start()
            is_empty = False
            start = _skip_space(document, token.end())
        if depth == 0:
            break
    _check_end(document, depth, start)


def _check_end(document: mmap.mmap, depth: int, end: int) -> None:
    if depth != 0 or not document[document.rfind(b"]", 0, end) :].rstrip() == b"]":
        raise SourceError(f"{Code.DAMAGED}: broken JSON array: it ends before it is closed")
    if end != len(document):
        raise SourceError(f"{Code.DAMAGED}: broken JSON array: byte {end} comes after its end")


def _check_closed(token: re.Match[bytes]) -> None:
    if len(token[0]) == 1:
        raise SourceError(f"{Code.DAMAGED}: broken JSON array: the string at byte {token.start()} is not closed")


def _skip_space(document: mmap.mmap, position: int) -> int:
    space = SPACE.match(document, position)
    return space.end() if space else position
