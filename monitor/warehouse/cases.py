"""Cases: the failing responses and reports that a person should review, in the order to review them."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from monitor.records import Case
from monitor.taxonomy import CaseKind, Failure, Hazard, Technique
from monitor.warehouse.connection import Schema, Store, insert_rows, read_frame, read_row

CASE_SCHEMA: Schema = {
    "case_id": pl.String,
    "kind": pl.String,
    "content_hash": pl.String,
    "conversation_id": pl.String,
    "message_index": pl.Int32,
    "report_id": pl.String,
    "failure": pl.String,
    "hazard": pl.String,
    "technique": pl.String,
    "severity": pl.Int32,
    "reach": pl.Int32,
    "priority": pl.Float64,
    "reasons": pl.List(pl.String),
}

SELECT_FAILING = """
    select
        failing_responses.case_id,
        failing_responses.conversation_id,
        failing_responses.message_index,
        responses.content_hash,
        responses.text,
        prompts.text
    from failing_responses
    join messages as responses using (conversation_id, message_index)
    left join messages as prompts
        on prompts.conversation_id = failing_responses.conversation_id
        and prompts.message_index = responses.prompt_index
    order by failing_responses.case_id
"""

CREATE_EARLIER = """
    create or replace temp table earlier_cases as
    select
        case_id,
        run_id
    from cases
"""

DELETE_CASES = "delete from cases"

INSERT_CASES = """
    insert into cases
    select
        incoming.case_id,
        incoming.kind,
        incoming.content_hash,
        incoming.conversation_id,
        incoming.message_index,
        incoming.report_id,
        incoming.failure,
        incoming.hazard,
        incoming.technique,
        incoming.severity,
        incoming.reach,
        incoming.priority,
        incoming.reasons,
        coalesce(earlier_cases.run_id, conversations.run_id, reports.run_id),
        case
            when conversations.clock in ('ahead', 'long_ago') then null
            else coalesce(conversations.started_at, reports.reported_at)
        end
    from incoming
    left join earlier_cases using (case_id)
    left join conversations on conversations.conversation_id = incoming.conversation_id
    left join reports on reports.report_id = incoming.report_id
"""

SELECT_CASE = """
    select
        case_id,
        kind,
        content_hash,
        failure,
        severity,
        reach,
        priority,
        reasons,
        conversation_id,
        message_index,
        report_id,
        hazard,
        technique
    from cases
    where case_id = $case_id
"""

WITH_LISTED = """
    with listed as (
        select
            cases.case_id,
            cases.kind,
            cases.failure,
            cases.hazard,
            cases.technique,
            cases.severity,
            cases.reach,
            cases.priority,
            cases.reasons,
            cases.occurred_at,
            cases.run_id,
            conversations.external_id,
            conversations.model,
            conversations.model_version,
            conversations.surface,
            conversations.origin,
            coalesce(conversations.language, reports.language) as language,
            reports.channel,
            coalesce(prompts.text, reports.title, reports.text) as opening,
            coalesce(responses.text, reports.text) as text
        from cases
        left join conversations using (conversation_id)
        left join reports using (report_id)
        left join messages as responses
            on responses.conversation_id = cases.conversation_id
            and responses.message_index = cases.message_index
        left join messages as prompts
            on prompts.conversation_id = cases.conversation_id
            and prompts.message_index = responses.prompt_index
        where ($failure is null or cases.failure = $failure)
            and ($kind is null or cases.kind = $kind)
            and ($hazard is null or coalesce(cases.hazard, 'unknown') = $hazard)
            and ($technique is null or coalesce(cases.technique, 'unknown') = $technique)
            and ($least_severity is null or cases.severity >= $least_severity)
            and ($model_version is null or conversations.model_version = $model_version)
            and ($language is null or coalesce(conversations.language, reports.language) = $language)
            and ($surface is null or conversations.surface = $surface)
            and ($origin is null or conversations.origin = $origin)
            and ($run_id is null or cases.run_id = $run_id)
            and (
                $cluster_id is null
                or cases.case_id in (
                    select case_id
                    from memberships
                    where cluster_id = $cluster_id
                )
            )
            and ($only is null or cases.case_id in (select unnest($only)))
            and not list_contains($without, cases.case_id)
    )
"""

SELECT_CASES = (
    WITH_LISTED
    + """
    select *
    from listed
    order by
        priority desc,
        case_id
    limit $limit
    offset $offset
"""
)

COUNT_CASES = (
    WITH_LISTED
    + """
    select count(*)
    from listed
"""
)

SELECT_NIGHTLY_COUNTS = """
    select
        coalesce(cast(cases.occurred_at as date), runs.night) as day,
        coalesce(cases.failure, 'report') as failure,
        count(*) as cases,
        max(cases.severity) as worst
    from cases
    join runs using (run_id)
    left join conversations using (conversation_id)
    where coalesce(conversations.origin, 'production') = 'production'
    group by all
    order by all
