"""Our own records as JSON lines, without any loss: what is written reads as what it was."""

import json
from collections.abc import Iterable, Mapping
from typing import IO, Any

from pydantic import TypeAdapter, ValidationError

from monitor.errors import RecordError
from monitor.records import LoggedConversation, SubmittedReport
from monitor.sources.options import ReadOptions

# The field that says what the others are of.
KIND = "monitor_record"
KINDS: dict[str, TypeAdapter[Any]] = {
    "conversation": TypeAdapter(LoggedConversation),
    "report": TypeAdapter(SubmittedReport),
}


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


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row was written by `write_records`."""
    return row.get(KIND) in KINDS


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation | SubmittedReport:
    """Read one record; raises RecordError naming a field that is wrong or that no record has."""
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
