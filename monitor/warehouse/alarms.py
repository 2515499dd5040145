"""Alarms, night by night, and the cases that are like those of an incident."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from monitor.taxonomy import AlarmKind, AlarmState
from monitor.warehouse.connection import Schema, Store, insert_rows, read_frame

ALARM_SCHEMA: Schema = {
    "night": pl.Date,
    "kind": pl.String,
    "subject_id": pl.String,
    "run_id": pl.String,
    "state": pl.String,
    "since": pl.Date,
    "nights": pl.Int32,
    "conversations": pl.Int64,
    "total": pl.Int64,
    "users": pl.Int64,
    "total_users": pl.Int64,
    "expected": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "chance": pl.Float64,
}

# An incident that an earlier run of the night reopened is open now: nothing would say it again.
DELETE_ALARMS = """
    delete from alarms
    where night = $night
        and (
            kind <> 'regression'
            or run_id = $run_id
        )
"""

INSERT_ALARMS = """
    insert or replace into alarms
    select
        night,
        kind,
        subject_id,
        run_id,
        state,
        since,
        nights,
        conversations,
        total,
        users,
        total_users,
        expected,
        low,
        high,
        chance
    from incoming
"""

SELECT_STANDING = """
    select
        subject_id,
        kind,
        since
    from alarms
    where night = (
            select max(night)
            from nightly_conversations
            where night < $night
        )
        and kind <> 'regression'
        and state <> 'over'
    order by subject_id
"""

SELECT_ALARMS = """
    select
        alarms.night,
        alarms.kind,
        alarms.subject_id,
        alarms.state,
        alarms.since,
        alarms.nights,
        alarms.conversations,
        alarms.total,
        alarms.users,
        alarms.total_users,
        alarms.expected,
        alarms.low,
        alarms.high,
        alarms.chance,
        clusters.axis,
        clusters.name,
        runs.night as born
    from alarms
    left join clusters on clusters.cluster_id = alarms.subject_id
    left join runs on runs.run_id = clusters.first_run_id
    where ($subject_id is null or alarms.subject_id = $subject_id)
        and (
            $subject_id is not null
            or alarms.night = (
                select max(night)
                from nightly_conversations
            )
        )
    order by
        alarms.night desc,
        alarms.state,
        alarms.chance,
        alarms.subject_id
"""

# Like a case of the incident is what lies in a cluster that holds most of its cases, or in the one it was opened from
# where that still is, and fails in the same way; or what was found like one of its cases that a person confirmed.
SELECT_ALIKE = """
    with
        own as (
            select
                memberships.case_id,
                memberships.cluster_id
            from memberships
            where memberships.case_id in (select unnest($case_ids))
                and memberships.axis = 'response'
                and memberships.cluster_id is not null
        ),
        homes as (
            select cluster_id
            from own
            group by cluster_id
            having 2 * count(*) >= (select count(*) from own)
            union
            select cluster_id
            from clusters
            where cluster_id = $cluster_id
                and is_active
        ),
        alike as (
            select memberships.case_id
            from memberships
            join cases using (case_id)
            where memberships.cluster_id in (from homes)
                and cases.failure in (
                    select failure
                    from cases
                    where case_id in (select unnest($case_ids))
                )
            union
            select conversation_id || '-' || message_index
            from likenesses
            where exemplar in (select unnest($case_ids))
                and verdict = 'confirmed'
                and outcome = 'success'
        )
    select
        cases.case_id,
        nightly_conversations.model_version,
        nightly_conversations.started_at,
        nightly_conversations.loaded_at
    from alike
    join cases using (case_id)
    join nightly_conversations using (conversation_id)
    where cases.case_id not in (select unnest($case_ids))
    order by cases.case_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRow:
    """One alarm of one night; what was measured over its `nights`, and what was usual (None where nothing is)."""

    kind: AlarmKind
    subject_id: str
    state: AlarmState
    since: date
    nights: int
    conversations: int
    total: int
    users: int | None = None
    total_users: int | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    chance: float | None = None


@dataclass(frozen=True, slots=True)
class AlikeCase:
    """A case like those of an incident: whose answer it was, when it was given, and when people could know of it."""

    case_id: str
    model_version: str | None
    started_at: datetime | None
    loaded_at: datetime | None


def write_alarms(store: Store, alarms: Iterable[AlarmRow], *, night: date, run_id: str) -> None:
    """Make these the alarms of a night; what an earlier run of the same night reopened is kept."""
    rows = [
        (
            night,
            one.kind,
            one.subject_id,
            run_id,
            one.state,
            one.since,
            one.nights,
            one.conversations,
            one.total,
            one.users,
            one.total_users,
            one.expected,
            one.low,
            one.high,
            one.chance,
        )
        for one in alarms
    ]
    store.execute(DELETE_ALARMS, {"night": night, "run_id": run_id})
    insert_rows(store, INSERT_ALARMS, rows, schema=ALARM_SCHEMA)


def read_standing(store: Store, *, before: date) -> dict[str, tuple[AlarmKind, date]]:
    """Return the alarms that stood after the last night with traffic before one: kind and first night, by cluster."""
    rows = store.execute(SELECT_STANDING, {"night": before}).fetchall()
    return {subject_id: (AlarmKind(kind), since) for subject_id, kind, since in rows}


def alarms_frame(store: Store, *, subject_id: str | None = None) -> pl.DataFrame:
    """Return the alarms of the last night, the least likely first, or all of one cluster or incident, newest first.

    Beside what was measured stand the cluster's axis, name and the night it was born; null for an incident.
    """
    return read_frame(store, SELECT_ALARMS, subject_id=subject_id)


def read_alike(store: Store, case_ids: Sequence[str], *, cluster_id: str | None) -> list[AlikeCase]:
    """Return the cases of production that are like those of an incident, which was opened from a cluster or not."""
    rows = store.execute(SELECT_ALIKE, {"case_ids": list(case_ids), "cluster_id": cluster_id}).fetchall()
    return [AlikeCase(*row) for row in rows]
