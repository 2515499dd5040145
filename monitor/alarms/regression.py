"""Whether an incident that was resolved is back: by whom it was answered and when, never by when it was loaded."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from monitor.alarms.versions import is_from


@dataclass(frozen=True, slots=True)
class Resolution:
    """When an incident was resolved, in which version (None: nobody said), and which cases are no news to it."""

    at: datetime
    version: str | None
    known: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A case like those of an incident: its conversation's own version and time, None where these are not known.

    `known_at` is when the run that loaded it ended, None while it goes on: from then on people could know of it.
    """

    case_id: str
    model_version: str | None
    occurred_at: datetime | None
    known_at: datetime | None


def find_evidence(
    resolution: Resolution, sightings: Iterable[Sighting], *, first_seen: Mapping[str, datetime]
) -> tuple[str, ...]:
    """Return the cases which say that a resolved incident is back; `first_seen` is when each version was first seen.

    Resolved in a version, it is back with cases of that version or a later one; otherwise with cases that took place
    after it was resolved. Old logs that are loaded late are neither, and a case of unknown version or time proves
    nothing.
    """

    def is_news(one: Sighting) -> bool:
        return one.case_id not in resolution.known and (one.known_at is None or one.known_at > resolution.at)

    def is_back(one: Sighting) -> bool:
        if resolution.version is None:
            return one.occurred_at is not None and one.occurred_at > resolution.at
        return is_from(one.model_version, resolution.version, first_seen=first_seen, resolved_at=resolution.at)

    return tuple(sorted(one.case_id for one in sightings if is_news(one) and is_back(one)))
