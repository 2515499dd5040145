"""Which version of the chatbot came before which: by their numbers, or else by when each was first seen."""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import zip_longest

# A version in parts: runs of digits, and what stands between them.
PARTS = re.compile(r"\d+|\D+")


def is_from(version: str | None, since: str, *, first_seen: Mapping[str, datetime], resolved_at: datetime) -> bool:
    """Tell whether `version` is `since` or a later one; what cannot be told is no.

    Numbers say most: 2.9.1 comes before 3 even when it was first seen after it. Where two names do not differ in a
    number, the one seen first in traffic is the earlier one, by the conversations' own times. A version `since` that no
    conversation has had yet is younger than all that were seen before it was named, at `resolved_at`.

    >>> is_from("v1.10", "v1.9", first_seen={}, resolved_at=datetime(2026, 11, 2))
    True
    >>> seen = {"tern": datetime(2026, 11, 1), "kite": datetime(2026, 11, 9)}
    >>> is_from("tern", "kite", first_seen=seen, resolved_at=datetime(2026, 11, 2))
    False
    """
    if version is None or version == since:
        return version == since
    order = natural_order(version, since)
    if order is not None:
        return order > 0
    seen = first_seen.get(version)
    return seen is not None and seen > first_seen.get(since, resolved_at)


def natural_order(one: str, other: str) -> int | None:
    """Return -1 or 1 when the first difference between two versions is a number, 0 when they are the same, else None.

    >>> natural_order("1.2", "1.10"), natural_order("1.2.1", "1.2"), natural_order("v3", "v3-rc1")
    (-1, 1, None)
    """
    for mine, theirs in zip_longest(PARTS.findall(one), PARTS.findall(other), fillvalue=""):
        if mine == theirs:
            continue
        if mine.isdecimal() and theirs.isdecimal() and int(mine) != int(theirs):
            return 1 if int(mine) > int(theirs) else -1
        # What goes on with a point is a later patch of what ends here; anything else (-rc1, -mini) says nothing.
        if {mine, theirs} == {"", "."}:
            return 1 if mine == "." else -1
        return None
    return 0
