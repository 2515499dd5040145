"""What the records of one file said and did not say, gathered while they are read."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.records import LoggedConversation, SubmittedReport
from monitor.taxonomy import Clock

# What we tell failures apart by: when a log stops saying one of these, something downstream goes blind.
TELLING = (
    "external_id", "user", "model", "model_version", "surface", "language", "started_at", "reporter", "reported_at",
    "severity",
)  # fmt: skip
# Under this name traces keep what their spans say.
ATTRIBUTES = "attributes"
# A name longer than this is no field name but somebody's words; more new names than this are no drift but keys.
LONGEST_NAME, MOST_NAMES = 60, 50


@dataclass(slots=True)
class Oddities:
    """What the records of one file said and did not say."""

    records: int = 0
    fields: set[str] = field(default_factory=set)
    clocks: Counter[Clock] = field(default_factory=Counter)

    def add(self, record: LoggedConversation | SubmittedReport, clock: Clock | None = None) -> None:
        """Look at one record."""
        self.records += 1
        self.fields.update(name for name in TELLING if getattr(record, name, None) is not None)
        if record.extra is not None and len(self.fields) < MOST_NAMES:
            self.fields.update(name[:LONGEST_NAME] for name in _names(json.loads(record.extra)))
        if clock is not None:
            self.clocks[clock] += 1

    def update(self, other: "Oddities") -> None:
        """Add what was odd about another part of the same file."""
        self.records += other.records
        self.fields |= other.fields
        self.clocks.update(other.clocks)


def _names(extra: Mapping[str, Any]) -> Iterator[str]:
    """Name the fields of an extra; what stands by number is named by what is in it, as each of its kind has a number.

    >>> list(_names({"region": "eu", "messages": {"0": {"id": "a"}, "1": {"id": "b"}}, "attributes": {"tier": 1}}))
    ['region', 'messages.id', 'messages.id', 'attributes.tier']
    """
    for name, value in extra.items():
        is_numbered = isinstance(value, dict) and value and all(place.isdigit() for place in value)
        inside = value.values() if is_numbered else [value] if name == ATTRIBUTES else []
        fields = [field for one in inside if isinstance(one, dict) for field in one]
        yield from (f"{name}.{field}" for field in fields)
        if not fields:
            yield name