"""

SELECT_VERSION_COUNTS = """
    with
        responses as (
            select
                conversations.model_version,
                count(*) as responses
            from messages
            join conversations using (conversation_id)
            where messages.role = 'assistant'
                and conversations.origin = 'production'
            group by conversations.model_version
        ),
        failures as (
            select
                conversations.model_version,
                cases.failure,
                count(*) as failures
            from cases
            join conversations using (conversation_id)
            where conversations.origin = 'production'
            group by all
        ),
        seen as (
            select distinct failure
            from failures
        )
    select
        seen.failure,
        coalesce(responses.model_version, 'unknown') as model_version,
        coalesce(failures.failures, 0) as failures,
        responses.responses
    from responses
    cross join seen
    left join failures
        on failures.failure = seen.failure
        and failures.model_version is not distinct from responses.model_version
    order by all
"""

SELECT_FILTER_VALUES = """
    select
        list_sort(list(distinct model_version) filter (model_version is not null)) as model_version,
        list_sort(list(distinct language) filter (language is not null)) as language,
        list_sort(list(distinct surface) filter (surface is not null)) as surface,
        list_sort(list(distinct origin)) as origin
    from cases
    join conversations using (conversation_id)
"""


@dataclass(frozen=True, slots=True)
class FailingResponse:
    """A response with at least one detection: its words, and those of the prompt before it (None: no prompt)."""

    case_id: str
    conversation_id: str
    message_index: int
    response_hash: str
    response: str
    prompt: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases to list; None means any, a hazard or technique of "unknown" those that have none."""

    failure: str | None = None
    kind: str | None = None
    hazard: str | None = None
    technique: str | None = None
    least_severity: int | None = None
    model_version: str | None = None
    language: str | None = None
    surface: str | None = None
    origin: str | None = None
    run_id: str | None = None
    cluster_id: str | None = None
    only: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()


def read_failing(store: Store) -> list[FailingResponse]:
    """Return every response that the current detectors call a failure, ordered by case id."""
    return [FailingResponse(*row) for row in store.execute(SELECT_FAILING).fetchall()]


def write_cases(store: Store, cases: Iterable[Case]) -> int:
    """Replace all cases; one that was there before keeps the run that opened it. Return how many there are."""
    rows = [_row(case) for case in cases]
    store.execute(CREATE_EARLIER)
    store.execute(DELETE_CASES)
    return insert_rows(store, INSERT_CASES, rows, schema=CASE_SCHEMA)


def read_case(store: Store, case_id: str) -> Case | None:
    """Return one case, or None when the last run does not know it."""
    row = read_row(store, SELECT_CASE, case_id=case_id)
    if row is None:
        return None
    return Case(
        case_id=row[0],
        kind=CaseKind(row[1]),
        content_hash=row[2],
        failure=None if row[3] is None else Failure(row[3]),
        severity=row[4],
        reach=row[5],
        priority=row[6],
        reasons=tuple(row[7]),
        conversation_id=row[8],
        message_index=row[9],
        report_id=row[10],
        hazard=None if row[11] is None else Hazard(row[11]),
        technique=None if row[12] is None else Technique(row[12]),
    )


def cases_frame(store: Store, wanted: CaseFilter, *, limit: int = 100, offset: int = 0) -> pl.DataFrame:
    """List the cases, worst first, with the prompt that opened each and the words that failed."""
    return read_frame(store, SELECT_CASES, limit=limit, offset=offset, **_params(wanted))


def count_cases(store: Store, wanted: CaseFilter) -> int:
    """Count the cases that `cases_frame` would list without a limit."""
    row = read_row(store, COUNT_CASES, **_params(wanted))
    return 0 if row is None else int(row[0])


def nightly_counts_frame(store: Store) -> pl.DataFrame:
    """Count the cases of production by day and failure; columns day, failure, cases, worst (severity).

    A case whose time is unknown or cannot be right counts on the night that opened it.
    """
    return read_frame(store, SELECT_NIGHTLY_COUNTS)


def version_counts_frame(store: Store) -> pl.DataFrame:
    """Count failing and all responses of production by failure and model version."""
    return read_frame(store, SELECT_VERSION_COUNTS)


def read_filter_values(store: Store) -> dict[str, list[str]]:
    """Return the model versions, languages, surfaces and origins that occur among the cases."""
    names = ("model_version", "language", "surface", "origin")
    row = read_row(store, SELECT_FILTER_VALUES) or (None,) * len(names)
    return {name: found or [] for name, found in zip(names, row, strict=True)}


def _params(wanted: CaseFilter) -> dict[str, object]:
    return {
        "failure": wanted.failure,
        "kind": wanted.kind,
        "hazard": wanted.hazard,
        "technique": wanted.technique,
        "least_severity": wanted.least_severity,
        "model_version": wanted.model_version,
        "language": wanted.language,
        "surface": wanted.surface,
        "origin": wanted.origin,
        "run_id": wanted.run_id,
        "cluster_id": wanted.cluster_id,
        "only": None if wanted.only is None else list(wanted.only),
        "without": list(wanted.without),
    }


def _row(case: Case) -> tuple[object, ...]:
    return (
        case.case_id,
        case.kind,
        case.content_hash,
        case.conversation_id,
        case.message_index,
        case.report_id,
        case.failure,
        case.hazard,
        case.technique,
        case.severity,
        case.reach,
        case.priority,
        list(case.reasons),
    )
