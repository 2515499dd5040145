"""The one mapping of a YAML file, read without anything that could run or explode."""

from collections.abc import Iterator
from typing import IO

import yaml

from monitor.errors import RecordError, SourceError
from monitor.records import Rejected
from monitor.sources.lines import BYTE_ORDER_MARK, decode_utf8
from monitor.sources.options import ReadOptions
from monitor.sources.rows import Row


def read_yaml(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read one YAML mapping that fills its file.

    Raises SourceError if it is too long, is not UTF-8 or not a mapping, or uses aliases, which let a short text
    stand for an endless one.
    """
    stream.seek(0)
    raw = stream.read(options.max_line_bytes + 1).removeprefix(BYTE_ORDER_MARK)
    if len(raw) > options.max_line_bytes:
        raise SourceError(f"one YAML document of more than {options.max_line_bytes} bytes")
    try:
        text = decode_utf8(raw)
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text, Loader=yaml.SafeLoader)):
            raise SourceError("YAML aliases are not read")
        value = yaml.safe_load(text)
    except (yaml.YAMLError, RecordError, RecursionError, ValueError) as error:
        raise SourceError(f"not YAML: {error}") from error
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise SourceError("not a YAML mapping of named fields")
    yield Row(0, 1, value, raw)
