"""What each example is: a fold over its events, which hold a whole copy of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from pydantic import TypeAdapter

from monitor.curation import Assertion
from monitor.errors import DatasetError
from monitor.ledger import Event, Ledger, live_events, read_events, subject_id, subject_name
from monitor.records import Example, ExampleDraft
from monitor.taxonomy import EventKind, IdealOrigin, Side, Subject

DRAFTS = TypeAdapter(ExampleDraft)
ASSERTIONS = TypeAdapter(tuple[Assertion, ...])


@dataclass(frozen=True, slots=True)
class ExampleRef:
    """An example as the person saw it."""

    example_id: str
    version: int


def write_content(draft: ExampleDraft) -> dict[str, Any]:
    """Turn an example's content into plain JSON values.

    What is at its default is left out, so that a field added in a later release changes no frozen digest.
    """
    names = {field.name for field in fields(ExampleDraft)}
    draft = ExampleDraft(**{name: getattr(draft, name) for name in names})
    content: dict[str, Any] = DRAFTS.dump_python(draft, mode="json", exclude_defaults=True)
    return content


def read_content(content: Mapping[str, Any]) -> ExampleDraft:
    """Turn plain JSON values back into an example's content."""
    return DRAFTS.validate_python(content)


def fold_example(events: Iterable[Event]) -> Example | None:
    """Work out what an example is from its own events; None when its promotion was taken back.

    A fold over its first n events is the example as it was at version n.
    """
    history = tuple(events)
    live = live_events(history)
    if not live or live[0].kind is not EventKind.PROMOTED:
        return None
    example = _promoted(live[0], version=len(history))
    for event in live[1:]:
        example = STEPS[event.kind](example, event)
    return example


def read_histories(ledger: Ledger) -> dict[str, tuple[Event, ...]]:
    """Read the events of every example, by its id."""
    histories: defaultdict[str, list[Event]] = defaultdict(list)
    for event in read_events(ledger, subject=Subject.EXAMPLE):
        histories[subject_name(event.subject_id)].append(event)
    return {example_id: tuple(events) for example_id, events in histories.items()}


def read_all(ledger: Ledger) -> tuple[Example, ...]:
    """Read every example, withdrawn ones too, in the order they were promoted."""
    folded = map(fold_example, read_histories(ledger).values())
    return tuple(example for example in folded if example is not None)


def read_examples(ledger: Ledger, *, side: Side | None = None) -> tuple[Example, ...]:
    """Read the examples in the curated set, on one side or both, in the order they were promoted."""
    return tuple(example for example in read_all(ledger) if not example.is_withdrawn and side in (None, example.side))


def read_example(ledger: Ledger, example_id: str) -> Example:
    """Read one example, withdrawn or not; raises DatasetError when there is none of that id, or it was erased."""
    events = read_events(ledger, subject_id=subject_id(Subject.EXAMPLE, example_id))
    example = fold_example(events)
    if any(event.is_erased for event in events):
        raise DatasetError(f"{example_id} was erased")
    if example is None:
        raise DatasetError(f"there is no example {example_id!r}")
    return example


def _promoted(event: Event, *, version: int) -> Example:
    draft = read_content(event.payload["content"])
    return Example(
        **{field.name: getattr(draft, field.name) for field in fields(draft)},
        example_id=subject_name(event.subject_id),
        side=Side(event.payload["side"]),
        version=version,
        promoted_by=event.actor,
        promoted_at=event.at,
    )


def _ideal_edited(example: Example, event: Event) -> Example:
    """Replace the ideal answer; an event that does not say whose words it holds is of a time when all were people's."""
    told = event.payload
    return replace(
        example,
        ideal=told["ideal"],
        ideal_origin=IdealOrigin(told.get("origin", IdealOrigin.HUMAN)),
        ideal_accepted_by=told.get("accepted_by"),
    )


def _ideal_accepted(example: Example, event: Event) -> Example:
    return replace(example, ideal_accepted_by=event.actor)


def _assertions_edited(example: Example, event: Event) -> Example:
    return replace(example, assertions=ASSERTIONS.validate_python(event.payload["assertions"]))


def _withdrawn(example: Example, _event: Event) -> Example:
    return replace(example, is_withdrawn=True)


STEPS: dict[EventKind, Callable[[Example, Event], Example]] = {
    EventKind.IDEAL_EDITED: _ideal_edited,
    EventKind.IDEAL_ACCEPTED: _ideal_accepted,
    EventKind.ASSERTIONS_EDITED: _assertions_edited,
    EventKind.WITHDRAWN: _withdrawn,
}
