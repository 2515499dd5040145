"""What a team taught: marks, trainings and which of them is switched on, a fold over the events of a detector."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.errors import TeachingError
from monitor.ledger import Event, Ledger, live_events, read_events, subject_id, subject_name
from monitor.records import content_hash
from monitor.taxonomy import EventKind, Failure, Subject

SLUG = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
MOST_SLUG = 40


@dataclass(frozen=True, slots=True)
class MarkedText:
    """An example that is in no log: whoever marked it brought it along, and the ledger keeps a copy."""

    prompt: str
    response: str

    @property
    def key(self) -> str:
        """What names it: its words."""
        return "text-" + content_hash(f"{self.prompt}\0{self.response}")[:16]


@dataclass(frozen=True, slots=True)
class MarkedResponse:
    """A response of a log, by the id that its case has or would have, and the hash of the words that were seen."""

    case_id: str
    content_hash: str

    @property
    def key(self) -> str:
        """What names it: its case."""
        return self.case_id


Marked = MarkedText | MarkedResponse


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody said of one example: that it shows the failure, or that it does not."""

    example: Marked
    is_positive: bool
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taught:
    """One training as it was asked for: its number, what was marked by then, and the last run whose logs it may read.

    `until` is None where no night had run.
    """

    number: int
    marks: tuple[Mark, ...]
    until: str | None
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TaughtState:
    """Where a taught detector stands by human decision; `version` is what the next decision must name.

    `active` is the number of the training that is switched on; `history` holds every event, those taken back too.
    """

    slug: str
    failure: Failure
    version: int = 0
    marks: Mapping[str, Mark]
    trainings: tuple[Taught, ...] = ()
    active: int | None = None
    history: tuple[Event, ...] = ()

    @property
    def switched_on(self) -> Taught | None:
        """The training that is switched on."""
        return next((one for one in self.trainings if one.number == self.active), None)


def check_slug(slug: str) -> str:
    """Return a slug that names a detector; raise TeachingError for any other text."""
    if len(slug) > MOST_SLUG or not SLUG.fullmatch(slug):
        raise TeachingError(
            f"{slug!r} cannot name a detector: use at most {MOST_SLUG} small letters, digits and single underscores,"
            " a letter first"
        )
    return slug


def fold_taught(slug: str, events: Iterable[Event]) -> TaughtState | None:
    """Work out what a detector was taught from its own events, oldest first; None where its opening was taken back."""
    history = tuple(events)
    live = live_events(history)
    if not live or live[0].kind is not EventKind.OPENED:
        return None
    failure = Failure(live[0].payload["failure"])
    state = TaughtState(slug=slug, failure=failure, version=len(history), marks={}, history=history)
    for event in live[1:]:
        state = STEPS[event.kind](state, event)
    return state


def read_taught(ledger: Ledger, slug: str, *, before: datetime | None = None) -> TaughtState | None:
    """Read what one detector was taught, now or by an earlier time; None where there is none of that name."""
    events = read_events(ledger, subject_id=subject_id(Subject.DETECTOR, slug))
    return fold_taught(slug, (event for event in events if before is None or event.at <= before))


def read_all_taught(ledger: Ledger, *, before: datetime | None = None) -> dict[str, TaughtState]:
    """Read every taught detector by its slug, as it stands or as it stood by an earlier time."""
    histories: defaultdict[str, list[Event]] = defaultdict(list)
    for event in read_events(ledger, subject=Subject.DETECTOR):
        if before is None or event.at <= before:
            histories[subject_name(event.subject_id)].append(event)
    folded = ((slug, fold_taught(slug, events)) for slug, events in sorted(histories.items()))
    return {slug: state for slug, state in folded if state is not None}


def next_number(history: Iterable[Event]) -> int:
    """Return the number of the next training; one that was taken back keeps its number."""
    return 1 + sum(event.kind is EventKind.TRAINED for event in history)


def write_marked(example: Marked) -> dict[str, str]:
    """Turn an example into plain JSON values."""
    if isinstance(example, MarkedText):
        return {"prompt": example.prompt, "response": example.response}
    return {"case_id": example.case_id, "content_hash": example.content_hash}


def _marked(state: TaughtState, event: Event) -> TaughtState:
    told = event.payload["example"]
    example: Marked = MarkedResponse(**told) if "case_id" in told else MarkedText(**told)
    marks = {key: mark for key, mark in state.marks.items() if key != example.key}
    if event.payload["is_positive"] is not None:
        marks[example.key] = Mark(example, event.payload["is_positive"], event.actor, event.at)
    return replace(state, marks=marks)


def _trained(state: TaughtState, event: Event) -> TaughtState:
    training = Taught(
        number=event.payload["number"],
        marks=tuple(state.marks.values()),
        until=event.payload["until"],
        actor=event.actor,
        at=event.at,
    )
    return replace(state, trainings=(*state.trainings, training))


def _switched_on(state: TaughtState, event: Event) -> TaughtState:
    return replace(state, active=event.payload["number"])


def _switched_off(state: TaughtState, _event: Event) -> TaughtState:
    return replace(state, active=None)


STEPS: dict[EventKind, Callable[[TaughtState, Event], TaughtState]] = {
    EventKind.MARKED: _marked,
    EventKind.TRAINED: _trained,
    EventKind.SWITCHED_ON: _switched_on,
    EventKind.SWITCHED_OFF: _switched_off,
}
