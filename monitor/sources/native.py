"""Our own records as JSON lines, without any loss: what is written reads as what it was."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from pydantic import TypeAdapter, ValidationError

from monitor.errors import RecordError
from monitor.records import LoggedConversation, PassedOver, Rejected, SubmittedReport
from monitor.sources.options import ReadOptions

# The field that says what the others are of.
KIND = "monitor_record"
KINDS: dict[str, TypeAdapter[Any]] = {
    "conversation": TypeAdapter(LoggedConversation),
    "report": TypeAdapter(SubmittedReport),
}
# The first line of a copy that records were erased from, and what was rejected in the file it was made from.
ERASURE = "erasure"
REJECTED = "rejected"
LONGEST_HEADER = 1_000


def write_records(records: Iterable[LoggedConversation | SubmittedReport], file: IO[bytes]) -> int:
    """Write each record as one line of UTF-8; return how many they were."""
    written = 0
    for record in records:
        kind = "conversation" if isinstance(record, LoggedConversation) else "report"
        fields = KINDS[kind].dump_python(record, mode="json", exclude_defaults=True)
        line = json.dumps({KIND: kind} | fields, ensure_ascii=False, allow_nan=False)
        file.write(line.encode() + b"\n")
        written += 1
    return written


def write_header(file: IO[bytes], *, format: str) -> None:
    """Write the line that says that records were erased, and of which format the file was.

    It also makes a file without any record one of ours.
    """
    file.write(json.dumps({KIND: ERASURE, "format": format}).encode() + b"\n")


def read_header(path: Path) -> str | None:
    """Return of which format a file was before records were erased from it; None if none were."""
    with path.open("rb") as file, suppress(ValueError, TypeError, KeyError, RecursionError):
        line = json.loads(file.readline(LONGEST_HEADER))
        return str(line["format"]) if line[KIND] == ERASURE else None
    return None


def write_rejected(rejected: Rejected, file: IO[bytes]) -> None:
    """Write of what was rejected only why: beside records that were erased, nobody knows whose it was."""
    file.write(json.dumps({KIND: REJECTED, "reason": rejected.reason}).encode() + b"\n")


def read_rejected(rejected: Rejected) -> Rejected:
    """Return what `write_rejected` was given, without its words; anything else as it is."""
    with suppress(ValueError, TypeError, KeyError, RecursionError):
        line = json.loads(rejected.raw)
        if line[KIND] == REJECTED:
            return replace(rejected, reason=line["reason"], raw=b"")
    return rejected


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row was written by `write_records`, or for a copy that records were erased from."""
    return row.get(KIND) in (*KINDS, ERASURE, REJECTED)


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation | SubmittedReport | PassedOver:
    """Read one record; raises RecordError naming a field that is wrong or that no record has."""
    if row.get(KIND) == ERASURE:
        return PassedOver("records of this file were erased")
    if row.get(KIND) == REJECTED:
        raise RecordError(str(row.get("reason")))
    adapter = KINDS.get(str(row.get(KIND)))
    if adapter is None:
        raise RecordError(f"{KIND!r} is none of: {', '.join(KINDS)}")
    try:
        record: LoggedConversation | SubmittedReport = adapter.validate_python(
            {name: value for name, value in row.items() if name != KIND}, extra="forbid"
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise RecordError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    return record
