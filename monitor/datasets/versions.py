"""Frozen versions of the curated set: numbered, unchangeable, and rebuilt from the ledger alone."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from monitor.config import Recipe
from monitor.datasets.apart import with_apart
from monitor.datasets.bonds import LeakRules
from monitor.datasets.composition import Composition, compose
from monitor.datasets.examples import fold_example, read_all, read_histories, write_content
from monitor.datasets.families import find_leaks, refusal
from monitor.datasets.releases import PLAIN, Release
from monitor.errors import DatasetError, TamperError
from monitor.frozen import Conditions, DatasetVersion, FrozenDataset
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
from monitor.records import Actor, Example
from monitor.taxonomy import EventKind, Side, Subject

# It becomes a folder's name on somebody's disk.
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def freeze(ledger: Ledger, name: str, *, actor: Actor, rules: LeakRules, release: Release = PLAIN) -> DatasetVersion:
    """Freeze the curated set as the next version of `name`, after looking for leaks over every example.

    Raises LeakError when a leak family is on both sides, and DatasetError when the set is empty or as it was.
    """
    if not NAME.fullmatch(name):
        raise DatasetError(f"a dataset cannot be called {name!r}: use a-z, 0-9, '-' and '_', at most 64")
    with hold(ledger) as held:
        composed = _compose(_leakless(read_all(held), with_apart(held, rules)), release.recipe)
        examples = composed.examples
        versions = read_versions(held, name=name)
        digest = digest_examples(examples)
        if versions and versions[-1].digest == digest:
            raise DatasetError(f"nothing has changed since {name} version {versions[-1].number}")
        payload = {
            "digest": digest,
            "examples": [_frozen_place(example) for example in examples],
            "conditions": asdict(release.conditions),
            "recipe": None if release.recipe is None else release.recipe.model_dump(),
            "unmet": composed.unmet,
        }
        draft = Draft(subject_id(Subject.DATASET, name), EventKind.FROZEN, actor, payload, release.note)
        return _version(append_event(held, draft, expected_version=len(versions)))


def read_versions(ledger: Ledger, *, name: str | None = None) -> tuple[DatasetVersion, ...]:
    """Read every frozen version, of one name or of all, oldest first."""
    subject = None if name is None else subject_id(Subject.DATASET, name)
    return tuple(_version(event) for event in read_events(ledger, subject_id=subject, subject=Subject.DATASET))


def read_version(ledger: Ledger, name: str, number: int) -> FrozenDataset:
    """Read a frozen version with its examples exactly as they were, whatever became of them since.

    Raises DatasetError when there is no such version, or when it held what was erased since, naming the version that
    replaces it; and TamperError when its content no longer has its digest.
    """
    events = read_events(ledger, subject_id=subject_id(Subject.DATASET, name))
    if not 1 <= number <= len(events):
        raise DatasetError(f"{name} has no version {number}; it has {len(events)}")
    histories = read_histories(ledger)
    version = _version(events[number - 1])
    if is_recalled(version, histories):
        raise DatasetError(_recall(version, tuple(map(_version, events)), histories))
    examples = _thaw(events[number - 1].payload["examples"], histories)
    if digest_examples(examples) != version.digest:
        raise TamperError(f"{name} version {number} no longer has the content it was frozen with")
    return FrozenDataset(version, examples, {one.example_id: digest_examples([one]) for one in examples})


def is_recalled(version: DatasetVersion, histories: Mapping[str, Sequence[Event]]) -> bool:
    """Tell whether a version held an example that was erased since."""
    held = (histories.get(example_id, ()) for example_id in (*version.eval_ids, *version.train_ids))
    return any(event.is_erased for history in held for event in history)


def reissue_versions(held: Ledger, *, actor: Actor) -> tuple[DatasetVersion, ...]:
    """Freeze every recalled version anew without what was erased, and return those that were; once for each.

    Call it while holding the ledger. A version of which nothing is left is not replaced.
    """
    histories, reissued = read_histories(held), []
    versions = read_versions(held)
    replaced = {(version.name, version.replaces) for version in versions}
    for version in versions:
        if is_recalled(version, histories) and (version.name, version.number) not in replaced:
            reissued += _reissue(held, version, histories, actor=actor)
    return tuple(reissued)


def digest_examples(examples: Iterable[Example]) -> str:
    """Give the SHA-256 of what the examples say and which side each is on."""
    content = [[example.example_id, example.side, write_content(example)] for example in examples]
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _reissue(
    held: Ledger, version: DatasetVersion, histories: Mapping[str, Sequence[Event]], *, actor: Actor
) -> list[DatasetVersion]:
    subject = subject_id(Subject.DATASET, version.name)
    events = read_events(held, subject_id=subject)
    places = events[version.number - 1].payload["examples"]
    left = [one for one in places if not histories[one["example_id"]][0].is_erased]
    if not left:
        return []
    digest = digest_examples(_thaw(left, histories))
    payload = {
        "digest": digest,
        "examples": left,
        "conditions": asdict(version.conditions),
        "recipe": version.recipe,
        "unmet": version.unmet,
        "replaces": version.number,
    }
    draft = Draft(subject, EventKind.FROZEN, actor, payload, f"version {version.number} without what was erased")
    return [_version(append_event(held, draft, expected_version=len(events)))]


def _thaw(places: Iterable[Mapping[str, Any]], histories: Mapping[str, Sequence[Event]]) -> tuple[Example, ...]:
    """Return the examples of a version as they were when it was frozen."""
    folded = (fold_example(histories.get(place["example_id"], ())[: place["version"]]) for place in places)
    return tuple(example for example in folded if example is not None)


def _recall(
    version: DatasetVersion, versions: Sequence[DatasetVersion], histories: Mapping[str, Sequence[Event]]
) -> str:
    heir: DatasetVersion | None = version
    while heir is not None and is_recalled(heir, histories):
        heir = next((one for one in versions if one.replaces == heir.number), None)
    left = "nothing of it is left" if heir is None else f"version {heir.number} replaces it"
    return f"{version.name} version {version.number} was recalled, because it held what was erased since: {left}"


def _leakless(examples: tuple[Example, ...], rules: LeakRules) -> tuple[Example, ...]:
    leaks = find_leaks(examples, rules)
    if leaks:
        raise refusal(*leaks)
    kept = tuple(example for example in examples if not example.is_withdrawn)
    if not kept:
        raise DatasetError("there is no example to freeze; promote one first")
    return kept


def _compose(examples: tuple[Example, ...], recipe: Recipe | None) -> Composition:
    return Composition(examples, {}, ()) if recipe is None else compose(examples, recipe)


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
        replaces=event.payload.get("replaces"),
        conditions=Conditions(**event.payload.get("conditions", {})),
        recipe=event.payload.get("recipe"),
        unmet=tuple(event.payload.get("unmet", ())),
    )
