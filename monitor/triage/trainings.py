"""From marks to a trained detector: their words out of the warehouse, then what is learned, kept in a file."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.embeddings import Encoder
from monitor.errors import TeachingError
from monitor.ledger import Ledger, canonical_json
from monitor.records import Actor, content_hash
from monitor.teaching.exchanges import Exchange
from monitor.teaching.files import read_training, write_training
from monitor.teaching.suggestions import Candidate, Suggestion, suggest
from monitor.teaching.taught import PREFIX, TaughtDetector
from monitor.teaching.training import METHOD, ORDINARY, Training, train
from monitor.triage.taught_states import Mark, MarkedText, Taught, TaughtState, next_number, read_taught
from monitor.triage.teaching import TaughtRef, record_training
from monitor.warehouse.connection import Store
from monitor.warehouse.exchanges import StoredExchange, read_claimed, read_exchanges, read_sample, read_worst_ids

# Cases, and responses of the sample, among which the next to mark are looked for.
MOST_CANDIDATES = 150


@dataclass(frozen=True, slots=True)
class School:
    """Where trainings are made: the stored words, what encodes them, and the folder that keeps what was learned."""

    store: Store
    encoder: Encoder
    folder: Path


@dataclass(frozen=True, slots=True)
class Marked:
    """The words of what was marked, and how many marks have none any more, or other words than were seen."""

    positives: tuple[Exchange, ...]
    negatives: tuple[Exchange, ...]
    lost: int


def read_marked(store: Store, marks: Collection[Mark]) -> Marked:
    """Return the words of marked examples, as they were when somebody marked them."""
    stored = read_exchanges(store, [one.example.key for one in marks if not isinstance(one.example, MarkedText)])
    found = [(mark, exchange) for mark in marks if (exchange := _exchange(mark, stored)) is not None]
    return Marked(
        tuple(exchange for mark, exchange in found if mark.is_positive),
        tuple(exchange for mark, exchange in found if not mark.is_positive),
        len(marks) - len(found),
    )


def learn(school: School, training: Taught) -> Training:
    """Return what a training came to: as it was kept, or learned again from the same marks and logs.

    Raises TeachingError when too few of its examples are left, or too few ever were.
    """
    marked = read_marked(school.store, training.marks)
    ordinary = _read_ordinary(school, training)
    key = _key(school, marked, ordinary)
    kept = read_training(school.folder, key)
    if kept is not None:
        return kept
    learned = train(marked.positives, marked.negatives, ordinary=ordinary, encode=school.encoder.encode)
    write_training(school.folder, key, learned)
    return learned


def trial_of(state: TaughtState, marks: Collection[Mark], *, until: str | None) -> Taught:
    """Return what the next training would be, on these marks, without recording it."""
    return Taught(next_number(state.history), tuple(marks), until, actor="", at=datetime.now(UTC).replace(tzinfo=None))


def teach(ledger: Ledger, ref: TaughtRef, school: School, *, until: str | None, actor: Actor) -> Training:
    """Train a detector on what is marked for it, and record the training; one that is refused is not recorded."""
    state = read_taught(ledger, ref.slug)
    if state is None:
        raise TeachingError(f"there is no detector {ref.slug!r}; open it first")
    learned = learn(school, trial_of(state, state.marks.values(), until=until))
    # Made on the version that was read: a mark that came meanwhile is in the next training.
    record_training(ledger, TaughtRef(ref.slug, state.version), until=until, actor=actor)
    return learned


def find_switched_on(
    school: School, states: Collection[TaughtState]
) -> Iterator[tuple[TaughtState, TaughtDetector | TeachingError]]:
    """Yield every detector that is switched on, or why it cannot look."""
    for state in states:
        if state.switched_on is not None:
            try:
                number = str(state.active)
                yield state, TaughtDetector(state.slug, number, state.failure, learn(school, state.switched_on))
            except TeachingError as error:
                yield state, error


def suggest_marks(school: School, state: TaughtState, training: Training, *, until: str) -> list[Suggestion]:
    """Return the calls that are most worth a mark: unmarked cases, worst first, and a sample of all responses."""
    stored = read_exchanges(school.store, read_worst_ids(school.store, limit=MOST_CANDIDATES))
    stored |= {one.case_id: one for one in read_sample(school.store, until=until, limit=ORDINARY)}
    unmarked = [one for case_id, one in stored.items() if case_id not in state.marks and one.response.strip()]
    claimed = read_claimed(
        school.store, [one.case_id for one in unmarked], failure=state.failure, without=PREFIX + state.slug
    )
    candidates = [Candidate(_of_stored(one), one.case_id in claimed) for one in unmarked]
    return suggest(training, candidates, school.encoder.encode)


def _exchange(mark: Mark, stored: dict[str, StoredExchange]) -> Exchange | None:
    example = mark.example
    if isinstance(example, MarkedText):
        return Exchange(example.key, example.key, example.prompt, example.response)
    found = stored.get(example.case_id)
    return None if found is None or found.content_hash != example.content_hash else _of_stored(found)


def _of_stored(one: StoredExchange) -> Exchange:
    return Exchange(one.case_id, one.conversation_id, one.prompt, one.response, one.language)


def _read_ordinary(school: School, training: Taught) -> list[Exchange]:
    if training.until is None:
        return []
    marked = {one.example.key for one in training.marks}
    sample = read_sample(school.store, until=training.until, limit=ORDINARY)
    return [_of_stored(one) for one in sample if one.case_id not in marked]


def _key(school: School, marked: Marked, ordinary: Collection[Exchange]) -> str:
    """Name everything a training learns from, so that other words are never taken for these."""
    told = [
        METHOD,
        school.encoder.name,
        *(
            [content_hash(f"{one.key}\0{one.prompt}\0{one.response}") for one in each]
            for each in (marked.positives, marked.negatives, ordinary)
        ),
    ]
    return content_hash(canonical_json(told))[:32]
