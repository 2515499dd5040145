"""Rows of comma-separated text as mappings from column name to cell."""

import csv
from collections.abc import Iterator
from typing import IO

from monitor.errors import RecordError, SourceError
from monitor.records import Rejected
from monitor.sources.lines import Line, read_lines
from monitor.sources.options import ReadOptions
from monitor.sources.reasons import Code
from monitor.sources.rows import Row, rejected
from monitor.sources.strict_json import SURROGATE, check_texts

DELIMITERS = ",;\t|"


class _RowLines:
    """The lines that one CSV row takes, as the csv module asks for them; it knows where the row began.

    Bytes that are not UTF-8 pass as surrogates, so that the row still ends where it ends; they are refused after.
    """

    def __init__(self, lines: Iterator[Line | Rejected], most_bytes: int) -> None:
        self._lines = lines
        self._most_bytes = most_bytes
        self.start_row()

    def start_row(self) -> None:
        """Forget the row before."""
        self.first: Line | Rejected | None = None
        self.raw = bytearray()

    def __iter__(self) -> "_RowLines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.first = self.first or line
        if isinstance(line, Rejected):
            raise RecordError(line.reason)
        self.raw += line.raw
        if len(self.raw) > self._most_bytes:
            raise RecordError(
                f"{Code.LINE_TOO_LONG}: a row of more than {self._most_bytes} bytes; is a quote not closed?"
            )
        return line.raw.decode("utf-8", errors="surrogateescape")


def read_csv(stream: IO[bytes], *, options: ReadOptions, escape: str | None = None) -> Iterator[Row | Rejected]:
    """Read each row below the header, which tells the delimiter; a quoted cell may run over lines.

    `escape` is the sign that takes the meaning from the one after it, if the file has such a sign.

    Raises SourceError if the header cannot be read or names a column twice. A row that is too long, ends inside a
    quote, is not UTF-8 or has more or fewer cells than the header is rejected.
    """
    # A cell may fill its row; the csv module has only this global limit, and we never lower it.
    csv.field_size_limit(max(csv.field_size_limit(), options.max_line_bytes))
    columns, delimiter = read_header(stream, options=options)
    lines = _RowLines(read_lines(stream, max_line_bytes=options.max_line_bytes), options.max_line_bytes)
    rows = _read_rows(lines, delimiter, escape)
    next(rows)
    for cells in rows:
        if _is_header(cells, columns):
            # Files were put together: what follows is in the order of this header.
            columns = [name.strip() for name in cells]
            yield _row(lines, columns, f"{Code.NOT_CSV}: the header once more")
        elif cells:
            yield _row(lines, columns, cells)


def read_escaped_csv(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read CSV in which a backslash stands before quotes and backslashes, as `read_csv` does."""
    return read_csv(stream, options=options, escape="\\")


def read_header(stream: IO[bytes], *, options: ReadOptions) -> tuple[list[str], str]:
    """Return the column names and the delimiter, the one that parts the first row into the most cells."""
    first = next(read_lines(stream, max_line_bytes=options.max_line_bytes), None)
    if first is None or isinstance(first, Rejected):
        raise SourceError(f"{Code.NOT_CSV}: no CSV header in the first line")
    try:
        header = first.raw.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise SourceError(f"{Code.NOT_UTF8}: byte {error.start} of the first line; convert the file to UTF-8") from None
    delimiter = max(DELIMITERS, key=header.count)
    try:
        columns = [name.strip() for name in next(csv.reader([header], delimiter=delimiter, strict=True), [])]
    except csv.Error as error:
        raise SourceError(f"{Code.NOT_CSV}: no CSV header in the first line: {error}") from None
    repeated = [name for name in columns if columns.count(name) > 1]
    if repeated:
        raise SourceError(f"{Code.DUPLICATE_KEY}: the CSV header names column {repeated[0]!r} twice")
    return columns, delimiter


def _read_rows(lines: _RowLines, delimiter: str, escape: str | None) -> Iterator[list[str] | str]:
    """Yield the cells of each row, or the reason why there are none; an empty list for an empty line."""
    reader = csv.reader(lines, delimiter=delimiter, escapechar=escape, strict=True)
    while True:
        lines.start_row()
        try:
            yield next(reader)
        except StopIteration:
            return
        except (RecordError, csv.Error) as error:
            yield str(error) if isinstance(error, RecordError) else f"{Code.NOT_CSV}: {error}"
            reader = csv.reader(lines, delimiter=delimiter, escapechar=escape, strict=True)


def _is_header(cells: list[str] | str, columns: list[str]) -> bool:
    if isinstance(cells, str) or not cells or cells[0].strip() not in columns:
        return False
    return len(columns) > 1 and sorted(name.strip() for name in cells) == sorted(columns)


def _row(lines: _RowLines, columns: list[str], cells: list[str] | str) -> Row | Rejected:
    first = lines.first
    if isinstance(first, Rejected):
        return first
    if first is None:
        raise SourceError("a CSV row without a line")
    try:
        if isinstance(cells, str):
            raise RecordError(cells)
        if len(cells) != len(columns):
            raise RecordError(f"{Code.NOT_CSV}: {len(cells)} cells below {len(columns)} columns")
        values = dict(zip(columns, cells, strict=True))
        _check_cells(values)
    except RecordError as error:
        return rejected(first.offset, first.number, reason=str(error), raw=lines.raw)
    return Row(first.offset, first.number, values, bytes(lines.raw))


def _check_cells(values: dict[str, str]) -> None:
    text = "".join(values.values())
    # Nothing but bytes that are no UTF-8 became surrogates, and all of them did.
    if SURROGATE.search(text):
        raise RecordError(f"{Code.NOT_UTF8}: the row holds bytes that are not UTF-8; convert the file to UTF-8")
    if "\0" in text:
        check_texts(text)
