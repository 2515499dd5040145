"""The one mapping of a YAML file, read without anything that could run or explode."""

from collections.abc import Hashable, Iterator
from typing import IO, Any

import yaml

from monitor.errors import RecordError, SourceError
from monitor.records import Rejected
from monitor.sources.lines import BYTE_ORDER_MARK, decode_utf8
from monitor.sources.options import ReadOptions
from monitor.sources.reasons import Code
from monitor.sources.rows import Row
from monitor.sources.strict_json import check_texts

# A case study takes some ten thousand bytes and five levels; the parser is slow, and slower still when it is deep.
MOST_BYTES = 1_000_000
MOST_LEVELS = 40
LEVEL_STARTS = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
LEVEL_ENDS = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


class _StrictLoader(yaml.SafeLoader):
    """Reads what `yaml.safe_load` reads, but refuses a mapping that has two values for one key."""

    # The signature is that of the library.
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        """Make a mapping of a node."""
        keys = [key.value for key, _ in node.value]
        if len(set(map(str, keys))) < len(keys):
            raise RecordError(f"{Code.DUPLICATE_KEY}: a key stands twice in one mapping")
        return super().construct_mapping(node, deep)


def read_yaml(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read one YAML mapping that fills its file.

    Raises SourceError if it is too long or too deep, is not UTF-8 or not a mapping, or uses aliases, which let a
    short text stand for an endless one.
    """
    stream.seek(0)
    most_bytes = min(options.max_line_bytes, MOST_BYTES)
    raw = stream.read(most_bytes + 1).removeprefix(BYTE_ORDER_MARK)
    if len(raw) > most_bytes:
        raise SourceError(f"{Code.LINE_TOO_LONG}: one YAML document of more than {most_bytes} bytes")
    try:
        text = decode_utf8(raw)
        _check_tokens(text)
        value = yaml.load(text, Loader=_StrictLoader)
        check_texts(value)
    except (yaml.YAMLError, RecordError, ValueError) as error:
        raise SourceError(f"not YAML: {error}") from error
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise SourceError("not a YAML mapping of named fields")
    yield Row(0, 1, value, raw)


def _check_tokens(text: str) -> None:
    levels = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        levels += isinstance(token, LEVEL_STARTS) - isinstance(token, LEVEL_ENDS)
        if levels > MOST_LEVELS:
            raise SourceError(f"{Code.TOO_DEEP}: more than {MOST_LEVELS} levels deep")
        if isinstance(token, yaml.AliasToken):
            raise SourceError("not YAML that we read: aliases are not read")
