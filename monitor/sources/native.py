"""Our own records as JSON lines, without any loss: what is written reads as what it was."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
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


def write_header(file: IO[bytes]) -> None:
    """Write the line that says that records were erased; it also makes a file without any record one of ours."""
    file.write(json.dumps({KIND: ERASURE}).encode() + b"\n")


def write_rejected(rejected: Rejected, file: IO[bytes]) -> None:
    """Write what was rejected, already redacted, as a line that is rejected for the same reason."""
    line = {KIND: REJECTED, "reason": rejected.reason, "raw": rejected.raw.decode(errors="backslashreplace")}
    file.write(json.dumps(line).encode() + b"\n")


def read_rejected(rejected: Rejected) -> Rejected:
    """Return what `write_rejected` was given; anything else as it is."""
    try:
        line = json.loads(rejected.raw)
        if line[KIND] == REJECTED:
            return replace(rejected, reason=line["reason"], raw=line["raw"].encode())
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
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
