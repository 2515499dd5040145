"""Every text of a training corpus, in whatever shape its files are."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import SourceError
from monitor.records import Rejected
from monitor.sources.options import ReadOptions
from monitor.sources.shapes import ROW_READERS, Shape, find_shape
from monitor.sources.unpack import unpacked

SHAPES = (Shape.PARQUET, Shape.JSON_LINES, Shape.JSON_ARRAY, Shape.CSV)
OPTIONS = ReadOptions()


@dataclass(frozen=True, slots=True)
class CorpusText:
    """One text of a corpus and where it stands: its file and the line, from 1 (in Parquet: the row)."""

    file: str
    line: int
    text: str


def read_corpus(path: Path, *, column: str | None = None) -> Iterator[CorpusText | Rejected]:
    """Read every text of every row of a file, packed or not: of one column, or wherever a row holds one.

    A row that cannot be read is given as rejected. Raises SourceError when the file is of no shape that holds rows, or
    has no such column.
    """
    with unpacked(path) as stream:
        shape = find_shape(stream, options=OPTIONS)
        if shape not in SHAPES:
            raise SourceError(f"{path} is {shape}; a corpus is {', '.join(SHAPES)}")
        stream.seek(0)
        for row in ROW_READERS[shape](stream, options=OPTIONS):
            if isinstance(row, Rejected):
                yield row
                continue
            if column is not None and column not in row.values:
                raise SourceError(f"{path} has no column {column!r}; it has: {', '.join(row.values)}")
            held = row.values if column is None else row.values[column]
            for text in _texts(held):
                yield CorpusText(path.name, row.line, text)


def _texts(held: object) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        for value in held.values():
            yield from _texts(value)
    elif isinstance(held, list | tuple):
        for value in held:
            yield from _texts(value)
