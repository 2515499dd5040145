"""Every reader, in the order they are tried, and how a file is read with the one that knows it."""

import itertools
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from monitor.errors import RecordError, SourceError
from monitor.records import PassedOver, Rejected
from monitor.sources import atlas, avid, csv, messages, openai, report_csv, report_jsonl, sharegpt, wildchat
from monitor.sources.options import ReadOptions
from monitor.sources.reader import Fields, Joiner, Reader, Record
from monitor.sources.rows import Row, rejected
from monitor.sources.shapes import ROW_READERS, START_READERS, Shape, find_shape
from monitor.sources.spool import Spool
from monitor.sources.unpack import unpacked

# Raise it when a reader reads the same file differently: landed files are then read again.
READER_VERSION = 2

READERS: dict[str, Reader | Joiner] = {
    "openai": Reader(openai.recognise, openai.read),
    "messages": Reader(messages.recognise, messages.read),
    "sharegpt": Reader(sharegpt.recognise, sharegpt.read),
    "wildchat": Reader(wildchat.recognise, wildchat.read),
    "csv": Reader(csv.recognise, csv.read, shapes=(Shape.CSV,)),
    "report_csv": Reader(report_csv.recognise, report_csv.read, shapes=(Shape.CSV,)),
    "report_jsonl": Reader(report_jsonl.recognise, report_jsonl.read),
    "avid": Reader(avid.recognise, avid.read),
    "atlas": Reader(atlas.recognise, atlas.read, shapes=(Shape.YAML,)),
}

# A file may open with this many bad rows and still be recognised.
ROWS_TRIED = 100


@dataclass(frozen=True, slots=True)
class Located:
    """One record and its place: `offset` in bytes of the unpacked file (Parquet: the row number), `line` from 1.

    A record told in many parts has the place of the first.
    """

    offset: int
    line: int
    record: Record | PassedOver


@dataclass(frozen=True, slots=True)
class Source:
    """An open file of a known format; `records` can be read through once."""

    format: str
    records: Iterator[Located | Rejected]


@contextmanager
def open_source(path: Path, *, options: ReadOptions) -> Iterator[Source]:
    """Open a file of any known format; each part of it becomes a record, or a rejection with its place and reason.

    Raises SourceError naming the file if it is damaged as a whole or of no known format.
    """
    with unpacked(path) as stream:
        try:
            shape = find_shape(stream, options=options)
            name = _find_format(stream, shape, options)
            rows = ROW_READERS[shape](stream, options=options)
            yield Source(name, _read_rows(rows, READERS[name], options))
        except SourceError as error:
            raise SourceError(f"{path}: {error}") from error


def find_format(path: Path, *, options: ReadOptions) -> str:
    """Tell the format of a file by looking into it, whatever its name; raises SourceError as `open_source` does."""
    with open_source(path, options=options) as source:
        return source.format


def read_source(path: Path, *, options: ReadOptions) -> Iterator[Located | Rejected]:
    """Read a whole file of any known format; raises SourceError as `open_source` does."""
    with open_source(path, options=options) as source:
        yield from source.records


def _find_format(stream: IO[bytes], shape: Shape, options: ReadOptions) -> str:
    known = f"known formats: {', '.join(READERS)}"
    rows = itertools.islice(START_READERS[shape](stream, options=options), ROWS_TRIED)
    try:
        for row in rows:
            if isinstance(row, Row):
                for name, reader in READERS.items():
                    if shape in reader.shapes and reader.recognise(row.values, options):
                        return name
    except SourceError as error:
        # CSV and YAML are what remains when nothing else fits: failing there means that nothing did.
        if shape in (Shape.CSV, Shape.YAML):
            raise SourceError(f"unknown format ({error}); {known}") from error
        raise
    raise SourceError(f"{shape} of unknown format; {known}")


def _read_rows(
    rows: Iterable[Row | Rejected], reader: Reader | Joiner, options: ReadOptions
) -> Iterator[Located | Rejected]:
    if isinstance(reader, Joiner):
        yield from _read_joined(rows, reader, options)
        return
    for row in rows:
        if isinstance(row, Rejected):
            yield row
        else:
            yield from _read_parts(row, reader, options)


def _read_parts(row: Row, reader: Reader, options: ReadOptions) -> Iterator[Located | Rejected]:
    for part in reader.split(row.values):
        try:
            yield Located(row.offset, row.line, reader.read(part, options))
        except RecordError as error:
            yield _rejected(row, str(error), part)


def _read_joined(rows: Iterable[Row | Rejected], joiner: Joiner, options: ReadOptions) -> Iterator[Located | Rejected]:
    with tempfile.TemporaryFile() as file:
        spool = Spool(file)
        for row in rows:
            if isinstance(row, Rejected):
                yield row
                continue
            for number, part in enumerate(joiner.split(row.values)):
                # What belongs to nothing else is alone under its place.
                spool.add(row, part, key=joiner.key(part) or (row.offset, number))
        for first, parts in spool.groups():
            try:
                yield from [Located(first.offset, first.line, record) for record in joiner.join(parts, options)]
            except RecordError as error:
                yield _rejected(first, str(error), parts[0])


def _rejected(row: Row, reason: str, part: Fields) -> Rejected:
    raw = row.raw or json.dumps(part, default=str, ensure_ascii=False).encode()
    return rejected(row.offset, row.line, reason=reason, raw=raw)
