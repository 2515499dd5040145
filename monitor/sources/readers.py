"""Every reader, in the order they are tried, and the two ways to use them on a file."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from monitor.errors import RecordError, SourceError
from monitor.records import LoggedConversation, Rejected, SubmittedReport
from monitor.sources import atlas, avid, csv, messages, openai, report_csv, report_jsonl, sharegpt, wildchat
from monitor.sources.options import ReadOptions
from monitor.sources.reader import Reader
from monitor.sources.rows import Row, rejected
from monitor.sources.shapes import ROW_READERS, START_READERS, Shape, find_shape
from monitor.sources.unpack import unpacked

# Raise it when a reader reads the same file differently: landed files are then read again.
READER_VERSION = 1

READERS: dict[str, Reader] = {
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
    """One record and its place: `offset` in bytes of the unpacked file (Parquet: the row number), `line` from 1."""

    offset: int
    line: int
    record: LoggedConversation | SubmittedReport


def find_format(path: Path, *, options: ReadOptions) -> str:
    """Tell the format of a file by looking into it, whatever its name.

    Raises SourceError naming the known formats if it has none of them, or saying how the file is damaged.
    """
    with _opened(path) as stream:
        return _find_format(stream, find_shape(stream, options=options), options)


def read_source(path: Path, *, options: ReadOptions) -> Iterator[Located | Rejected]:
    """Read a file of any known format: each row becomes a record, or a rejection with its place and reason.

    Raises SourceError, before the first row, if the file as a whole is damaged or of no known format.
    """
    with _opened(path) as stream:
        shape = find_shape(stream, options=options)
        reader = READERS[_find_format(stream, shape, options)]
        for row in ROW_READERS[shape](stream, options=options):
            yield row if isinstance(row, Rejected) else _read_row(row, reader, options)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file unpacked, and put its name before whatever is wrong inside."""
    with unpacked(path) as stream:
        try:
            yield stream
        except SourceError as error:
            raise SourceError(f"{path}: {error}") from error


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


def _read_row(row: Row, reader: Reader, options: ReadOptions) -> Located | Rejected:
    try:
        return Located(row.offset, row.line, reader.read(row.values, options))
    except RecordError as error:
        raw = row.raw or json.dumps(row.values, default=str, ensure_ascii=False).encode()
        return rejected(row.offset, row.line, reason=str(error), raw=raw)
