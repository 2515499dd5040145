"""What a person can do to an example: each action is recorded, then checked, and rolled back when it may not be."""

from monitor.datasets.apart import with_apart
from monitor.datasets.assertions import refuse_bad_assertions
from monitor.datasets.bonds import LeakRules
from monitor.datasets.examples import ExampleRef, read_all, read_example, write_content
from monitor.datasets.families import find_collision, refusal
from monitor.datasets.ideals import refuse_bad_ideal, refuse_foreign_name
from monitor.datasets.lots import Lot
from monitor.datasets.versions import read_versions
from monitor.errors import DatasetError, LeakError
from monitor.ledger import (
    Draft,
    Event,
    Ledger,
    allocate_id,
    append_event,
    attempt,
    hold,
    live_events,
    read_events,
    subject_id,
)
from monitor.records import Actor, Example, ExampleDraft
from monitor.taxonomy import EventKind, Side, Subject


def promote(ledger: Ledger, draft: ExampleDraft, *, side: Side | Lot, actor: Actor, rules: LeakRules) -> Example:
    """Copy a failure into the curated set, on one side of the split: by lot, on its family's where there is one.

    Raises LeakError when one of its leak family is on the other side, naming that example and why they are alike,
    and DatasetError when the case is promoted already or something an example needs is missing.
    """
    _refuse_unusable(draft)
    refuse_bad_assertions(draft.assertions)
    refuse_foreign_name(draft, actor)
    with hold(ledger) as held:
        if isinstance(side, Side):
            return _promote(held, draft, side, actor, rules)
        drawn, other = side.draw(draft.case_id)
        try:
            with attempt(held):
                return _promote(held, draft, drawn, actor, rules)
        except LeakError:
            return _promote(held, draft, other, actor, rules)


def withdraw(ledger: Ledger, ref: ExampleRef, *, actor: Actor, reason: str = "") -> Example:
    """Take an example out of the curated set; versions frozen before keep it, and its family keeps its side."""
    with hold(ledger) as held:
        was_withdrawn = read_example(held, ref.example_id).is_withdrawn
        example = _change(held, ref, Draft(_subject(ref.example_id), EventKind.WITHDRAWN, actor, reason=reason))
        if was_withdrawn:
            raise DatasetError(f"{ref.example_id} is already withdrawn")
        return example


def undo_example(ledger: Ledger, ref: ExampleRef, *, actor: Actor, rules: LeakRules, reason: str = "") -> Event:
    """Take back the last change to an example that still counts, its promotion last of all.

    Raises LeakError when it would come back beside one of its leak family on the other side, and DatasetError when a
    frozen version holds it: what was published is withdrawn, and its family keeps its side.
    """
    with hold(ledger) as held:
        live = live_events(read_events(held, subject_id=_subject(ref.example_id)))
        if not live:
            raise DatasetError(f"{ref.example_id} has no change left to take back")
        draft = Draft(_subject(ref.example_id), EventKind.UNDONE, actor, {"undoes": live[-1].version}, reason)
        event = append_event(held, draft, expected_version=ref.version)
        if live[-1].kind is EventKind.PROMOTED:
            _refuse_published(held, ref.example_id)
        else:
            _checked(held, ref.example_id, rules)
    return event


def read_last_change(ledger: Ledger, example_id: str) -> Event | None:
    """Read what `undo_example` would take back, or None where nothing is left."""
    live = live_events(read_events(ledger, subject_id=_subject(example_id)))
    return live[-1] if live else None


def _promote(held: Ledger, draft: ExampleDraft, side: Side, actor: Actor, rules: LeakRules) -> Example:
    example_id = allocate_id(held, Subject.EXAMPLE)
    payload = {"side": side, "content": write_content(draft)}
    append_event(held, Draft(_subject(example_id), EventKind.PROMOTED, actor, payload), expected_version=0)
    return _checked(held, example_id, rules)


def _subject(example_id: str) -> str:
    return subject_id(Subject.EXAMPLE, example_id)


def _change(held: Ledger, ref: ExampleRef, draft: Draft) -> Example:
    read_example(held, ref.example_id)
    append_event(held, draft, expected_version=ref.version)
    return read_example(held, ref.example_id)


def _checked(held: Ledger, example_id: str, rules: LeakRules) -> Example:
    """Read an example just changed, or raise, which takes the change back."""
    examples = read_all(held)
    example = next(one for one in examples if one.example_id == example_id)
    if example.is_withdrawn:
        return example
    _refuse_twice(example, examples)
    refuse_bad_ideal(example)
    leak = find_collision(examples, with_apart(held, rules), about=example_id)
    if leak is not None:
        raise refusal(leak)
    return example


def _refuse_published(held: Ledger, example_id: str) -> None:
    for version in read_versions(held):
        if example_id in version.eval_ids or example_id in version.train_ids:
            raise DatasetError(f"{example_id} is in {version.name} version {version.number}: withdraw it instead")


def _refuse_unusable(draft: ExampleDraft) -> None:
    if not draft.prompt.strip():
        raise DatasetError(f"case {draft.case_id} has no user message before the response to ask again")
    texts = (*(message.text for message in draft.messages), draft.response, draft.ideal or "")
    if any("\ud800" <= character <= "\udfff" for text in texts for character in text):
        raise DatasetError(f"case {draft.case_id} holds half of a surrogate pair, which no file can keep")


def _refuse_twice(example: Example, examples: tuple[Example, ...]) -> None:
    for other in examples:
        if other.case_id == example.case_id and other.example_id != example.example_id and not other.is_withdrawn:
            raise DatasetError(f"case {example.case_id} is already {other.example_id} on the {other.side} side")
