"""Rows of a Parquet file."""

import json
import os
from collections.abc import Iterable, Iterator
from typing import IO, Any

import numpy as np
import pyarrow
import pyarrow.compute as pc
import pyarrow.parquet
from numpy.typing import NDArray

from monitor.errors import RecordError, SourceError
from monitor.records import Rejected
from monitor.sources.options import ReadOptions
from monitor.sources.reasons import Code
from monitor.sources.rows import Row, rejected
from monitor.sources.strict_json import check_texts
from monitor.sources.unpack import DEFAULT_LIMITS

# Conversations are long: this many are a few megabytes. Where they are longer, fewer are read at once.
BATCH_ROWS = 256
BATCH_BYTES = 16 << 20
# Pages are read one by one, not whole columns.
BUFFER_BYTES = 1 << 20
# Whatever a row says, it takes this much of our memory and time.
LEAST_ROW_BYTES = 16
# What a value of fixed size takes, at most.
FIXED_BYTES = 16
TEXTS = (
    pyarrow.types.is_string,
    pyarrow.types.is_large_string,
    pyarrow.types.is_binary,
    pyarrow.types.is_large_binary,
)
LISTS = (pyarrow.types.is_list, pyarrow.types.is_large_list, pyarrow.types.is_map)


def read_parquet(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read a Parquet file batch by batch; the offset of a row is its number, from 0, and its line one more.

    Every page is unpacked and checked before the first row counts. Raises SourceError if one is damaged, if two
    columns have one name, or if the file says that it unpacks to too much.
    """
    most = _most_bytes(stream.seek(0, os.SEEK_END))
    size = 0
    for batch in _batches(stream):
        size += int(_row_sizes(batch).sum())
        if size > most:
            raise SourceError(f"{Code.UNPACKS_TO_TOO_MUCH}: more than {most} bytes")
    yield from read_parquet_start(stream, options=options)


def read_parquet_start(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read the rows of a Parquet file without looking first whether it is whole."""
    offset = 0
    for batch in _batches(stream):
        for index, size in enumerate(_row_sizes(batch).tolist()):
            if size > options.max_line_bytes:
                reason = f"{Code.LINE_TOO_LONG}: {size} bytes, at most {options.max_line_bytes} are read"
                yield rejected(offset, offset + 1, reason=reason, raw=b"")
            else:
                yield _row(batch.slice(index, 1), offset)
            offset += 1


def _batches(stream: IO[bytes]) -> Iterator[pyarrow.RecordBatch]:
    stream.seek(0)
    try:
        # The stream is ours to close, and is read again.
        source = pyarrow.PythonFile(stream, mode="r")
        about = pyarrow.parquet.ParquetFile(source)
        _check_metadata(about, packed_bytes=source.size())
        file = pyarrow.parquet.ParquetFile(
            source,
            # A long text that a million rows share stays one text.
            read_dictionary=_text_columns(about.schema),
            page_checksum_verification=True,
            pre_buffer=False,
            buffer_size=BUFFER_BYTES,
        )
        for number in range(file.num_row_groups):
            group = file.metadata.row_group(number)
            fitting = BATCH_BYTES * group.num_rows // max(group.total_byte_size, 1)
            yield from file.iter_batches(max(1, min(BATCH_ROWS, fitting)), row_groups=[number])
    except (pyarrow.ArrowException, OSError) as error:
        raise SourceError(f"{Code.DAMAGED}: damaged Parquet file: {error}") from error


def _check_metadata(file: pyarrow.parquet.ParquetFile, *, packed_bytes: int) -> None:
    names = file.schema_arrow.names
    if len(set(names)) < len(names):
        raise SourceError(f"{Code.DUPLICATE_KEY}: two columns of the Parquet file have one name")
    about = file.metadata
    declared = sum(about.row_group(number).total_byte_size for number in range(about.num_row_groups))
    size = max(declared, about.num_rows * LEAST_ROW_BYTES)
    most = _most_bytes(packed_bytes)
    if size > most:
        raise SourceError(f"{Code.UNPACKS_TO_TOO_MUCH}: more than {most} bytes, or {most // LEAST_ROW_BYTES} rows")


def _most_bytes(packed_bytes: int) -> int:
    limits = DEFAULT_LIMITS
    return min(limits.most_bytes, max(limits.harmless_bytes, limits.most_times * packed_bytes))


def _text_columns(schema: pyarrow.parquet.ParquetSchema) -> list[str]:
    columns = (schema.column(number) for number in range(len(schema.names)))
    return [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]


def _row_sizes(batch: pyarrow.RecordBatch) -> NDArray[np.int64]:
    return _sum(batch.columns, batch.num_rows)


def _sum(columns: Iterable[pyarrow.Array], rows: int) -> NDArray[np.int64]:
    sizes = np.zeros(rows, dtype=np.int64)
    for column in columns:
        sizes += _sizes(column)
    return sizes


def _sizes(values: pyarrow.Array) -> NDArray[np.int64]:
    """Return about how many bytes each value takes once it stands by itself."""
    kind = values.type
    if pyarrow.types.is_dictionary(kind):
        of_texts = np.append(_sizes(values.dictionary), 0)
        places = pc.fill_null(values.indices.cast(pyarrow.int64()), len(values.dictionary))
        sizes: NDArray[np.int64] = of_texts[places.to_numpy(zero_copy_only=False)]
        return sizes
    if pyarrow.types.is_struct(kind):
        return _sum(values.flatten(), len(values))
    if any(is_list(kind) for is_list in LISTS):
        ends = np.concatenate([[0], np.cumsum(_sizes(values.values))])
        offsets = values.offsets.to_numpy(zero_copy_only=False)
        lengths: NDArray[np.int64] = np.diff(ends[offsets])
        return lengths
    if any(is_text(kind) for is_text in TEXTS):
        return np.asarray(pc.fill_null(pc.binary_length(values), 0), dtype=np.int64)
    return np.full(len(values), FIXED_BYTES, dtype=np.int64)


def _row(record: pyarrow.RecordBatch, offset: int) -> Row | Rejected:
    values: dict[str, Any] = {}
    try:
        values = record.to_pylist()[0]
        check_texts(values)
    except RecordError as error:
        raw = json.dumps(values, default=str).encode()
        return rejected(offset, offset + 1, reason=str(error), raw=raw)
    except (UnicodeDecodeError, ValueError, OverflowError) as error:
        return rejected(offset, offset + 1, reason=f"{Code.UNREADABLE_ROW}: {error}", raw=b"")
    return Row(offset, offset + 1, values, b"")
