"""A file of any known format to records, with the reader that recognises it."""

import itertools
import json
import tempfile
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from monitor.errors import RecordError, SourceError
from monitor.records import LoggedConversation, PassedOver, Rejected, SubmittedReport
from monitor.sources.json_rows import find_json_lines, parse_line
from monitor.sources.lines import Line
from monitor.sources.options import ReadOptions
from monitor.sources.reader import Fields, Joiner, Reader, Record, never
from monitor.sources.readers import READERS
from monitor.sources.reasons import Code
from monitor.sources.rows import Row, rejected
from monitor.sources.shapes import ROW_READERS, START_READERS, Shape, find_shape
from monitor.sources.spool import MOST_BYTES, MOST_PARTS, Spool
from monitor.sources.strict_json import TOO_DEEP
from monitor.sources.unpack import unpacked

# A file may open with this many bad rows and still be recognised.
ROWS_TRIED = 100
# Enough parts to make each insert cheap, and few enough that long ones fit in memory many times over.
PIECE_PARTS, PIECE_BYTES = 1_000, 4_000_000
# What a row such as an empty page of an API is.
NOTHING = PassedOver("a row that holds no records")


@dataclass(frozen=True, slots=True)
class Located:
    """One record and its place: `offset` in bytes of the unpacked file (Parquet: the row number), `line` from 1.

    A record told in many parts has the place of the first.
    """

    offset: int
    line: int
    record: Record | PassedOver


