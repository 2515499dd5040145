"""Rows of a Parquet file."""

from collections.abc import Iterator
from typing import IO, Any

import pyarrow
import pyarrow.parquet

from monitor.errors import RecordError, SourceError
from monitor.records import Rejected
from monitor.sources.options import ReadOptions
from monitor.sources.rows import Row, rejected
from monitor.sources.strict_json import check_texts

# Conversations are long: this many are a few megabytes.
BATCH_ROWS = 256


def read_parquet(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read a Parquet file batch by batch; the offset of a row is its number, from 0, and its line one more.

    Every page is unpacked and checked before the first row counts. Raises SourceError if one is damaged.
    """
    for _ in _batches(stream):
        pass
    yield from read_parquet_start(stream, options=options)


def read_parquet_start(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read the rows of a Parquet file without looking first whether it is whole."""
    offset = 0
    for batch in _batches(stream):
        for index in range(batch.num_rows):
            yield _row(batch.slice(index, 1), offset, options)
            offset += 1


def _batches(stream: IO[bytes]) -> Iterator[pyarrow.RecordBatch]:
    stream.seek(0)
    try:
        # The stream is ours to close, and is read again.
        source = pyarrow.PythonFile(stream, mode="r")
        yield from pyarrow.parquet.ParquetFile(source, page_checksum_verification=True).iter_batches(BATCH_ROWS)
    except (pyarrow.ArrowException, OSError) as error:
        raise SourceError(f"damaged Parquet file: {error}") from error


def _row(record: pyarrow.RecordBatch, offset: int, options: ReadOptions) -> Row | Rejected:
    if record.nbytes > options.max_line_bytes:
        reason = f"line_too_long: {record.nbytes} bytes, at most {options.max_line_bytes} are read"
        return rejected(offset, offset + 1, reason=reason, raw=b"")
    try:
        values: dict[str, Any] = record.to_pylist()[0]
    except (UnicodeDecodeError, ValueError, OverflowError) as error:
        return rejected(offset, offset + 1, reason=f"unreadable row: {error}", raw=b"")
    try:
        check_texts(values)
    except RecordError as error:
        return rejected(offset, offset + 1, reason=str(error), raw=b"")
    return Row(offset, offset + 1, values, b"")
