"""Frozen versions of the curated set: numbered, unchangeable, and rebuilt from the ledger alone."""

import hashlib
import re
from collections.abc import Iterable

from monitor.datasets.examples import fold_example, read_all, read_histories, write_content
from monitor.datasets.families import find_leak
from monitor.errors import DatasetError, LeakError, TamperError
from monitor.ledger import (
    Draft,
    Event,
    Ledger,
    append_event,
    canonical_json,
    hold,
    read_events,
    subject_id,
    subject_name,
)
from monitor.records import Actor, DatasetVersion, Example, FrozenDataset
from monitor.taxonomy import EventKind, Side, Subject

# It becomes a folder's name on somebody's disk.
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def freeze(ledger: Ledger, name: str, *, actor: Actor, note: str = "") -> DatasetVersion:
    """Freeze the curated set as the next version of `name`, after looking for leaks over every example.

    Raises LeakError when a leak family is on both sides, and DatasetError when the set is empty or as it was.
    """
    if not NAME.fullmatch(name):
        raise DatasetError(f"a dataset cannot be called {name!r}: use a-z, 0-9, '-' and '_', at most 64")
    with hold(ledger) as held:
        examples = _leakless(read_all(held))
        versions = read_versions(held, name=name)
        digest = digest_examples(examples)
        if versions and versions[-1].digest == digest:
            raise DatasetError(f"nothing has changed since {name} version {versions[-1].number}")
        payload = {"digest": digest, "examples": [_frozen_place(example) for example in examples]}
        draft = Draft(subject_id(Subject.DATASET, name), EventKind.FROZEN, actor, payload, note)
        return _version(append_event(held, draft, expected_version=len(versions)))


def read_versions(ledger: Ledger, *, name: str | None = None) -> tuple[DatasetVersion, ...]:
    """Read every frozen version, of one name or of all, oldest first."""
    subject = None if name is None else subject_id(Subject.DATASET, name)
    return tuple(_version(event) for event in read_events(ledger, subject_id=subject, subject=Subject.DATASET))


def read_version(ledger: Ledger, name: str, number: int) -> FrozenDataset:
    """Read a frozen version with its examples exactly as they were, whatever became of them since.

    Raises DatasetError when there is no such version, and TamperError when its content no longer has its digest.
    """
    events = read_events(ledger, subject_id=subject_id(Subject.DATASET, name))
    if not 1 <= number <= len(events):
        raise DatasetError(f"{name} has no version {number}; it has {len(events)}")
    histories = read_histories(ledger)
    folded = (
        fold_example(histories.get(place["example_id"], ())[: place["version"]])
        for place in events[number - 1].payload["examples"]
    )
    examples = tuple(example for example in folded if example is not None)
    version = _version(events[number - 1])
    if digest_examples(examples) != version.digest:
        raise TamperError(f"{name} version {number} no longer has the content it was frozen with")
    return FrozenDataset(version, examples)


def digest_examples(examples: Iterable[Example]) -> str:
    """Give the SHA-256 of what the examples say and which side each is on."""
    content = [[example.example_id, example.side, write_content(example)] for example in examples]
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _leakless(examples: tuple[Example, ...]) -> tuple[Example, ...]:
    leak = find_leak(examples)
    if leak is not None:
        raise LeakError(str(leak))
    kept = tuple(example for example in examples if not example.is_withdrawn)
    if not kept:
        raise DatasetError("there is no example to freeze; promote one first")
    return kept


def _frozen_place(example: Example) -> dict[str, str | int]:
    return {"example_id": example.example_id, "version": example.version, "side": example.side}


def _version(event: Event) -> DatasetVersion:
    places = event.payload["examples"]
    return DatasetVersion(
        name=subject_name(event.subject_id),
        number=event.version,
        eval_ids=tuple(place["example_id"] for place in places if place["side"] == Side.EVAL),
        train_ids=tuple(place["example_id"] for place in places if place["side"] == Side.TRAIN),
        digest=event.payload["digest"],
        note=event.reason,
        frozen_by=event.actor,
        frozen_at=event.at,
    )
