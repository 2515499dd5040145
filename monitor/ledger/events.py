"""What one event says, how it is sealed, and which events still count."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from monitor.records import Actor
from monitor.taxonomy import EventKind, Subject

# What the first event names as the hash of the event before it.
GENESIS = "0" * 64
# What stands in an event whose words were erased, where the words stood.
BLANK = {"payload": "null", "reason": "", "salt": ""}


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to record about one subject."""

    subject_id: str
    kind: EventKind
    actor: Actor
    payload: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What was recorded: `version` counts the subject's events, `sequence` the ledger's, both from 1; `at` is UTC.

    Of an event that `is_erased` the payload is empty and the reason blank.
    """

    sequence: int
    subject_id: str
    version: int
    kind: EventKind
    actor: str
    at: datetime
    reason: str
    payload: Mapping[str, Any]
    previous_hash: str
    hash: str
    is_erased: bool = False


def subject_id(subject: Subject, name: str) -> str:
    """Name a subject.

    >>> subject_id(Subject.CASE, "a1b2-3")
    'case:a1b2-3'
    """
    return f"{subject}:{name}"


def subject_name(subject: str) -> str:
    """Give back the name in a subject id.

    >>> subject_name("case:a1b2-3")
    'a1b2-3'
    """
    return subject.partition(":")[2]


def canonical_json(value: object) -> str:
    r"""Write a value as the one JSON text it has: sorted keys, no spaces, only ASCII, so that every store keeps it.

    >>> canonical_json({"b": 1, "a": "é"})
    '{"a":"\\u00e9","b":1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def seal_content(row: Mapping[str, Any]) -> str:
    """Hash what an event says; the salt, erased with it, keeps anybody from guessing what it was."""
    return _sha256([row[name] for name in BLANK])


def seal(row: Mapping[str, Any]) -> str:
    """Hash every field of an event as stored, so that each event fixes all before it; what it says, by its hash."""
    return _sha256({name: value for name, value in row.items() if name not in BLANK and name != "hash"})


def _sha256(fields: object) -> str:
    # `repr` keeps a field that somebody turned into raw bytes hashable: it must be found, not crash the search.
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


def live_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Keep the events of one subject that were neither erased nor taken back, without the takings back."""
    kept = [event for event in events if not event.is_erased]
    undone = {event.payload["undoes"] for event in kept if event.kind is EventKind.UNDONE}
    return tuple(event for event in kept if event.kind is not EventKind.UNDONE and event.version not in undone)