@dataclass(frozen=True, slots=True)
class Piece:
    """Some parts of a file, one after another: records, rejections, and lines that nobody has parsed yet.

    Parsing is what takes time: a piece can be handed to another program, which reads it with `read_piece`.
    """

    format: str
    parts: tuple[Line | Located | Rejected, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An open file of a known format; its pieces can be read through once."""

    format: str
    pieces: Iterator[Piece]


@contextmanager
def open_source(path: Path, *, options: ReadOptions) -> Iterator[Source]:
    """Open a file of any known format.

    Raises SourceError naming the file if it is damaged as a whole or of no known format.
    """
    with unpacked(path) as stream:
        try:
            shape = find_shape(stream, options=options)
            name = _find_format(stream, shape, options)
            yield Source(name, _cut(name, _find_parts(stream, shape, READERS[name], options)))
        except SourceError as error:
            raise SourceError(f"{path}: {error}") from error


def read_piece(piece: Piece, *, options: ReadOptions) -> Iterator[Located | Rejected]:
    """Yield each part of a piece as a record, or as a rejection with its place and reason."""
    reader = READERS[piece.format]
    for part in piece.parts:
        if isinstance(part, Line) and isinstance(reader, Reader):
            yield from _read_row(parse_line(part), reader, options)
        elif not isinstance(part, Line):
            yield part


def read_source(path: Path, *, options: ReadOptions) -> Iterator[Located | Rejected]:
    """Read a whole file of any known format; raises SourceError as `open_source` does."""
    with open_source(path, options=options) as source:
        for piece in source.pieces:
            yield from read_piece(piece, options=options)


def find_format(path: Path, *, options: ReadOptions) -> str:
    """Tell the format of a file by looking into it, whatever its name; raises SourceError as `open_source` does."""
    with open_source(path, options=options) as source:
        return source.format


def _find_format(stream: IO[bytes], shape: Shape, options: ReadOptions) -> str:
    known = f"known formats: {', '.join(READERS)}"
    rows = itertools.islice(START_READERS[shape](stream, options=options), ROWS_TRIED)
    bad: Rejected | None = None
    try:
        for row in rows:
            if isinstance(row, Rejected):
                bad = bad or row
            else:
                for name, reader in READERS.items():
                    if shape in reader.shapes and reader.recognise(row.values, options):
                        return name
    except SourceError as error:
        # CSV and YAML are what remains when nothing else fits: failing there means that nothing did.
        if shape in (Shape.CSV, Shape.YAML):
            raise SourceError(f"{Code.UNKNOWN_FORMAT}: unknown format ({error}); {known}") from error
        raise
    why = "" if bad is None else f" (line {bad.line}: {bad.reason})"
    raise SourceError(f"{Code.UNKNOWN_FORMAT}: {shape} of unknown format{why}; {known}")


def _find_parts(
    stream: IO[bytes], shape: Shape, reader: Reader | Joiner, options: ReadOptions
) -> Iterator[Line | Located | Rejected]:
    if isinstance(reader, Joiner):
        yield from _read_joined(ROW_READERS[shape](stream, options=options), reader, options)
    elif shape is Shape.JSON_LINES:
        yield from find_json_lines(stream, options=options)
    else:
        for row in ROW_READERS[shape](stream, options=options):
            yield from _read_row(row, reader, options)


def _cut(name: str, parts: Iterable[Line | Located | Rejected]) -> Iterator[Piece]:
    piece: list[Line | Located | Rejected] = []
    size = 0
    for part in parts:
        piece.append(part)
        size += _size(part)
        if len(piece) >= PIECE_PARTS or size >= PIECE_BYTES:
            yield Piece(name, tuple(piece))
            piece, size = [], 0
    if piece:
        yield Piece(name, tuple(piece))


def _size(part: Line | Located | Rejected) -> int:
    """Return about how many bytes of memory a part takes."""
    match part:
        case Line(raw=raw) | Rejected(raw=raw):
            return len(raw)
        case Located(record=LoggedConversation(messages=messages)):
            return sum(len(message.text) for message in messages)
        case Located(record=SubmittedReport(text=text)):
            return len(text)
    return 0


def _read_row(row: Row | Rejected, reader: Reader, options: ReadOptions) -> Iterator[Located | Rejected]:
    if isinstance(row, Rejected):
        yield row
        return
    part: Fields | None = None
    for part in reader.split(row.values):
        try:
            yield Located(row.offset, row.line, reader.read(part, options))
        except (RecordError, RecursionError) as error:
            yield _rejected(row, _reason(error), part)
    if part is None:
        yield Located(row.offset, row.line, NOTHING)


def _read_joined(rows: Iterable[Row | Rejected], joiner: Joiner, options: ReadOptions) -> Iterator[Located | Rejected]:
    with tempfile.TemporaryFile() as file:
        spool = Spool(file)
        yield from _fill(spool, rows, joiner, options)
        for first, parts in spool.groups():
            if not parts:
                reason = f"{Code.TOO_MANY_PARTS}: more than {MOST_PARTS}, or {MOST_BYTES} bytes, belong together"
                yield _rejected(first, reason, {})
                continue
            try:
                yield from [Located(first.offset, first.line, record) for record in joiner.join(parts, options)]
            except (RecordError, RecursionError) as error:
                yield _rejected(first, _reason(error), parts[0])


def _fill(
    spool: Spool, rows: Iterable[Row | Rejected], joiner: Joiner, options: ReadOptions
) -> Iterator[Located | Rejected]:
    """Put every part of a file under its keys, and what it borrows from other files; yield bad and empty rows."""
    opened: tuple[int, int] | None = None
    lacking: dict[object, bool] = {}
    for row in rows:
        if isinstance(row, Rejected):
            yield row
            continue
        try:
            keyed = [(part, joiner.key(part)) for part in joiner.split(joiner.rename(row.values, options))]
        except (RecordError, RecursionError) as error:
            yield _rejected(row, _reason(error), row.values)
            continue
        if not keyed:
            yield Located(row.offset, row.line, NOTHING)
        for number, (part, key) in enumerate(keyed):
            opened = (row.offset, number) if joiner.opens(part) else opened
            # What belongs to nothing else is alone under its place.
            keys = (key,) if isinstance(key, str) else key
            spool.add(row, part, keys=keys or (opened or (row.offset, number),))
            if key is not None and joiner.borrows is not never:
                lacking[key] = lacking.get(key, True) and not joiner.borrows(part)
    for row, part in _borrow(joiner, {key for key, lacks in lacking.items() if lacks}, options):
        spool.add(row, part, keys=(joiner.key(part),))


def _borrow(joiner: Joiner, keys: Set[object], options: ReadOptions) -> Iterator[tuple[Row, Fields]]:
    """Find in the other files of the delivery the parts that these keys lack."""
    for path in options.companions if keys else ():
        # A companion that is damaged is refused when its own turn comes.
        with suppress(SourceError), unpacked(path) as stream:
            shape = find_shape(stream, options=options)
            rows = ROW_READERS[shape](stream, options=options)
            if READERS[_find_format(stream, shape, options)] is joiner:
                yield from (
                    (row, part)
                    for row in rows
                    if isinstance(row, Row)
                    for part in joiner.split(row.values)
                    if joiner.borrows(part) and joiner.key(part) in keys
                )


def _reason(error: RecordError | RecursionError) -> str:
    return TOO_DEEP if isinstance(error, RecursionError) else str(error)


def _rejected(row: Row, reason: str, part: Fields) -> Rejected:
    raw = row.raw or json.dumps(part, default=str, ensure_ascii=False).encode()
    return rejected(row.offset, row.line, reason=reason, raw=raw)
