"""One row of a source file, before a reader has made a record of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from monitor.records import Rejected

# Enough of a bad line to see what is wrong with it, too little to fill the warehouse.
RAW_KEPT = 4_096


@dataclass(frozen=True, slots=True)
class Row:
    """One row and its place: `offset` in bytes (for Parquet: the row number), `line` from 1, and its raw bytes."""

    offset: int
    line: int
    values: Mapping[str, Any]
    raw: bytes


def rejected(offset: int, line: int, *, reason: str, raw: bytes | bytearray) -> Rejected:
    """Reject what stands at one place, keeping no more of its raw bytes than is needed to recognise it."""
    return Rejected(offset, line, reason, bytes(raw[:RAW_KEPT]))
