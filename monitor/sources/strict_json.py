"""JSON as strictly as its specification reads, so that no two parsers can disagree about a record."""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

from monitor.errors import RecordError
from monitor.sources.lines import decode_utf8
from monitor.sources.reasons import Code

# Only an escape can bring a lone surrogate or a NUL into text that is strict UTF-8.
SUSPICIOUS_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
SURROGATE = re.compile("[\ud800-\udfff]")
# Logs nest some ten levels; what is deeper than this only wants to exhaust whoever walks through it.
MOST_LEVELS = 200
# A line of eight million bytes can hold three million objects, which take half a gigabyte and ten seconds.
MOST_VALUES = 1_000_000
TOO_DEEP = f"{Code.TOO_DEEP}: more than {MOST_LEVELS} levels deep"


def parse_json(raw: bytes) -> object:
    """Parse one JSON value.

    Raises RecordError for bytes that are not UTF-8, for anything that is not JSON, and for what JSON libraries
    read differently: repeated keys, NaN and Infinity, numbers too large for a float, lone surrogates, NUL
    characters, endless nesting and endless lists. Whole numbers are kept exactly.
    """
    text = decode_utf8(raw)
    # Brackets in text are counted, too: this is never less than there are.
    brackets = raw.count(b"{") + raw.count(b"[")
    if brackets > MOST_VALUES:
        raise RecordError(f"{Code.TOO_MANY_VALUES}: {brackets} objects and lists, at most {MOST_VALUES} are read")
    try:
        value: object = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise RecordError(f"{Code.NOT_JSON}: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise RecordError(TOO_DEEP) from None
    except ValueError:
        # The only other ValueError is Python's own limit on the digits of an integer.
        raise RecordError(f"{Code.NOT_A_NUMBER}: a number with too many digits") from None
    if brackets > MOST_LEVELS and _is_deeper(value, MOST_LEVELS):
        raise RecordError(TOO_DEEP)
    if SUSPICIOUS_ESCAPE.search(text):
        check_texts(value)
    return value


def check_texts(value: object) -> None:
    """Raise RecordError if any text inside `value` holds a lone surrogate or a NUL character."""
    for text in _texts(value):
        if "\0" in text:
            raise RecordError(f"{Code.NUL_CHARACTER}: text holds a NUL character")
        if SURROGATE.search(text):
            raise RecordError(f"{Code.LONE_SURROGATE}: text holds a lone surrogate, which is not Unicode")


def _texts(value: object) -> Iterator[str]:
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case dict() as mapping:
                waiting.extend(mapping)
                waiting.extend(mapping.values())
            case list() | tuple() as values:
                waiting.extend(values)


def _is_deeper(value: object, levels: int) -> bool:
    waiting = [value]
    for _ in range(levels):
        waiting = [inner for outer in waiting for inner in _inside(outer) if isinstance(inner, dict | list)]
    return bool(waiting)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refuse_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise RecordError(f"{Code.DUPLICATE_KEY}: {counts.most_common(1)[0][0][:80]!r} stands twice in one object")
    return mapping


def _refuse_constant(name: str) -> NoReturn:
    raise RecordError(f"{Code.NOT_A_NUMBER}: {name} is not a JSON number")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise RecordError(f"{Code.NOT_A_NUMBER}: {digits[:40]} is too large")
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_refuse_repeated_keys, parse_constant=_refuse_constant, parse_float=_finite
)
