"""Who and what was erased, and is never stored again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Erased:
    """Who and what is never stored again: keyed hashes of people, ids of conversations, ids of reports.

    `untold` are reports that nobody but these people told: they go, but may be told anew by others. `copies` are the
    hashes of the files that others took the place of, because they told of these people.
    """

    users: frozenset[str] = frozenset()
    conversations: frozenset[str] = frozenset()
    reports: frozenset[str] = frozenset()
    untold: frozenset[str] = frozenset()
    copies: frozenset[str] = frozenset()

    def __or__(self, other: "Erased") -> "Erased":
        """Return what either says."""
        return Erased(*(getattr(self, name) | getattr(other, name) for name in Erased.__slots__))

    def __sub__(self, other: "Erased") -> "Erased":
        """Return what this says and the other does not."""
        return Erased(*(getattr(self, name) - getattr(other, name) for name in Erased.__slots__))

    def __bool__(self) -> bool:
        """Tell whether there is anybody or anything."""
        return any(getattr(self, name) for name in Erased.__slots__)

    def covers(self, record_id: str, person: str | None) -> bool:
        """Tell whether a conversation or a report, by its id and the keyed hash of who told it, must not be stored."""
        return record_id in self.conversations or record_id in self.reports or person in self.users

    def covers_case(self, case_id: str) -> bool:
        """Tell whether a case is about what must not be stored; the id of a response's case begins with its chat's."""
        return case_id in self.reports | self.untold or case_id.rpartition("-")[0] in self.conversations
