"""What prompts and responses are like: known jailbreak families, and cases that somebody decided."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import polars as pl

from monitor.likeness import Likeness
from monitor.records import Evidence
from monitor.taxonomy import Axis, Failure, Hazard, Outcome, Technique, Verdict, Way
from monitor.warehouse.connection import Schema, Store, insert_rows

T = TypeVar("T")

LIKENESS_SCHEMA: Schema = {
    "conversation_id": pl.String,
    "message_index": pl.Int32,
    "axis": pl.String,
    "exemplar": pl.String,
    "verdict": pl.String,
    "way": pl.String,
    "similarity": pl.Float64,
    "outcome": pl.String,
    "failure": pl.String,
    "hazard": pl.String,
    "technique": pl.String,
    "reason": pl.String,
    "evidence": pl.List(pl.Struct({"message_index": pl.Int32, "start_at": pl.Int32, "end_at": pl.Int32})),
}
COMPARED_SCHEMA: Schema = {"conversation_id": pl.String, "message_index": pl.Int32}
DECIDED_SCHEMA: Schema = {"exemplar": pl.String, "verdict": pl.String}

# Everything this run brought, and every case: a verdict of yesterday reaches the cases of last month.
SELECT_COMPARED = """
    with compared as (
        select
            conversation_id,
            message_index
        from messages
        join conversations using (conversation_id)
        where role = 'assistant'
            and run_id = $run_id
        union
        select
            conversation_id,
            message_index
        from failing_responses
    )
    select
        responses.conversation_id,
        responses.message_index,
        responses.text,
        prompts.text,
        responses.prompt_index
    from compared
    join messages as responses using (conversation_id, message_index)
    left join messages as prompts
        on prompts.conversation_id = responses.conversation_id
        and prompts.message_index = responses.prompt_index
    order by
        responses.conversation_id,
        responses.message_index
"""

SELECT_DECIDED = """
    select
        cases.case_id,
        cases.content_hash,
        responses.text,
        prompts.text,
        cases.failure,
        cases.hazard,
        cases.technique
    from cases
    join messages as responses using (conversation_id, message_index)
    left join messages as prompts
        on prompts.conversation_id = responses.conversation_id
        and prompts.message_index = responses.prompt_index
    where cases.case_id in (select unnest($ids))
    order by cases.case_id
"""

DELETE_STALE = """
    delete from likenesses
    where verdict is not null
        and (exemplar, verdict) not in (
            select
                exemplar,
                verdict
            from incoming
        )
"""

DELETE_COMPARED = """
    delete from likenesses
    using incoming
    where likenesses.conversation_id = incoming.conversation_id
        and likenesses.message_index = incoming.message_index
"""

INSERT_LIKENESSES = """
    insert into likenesses by name
    select *
    from incoming
"""

SELECT_LIKENESSES = """
    select *
    from likenesses
    where conversation_id = $conversation_id
        and message_index = $message_index
    order by
        verdict nulls last,
        exemplar
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """A response that is compared with what is known, and the prompt before it (None: there was none)."""

    conversation_id: str
    message_index: int
    response: str
    prompt: str | None
    prompt_index: int | None


@dataclass(frozen=True, slots=True)
class CaseWords:
    """A case of a response with its words; `content_hash` fixes what exactly a decision was made on."""

    case_id: str
    content_hash: str
    response: str
    prompt: str | None
    failure: Failure | None
    hazard: Hazard | None
    technique: Technique | None


def read_compared(store: Store, *, run_id: str) -> list[Compared]:
    """Return every response of one run, and that of every case."""
    return [Compared(*row) for row in store.execute(SELECT_COMPARED, {"run_id": run_id}).fetchall()]


def read_case_words(store: Store, case_ids: Sequence[str]) -> list[CaseWords]:
    """Return these cases with their words, those of responses only; one that is no case any more is absent."""
    return [_case_words(row) for row in store.execute(SELECT_DECIDED, {"ids": list(case_ids)}).fetchall()]


def replace_likenesses(
    store: Store,
    likenesses: Iterable[Likeness],
    *,
    compared: Iterable[tuple[str, int]],
    decided: Mapping[str, Verdict],
) -> int:
    """Replace what these responses are like, and drop every likeness to a case that is not so decided any more."""
    rows = [(exemplar, verdict) for exemplar, verdict in decided.items()]
    # An insert of no rows does nothing; with nothing decided, every likeness to a case has to go.
    insert_rows(store, DELETE_STALE, rows or [("", "")], schema=DECIDED_SCHEMA)
    insert_rows(store, DELETE_COMPARED, compared, schema=COMPARED_SCHEMA)
    return insert_rows(store, INSERT_LIKENESSES, map(_row, likenesses), schema=LIKENESS_SCHEMA)


def read_likenesses(store: Store, conversation_id: str, message_index: int) -> list[Likeness]:
    """Return what one response and its prompt are like: cases first, then the family."""
    wanted = {"conversation_id": conversation_id, "message_index": message_index}
    return [_likeness(row) for row in store.execute(SELECT_LIKENESSES, wanted).fetchall()]


def _case_words(row: tuple[Any, ...]) -> CaseWords:
    case_id, content_hash, response, prompt, failure, hazard, technique = row
    kinds = (_read(Failure, failure), _read(Hazard, hazard), _read(Technique, technique))
    return CaseWords(case_id, content_hash, response, prompt, *kinds)


def _row(one: Likeness) -> tuple[object, ...]:
    evidence = [
        {"message_index": span.message_index, "start_at": span.start, "end_at": span.end} for span in one.evidence
    ]
    return (
        one.conversation_id,
        one.message_index,
        one.axis,
        one.exemplar,
        one.verdict,
        one.way,
        one.similarity,
        one.outcome,
        one.failure,
        one.hazard,
        one.technique,
        one.reason,
        evidence,
    )


def _likeness(row: tuple[Any, ...]) -> Likeness:
    conversation_id, index, axis, exemplar, verdict, way, similarity, outcome, failure, hazard, technique, _, spans = (
        row
    )
    return Likeness(
        conversation_id=conversation_id,
        message_index=index,
        axis=Axis(axis),
        exemplar=exemplar,
        verdict=_read(Verdict, verdict),
        way=Way(way),
        similarity=similarity,
        outcome=_read(Outcome, outcome),
        failure=_read(Failure, failure),
        hazard=_read(Hazard, hazard),
        technique=_read(Technique, technique),
        evidence=tuple(Evidence(one["message_index"], one["start_at"], one["end_at"]) for one in spans),
    )


def _read(kind: Callable[[str], T], word: str | None) -> T | None:
    return None if word is None else kind(word)
