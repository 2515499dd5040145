"""The shapes a source file can have, told from its first bytes."""

import itertools
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import IO, Protocol

from monitor.errors import SourceError
from monitor.records import Rejected
from monitor.sources.csv_rows import read_csv, read_escaped_csv, read_header
from monitor.sources.feed_rows import read_feed
from monitor.sources.foreign import refuse_cr_lines, refuse_foreign
from monitor.sources.inspect_log_rows import EVAL_JSON_START, read_inspect_log, read_inspect_start
from monitor.sources.inspect_log_zip import ZIP_MAGIC
from monitor.sources.json_rows import (
    parse_row,
    read_array_start,
    read_json_array,
    read_json_lines,
    read_json_object,
)
from monitor.sources.lines import BYTE_ORDER_MARK, read_lines
from monitor.sources.mail_rows import is_mail, read_mails
from monitor.sources.options import ReadOptions
from monitor.sources.parquet_rows import read_parquet, read_parquet_start
from monitor.sources.reasons import Code
from monitor.sources.rows import Row
from monitor.sources.sqlite_rows import SQLITE_MAGIC, read_sqlite, read_sqlite_start
from monitor.sources.sse_rows import read_sse
from monitor.sources.yaml_rows import read_yaml

PARQUET_MAGIC = b"PAR1"
YAML_START = re.compile(rb"---\s|[A-Za-z_][\w -]*:(?:\s|$)")
# How the AI Incident Database writes its reports, and no other table that we know.
ESCAPED_CSV_START = b'"_id","authors","date_downloaded",'
# A downloaded archive of X holds its posts as scripts, each giving one array to a variable.
SCRIPT_START = re.compile(rb"window\.YTD\.\w+\.part\d+\s*=\s*\[")
# A stream of events opens with the name of one, or right away with what it holds.
SSE_START = re.compile(rb"(?:event: ?[\w.]+\r?\n)?data: ?\{")
# So many lines may be bad before we stop believing that a file is one object per line.
LINES_TRIED = 100
OPENING_BYTES = 4_096


class Shape(StrEnum):
    """How a file holds its rows."""

    JSON_LINES = "JSON lines"
    JSON_ARRAY = "JSON array"
    JSON_OBJECT = "JSON object"
    CSV = "CSV"
    YAML = "YAML"
    PARQUET = "Parquet"
    ESCAPED_CSV = "CSV with backslashes"
    MAIL = "mail"
    XML = "XML"
    SCRIPT = "archive script"
    SQLITE = "SQLite database"
    EVAL_LOG = "Inspect log"
    SSE = "server-sent events"


class RowReader(Protocol):
    """Anything that reads the rows of one shape."""

    def __call__(self, stream: IO[bytes], /, *, options: ReadOptions) -> Iterator[Row | Rejected]:
        """Read every row of the stream."""


def read_csv_start(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read the header of a CSV file as a row of empty cells: its format shows even where no row follows."""
    columns, _ = read_header(stream, options=options)
    yield Row(0, 1, dict.fromkeys(columns, ""), b"")


ROW_READERS: dict[Shape, RowReader] = {
    Shape.JSON_LINES: read_json_lines,
    Shape.JSON_ARRAY: read_json_array,
    Shape.JSON_OBJECT: read_json_object,
    Shape.CSV: read_csv,
    Shape.YAML: read_yaml,
    Shape.PARQUET: read_parquet,
    Shape.ESCAPED_CSV: read_escaped_csv,
    Shape.MAIL: read_mails,
    Shape.XML: read_feed,
    # All before the first bracket is passed over.
    Shape.SCRIPT: read_json_array,
    Shape.SQLITE: read_sqlite,
    Shape.EVAL_LOG: read_inspect_log,
    Shape.SSE: read_sse,
}
# Enough to tell a format by; these do not look first whether the whole file is sound.
START_READERS: dict[Shape, RowReader] = ROW_READERS | {
    Shape.JSON_ARRAY: read_array_start,
    Shape.CSV: read_csv_start,
    Shape.ESCAPED_CSV: read_csv_start,
    Shape.SCRIPT: read_array_start,
    Shape.PARQUET: read_parquet_start,
    Shape.SQLITE: read_sqlite_start,
    Shape.EVAL_LOG: read_inspect_start,
}


def find_shape(stream: IO[bytes], *, options: ReadOptions) -> Shape:
    """Tell the shape of an unpacked file; raises SourceError if there is nothing in it."""
    opening = _read_opening(stream)
    if not opening:
        raise SourceError(f"{Code.EMPTY_FILE}: there is nothing in it")
    refuse_foreign(opening)
    if opening.startswith(PARQUET_MAGIC):
        return Shape.PARQUET
    if opening.startswith(b"["):
        return Shape.JSON_ARRAY
    if shape := _find_by_opening(opening):
        return shape
    refuse_cr_lines(opening)
    if _has_objects(stream, options):
        return Shape.JSON_LINES
    if opening.startswith(b"{"):
        return Shape.JSON_OBJECT
    return Shape.YAML if YAML_START.match(opening) else Shape.CSV


def _read_opening(stream: IO[bytes]) -> bytes:
    """Read how a file opens after its byte order mark, blank lines and spaces, however many there are."""
    stream.seek(0)
    place = len(BYTE_ORDER_MARK) if stream.read(len(BYTE_ORDER_MARK)) == BYTE_ORDER_MARK else 0
    stream.seek(place)
    while piece := stream.read(OPENING_BYTES):
        if text := piece.lstrip():
            stream.seek(place + len(piece) - len(text))
            return stream.read(OPENING_BYTES)
        place += len(piece)
    return b""


def _find_by_opening(opening: bytes) -> Shape | None:
    """Tell what opens like nothing else, whatever its later lines look like."""
    if opening.startswith(SQLITE_MAGIC):
        return Shape.SQLITE
    if opening.startswith(ZIP_MAGIC) or EVAL_JSON_START.match(opening):
        return Shape.EVAL_LOG
    if opening.startswith(b"<"):
        return Shape.XML
    if opening.startswith(ESCAPED_CSV_START):
        return Shape.ESCAPED_CSV
    if SCRIPT_START.match(opening):
        return Shape.SCRIPT
    if SSE_START.match(opening):
        return Shape.SSE
    return Shape.MAIL if is_mail(opening) else None


def _has_objects(stream: IO[bytes], options: ReadOptions) -> bool:
    """Whether one of the first lines is a JSON object by itself, not indented inside another."""
    lines = read_lines(stream, max_line_bytes=options.max_line_bytes)
    written = (line for line in lines if isinstance(line, Rejected) or not line.raw.isspace())
    return any(
        not isinstance(line, Rejected)
        and line.raw.startswith(b"{")
        and isinstance(parse_row(line.offset, line.number, line.raw), Row)
        for line in itertools.islice(written, LINES_TRIED)
    )
