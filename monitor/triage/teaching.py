"""What a person can do to a detector of their own: open, mark, train, switch on and off, take back."""

from dataclasses import dataclass

from monitor.errors import TeachingError
from monitor.ledger import Draft, Event, Ledger, append_event, hold, live_events, read_events, subject_id
from monitor.records import Actor
from monitor.taxonomy import EventKind, Failure, Subject
from monitor.triage.taught_states import Marked, TaughtState, check_slug, next_number, read_taught, write_marked


@dataclass(frozen=True, slots=True)
class TaughtRef:
    """A taught detector as the person saw it."""

    slug: str
    version: int


def open_taught(ledger: Ledger, slug: str, failure: Failure, *, actor: Actor) -> Event:
    """Name a new detector and the failure that it is to find; raise TeachingError when the name is taken or unfit."""
    subject = subject_id(Subject.DETECTOR, check_slug(slug))
    with hold(ledger) as held:
        if read_taught(held, slug) is not None:
            raise TeachingError(f"there is a detector {slug!r} already: mark more examples for it")
        version = len(read_events(held, subject_id=subject))
        return append_event(held, _draft(slug, EventKind.OPENED, actor, failure=failure), expected_version=version)


def mark_example(ledger: Ledger, slug: str, example: Marked, *, is_positive: bool | None, actor: Actor) -> Event:
    """Say that an example shows what a detector is to find, or that it does not; None takes a mark away.

    It asks for no version: what two people mark at once are different examples, and of one the last word counts.
    """
    with hold(ledger) as held:
        state = _require(held, slug)
        if state.marks.get(example.key) is None and is_positive is None:
            raise TeachingError(f"{example.key} is not marked for {slug!r}")
        told = write_marked(example)
        draft = _draft(slug, EventKind.MARKED, actor, example=told, is_positive=is_positive)
        return append_event(held, draft, expected_version=state.version)


def record_training(ledger: Ledger, ref: TaughtRef, *, until: str | None, actor: Actor) -> Event:
    """Record that a detector was trained on what is marked now; its number is never given again."""
    with hold(ledger) as held:
        state = _require(held, ref.slug)
        number = next_number(state.history)
        draft = _draft(ref.slug, EventKind.TRAINED, actor, number=number, until=until)
        return append_event(held, draft, expected_version=ref.version)


def switch_on(ledger: Ledger, ref: TaughtRef, number: int, *, actor: Actor) -> Event:
    """Let a training look at what the next nights bring, in the place of the one before."""
    with hold(ledger) as held:
        state = _require(held, ref.slug)
        if all(one.number != number for one in state.trainings):
            known = ", ".join(str(one.number) for one in state.trainings) or "none"
            raise TeachingError(f"{ref.slug!r} has no version {number}; versions: {known}")
        if state.active == number:
            raise TeachingError(f"version {number} of {ref.slug!r} is switched on already")
        draft = _draft(ref.slug, EventKind.SWITCHED_ON, actor, number=number)
        return append_event(held, draft, expected_version=ref.version)


def switch_off(ledger: Ledger, ref: TaughtRef, *, actor: Actor) -> Event:
    """Let a detector look at nothing more; what it found is no longer shown after the next night."""
    with hold(ledger) as held:
        state = _require(held, ref.slug)
        if state.active is None:
            raise TeachingError(f"{ref.slug!r} is switched off already")
        draft = _draft(ref.slug, EventKind.SWITCHED_OFF, actor)
        return append_event(held, draft, expected_version=ref.version)


def undo_taught(ledger: Ledger, ref: TaughtRef, *, actor: Actor) -> Event:
    """Take back the last decision on a detector that still counts; again, the one before it."""
    with hold(ledger) as held:
        state = _require(held, ref.slug)
        draft = _draft(ref.slug, EventKind.UNDONE, actor, undoes=live_events(state.history)[-1].version)
        return append_event(held, draft, expected_version=ref.version)


def _require(held: Ledger, slug: str) -> TaughtState:
    state = read_taught(held, slug)
    if state is None:
        raise TeachingError(f"there is no detector {slug!r}; open it first")
    return state


def _draft(slug: str, kind: EventKind, actor: Actor, **payload: object) -> Draft:
    return Draft(subject_id(Subject.DETECTOR, slug), kind, actor, payload)
