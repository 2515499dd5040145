"""Records to lines of JSON, which every reader of lines and every reader of YAML takes for the same text."""

import json
import re
from collections.abc import Iterable

from monitor.exports.new_folder import NewFolder
from monitor.exports.writers.shapes import Batch, Record

# JSON lets these stand, but many readers of lines break there, and YAML has no place for the others unescaped.
UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def as_json(value: object) -> str:
    r"""Return a value as one line of JSON.

    >>> as_json({"text": "Grüße\u2028\x7f"})
    '{"text": "Grüße\\u2028\\u007f"}'
    """
    written = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def pack_lines(batch: Batch, folder: NewFolder) -> None:
    """Write one JSONL file per side."""
    for side, records in batch.records.items():
        write_lines(folder, f"{side}.jsonl", records)


def write_lines(folder: NewFolder, name: str, records: Iterable[Record], *, prefix: str = "") -> None:
    """Write one line per record, each after the same prefix."""
    with folder.create(name) as sink:
        for record in records:
            sink.write(f"{prefix}{as_json(record)}\n".encode())
