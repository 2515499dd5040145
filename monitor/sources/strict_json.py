"""JSON as strictly as its specification reads, so that no two parsers can disagree about a record."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from monitor.errors import RecordError
from monitor.sources.lines import decode_utf8

# Only an escape can bring a lone surrogate or a NUL into text that is strict UTF-8.
SUSPICIOUS_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
SURROGATE = re.compile("[\ud800-\udfff]")


def parse_json(raw: bytes) -> object:
    """Parse one JSON value.

    Raises RecordError for bytes that are not UTF-8, for anything that is not JSON, and for what JSON libraries
    read differently: repeated keys, NaN and Infinity, numbers too large for a float, lone surrogates, NUL
    characters and endless nesting. Whole numbers are kept exactly.
    """
    text = decode_utf8(raw)
    try:
        value: object = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise RecordError(f"not_json: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise RecordError("not_json: nested too deeply") from None
    except ValueError:
        # The only other ValueError is Python's own limit on the digits of an integer.
        raise RecordError("not_json: a number with too many digits") from None
    if SUSPICIOUS_ESCAPE.search(text):
        check_texts(value)
    return value


def check_texts(value: object) -> None:
    """Raise RecordError if any text inside `value` holds a lone surrogate or a NUL character."""
    for text in _texts(value):
        if "\0" in text:
            raise RecordError("text holds a NUL character")
        if SURROGATE.search(text):
            raise RecordError("text holds a lone surrogate, which is not Unicode")


def _texts(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case dict() as mapping:
                waiting.extend(mapping)
                waiting.extend(mapping.values())
            case list() as values:
                waiting.extend(values)


def _refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise RecordError(f"duplicate key {counts.most_common(1)[0][0][:80]!r}")
    return mapping


def _refuse_constant(name: str) -> NoReturn:
    raise RecordError(f"{name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise RecordError(f"number {digits[:40]} is too large")
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_refuse_repeated_keys, parse_constant=_refuse_constant, parse_float=_finite
)
