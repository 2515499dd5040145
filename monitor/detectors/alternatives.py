"""A pattern taken apart into its alternatives, and folded as the texts are."""

import re
from collections.abc import Iterator

_QUANTIFIERS = frozenset("?*+{")
# Deeper, the parts are many and differ little.
DEPTH = 1
# What stands after a backslash or names a group keeps its letters.
_KEPT = re.compile(r"(\\.|\(\?P[<=]\w+[>)])|(.)", re.DOTALL)


def fold_pattern(source: str) -> str:
    r"""Write a pattern in small letters, but for what follows a backslash and the names of groups.

    >>> fold_pattern(r"(?P<Name>[A-Z]\S+)")
    '(?P<Name>[a-z]\\S+)'
    """
    return _KEPT.sub(lambda one: one[1] or one[2].lower(), source)


def split_alternatives(source: str, *, depth: int = DEPTH) -> Iterator[str]:
    r"""Yield the alternatives of a pattern in their order, those of groups at its start, too, down to a depth.

    >>> list(split_alternatives("(?:no|not) (?:a|b)|never"))
    ['no (?:a|b)', 'not (?:a|b)', 'never']
    """
    for whole in _choices(source):
        end = _closing(whole) if whole.startswith("(?:") else 0
        if not depth or not end or whole[end + 1 : end + 2] in _QUANTIFIERS:
            yield whole
        else:
            for first in split_alternatives(whole[3:end], depth=depth - 1):
                yield first + whole[end + 1 :]


def _choices(source: str) -> list[str]:
    cuts = [at for at, depth in _depths(source) if depth == 0 and source[at] == "|"]
    return [source[start + 1 : end] for start, end in zip([-1, *cuts], [*cuts, len(source)], strict=True)]


def _closing(source: str) -> int:
    return next(at for at, depth in _depths(source) if depth == 0 and source[at] == ")")


def _depths(source: str) -> Iterator[tuple[int, int]]:
    """Yield every sign outside of classes and not behind a backslash, with how many groups are open after it."""
    depth, at, is_class = 0, 0, False
    while at < len(source):
        sign = source[at]
        if sign == "\\":
            at += 1
        elif is_class:
            is_class = sign != "]"
        elif sign == "[":
            is_class = True
            # A bracket that comes first closes nothing.
            at += 1 + (source[at + 1 : at + 2] == "^")
        else:
            depth += (sign == "(") - (sign == ")")
            yield at, depth
        at += 1
