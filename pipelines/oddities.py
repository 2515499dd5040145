"""What the conversations of one file said and did not say, gathered while they are read."""

import json
from collections import Counter
from dataclasses import dataclass, field

from monitor.records import LoggedConversation
from monitor.taxonomy import Clock

# What we tell failures apart by: when a log stops saying one of these, something downstream goes blind.
TELLING = ("external_id", "user", "model", "model_version", "surface", "language", "started_at")
# A name longer than this is no field name but somebody's words; more new names than this are no drift but keys.
LONGEST_NAME, MOST_NAMES = 60, 50


@dataclass(slots=True)
class Oddities:
    """What the conversations of one file said and did not say."""

    conversations: int = 0
    fields: set[str] = field(default_factory=set)
    clocks: Counter[Clock] = field(default_factory=Counter)

    def add(self, logged: LoggedConversation, clock: Clock | None) -> None:
        """Look at one conversation."""
        self.conversations += 1
        self.fields.update(name for name in TELLING if getattr(logged, name) is not None)
        if logged.extra is not None and len(self.fields) < MOST_NAMES:
            self.fields.update(name[:LONGEST_NAME] for name in json.loads(logged.extra))
        if clock is not None:
            self.clocks[clock] += 1

    def update(self, other: "Oddities") -> None:
        """Add what was odd about another part of the same file."""
        self.conversations += other.conversations
        self.fields |= other.fields
        self.clocks.update(other.clocks)
