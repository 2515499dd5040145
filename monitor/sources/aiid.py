"""What the tables of an AI Incident Database snapshot share: CSV cells and MongoDB's JSON as plain values."""

import json
from collections.abc import Mapping
from typing import Any

# How MongoDB's extended JSON wraps a value that JSON has no kind of.
WRAPPINGS = frozenset({"$date", "$oid", "$numberInt", "$numberLong", "$numberDouble"})
# The notice in every snapshot (`license.txt`).
LICENCE = "CC BY-SA 4.0 (AI Incident Database)"


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row without its wrappings; a date may be wrapped twice, as milliseconds in a number.

    >>> plain_row({"_id": {"$oid": "5f"}, "date": {"$date": {"$numberLong": "0"}}})
    {'_id': '5f', 'date': '0'}
    """
    return {name: _unwrapped(value) for name, value in row.items()}


def listed(value: object) -> tuple[str, ...]:
    """Return a list that is a list, a JSON list in a cell, or a cell with commas.

    >>> listed('["aria", "beta"]'), listed("aria, beta"), listed(None)
    (('aria', 'beta'), ('aria', 'beta'), ())
    """
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return (str(value),)
    values = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(dict.fromkeys(str(one).strip() for one in values if str(one).strip()))


def _unwrapped(value: object) -> object:
    while isinstance(value, Mapping) and len(value) == 1 and WRAPPINGS.issuperset(value):
        (value,) = value.values()
    return value
