"""How often clusters are met: their conversations and users, night by night and by version, beside those of all."""

from datetime import date, datetime

import polars as pl

from monitor.warehouse.connection import Store, read_frame, read_row

SELECT_LAST_NIGHT = "select max(night) from nightly_conversations"

SELECT_TRAFFIC = """
    select
        night,
        count(*) as conversations,
        nullif(count(distinct user_hash), 0) as users
    from nightly_conversations
    where night between $first and $last
    group by night
    order by night
"""

SELECT_CLUSTER_NIGHTS = """
    select
        memberships.cluster_id,
        runs.night as born,
        nightly_conversations.night,
        count(distinct nightly_conversations.conversation_id) as conversations,
        nullif(count(distinct nightly_conversations.user_hash), 0) as users
    from memberships
    join clusters using (cluster_id)
    join runs on runs.run_id = clusters.first_run_id
    join cases using (case_id)
    join nightly_conversations using (conversation_id)
    where clusters.is_active
        and nightly_conversations.night between $first and $last
    group by all
    order by all
"""

# A conversation of which nobody knows the user counts as a person of its own.
SELECT_CLUSTER_PEOPLE = """
    select
        memberships.cluster_id,
        count(distinct nightly_conversations.user_hash) as users,
        count(distinct coalesce(nightly_conversations.user_hash, nightly_conversations.conversation_id)) as people
    from memberships
    join clusters using (cluster_id)
    join cases using (case_id)
    join nightly_conversations using (conversation_id)
    where clusters.is_active
        and nightly_conversations.night between $first and $last
    group by all
    order by all
"""

SELECT_USERS = """
    select nullif(count(distinct user_hash), 0)
    from nightly_conversations
    where night between $first and $last
"""

SELECT_VERSION_RATES = """
    with
        mine as (
            select
                nightly_conversations.model_version,
                count(distinct nightly_conversations.conversation_id) as conversations,
                nullif(count(distinct nightly_conversations.user_hash), 0) as users
            from memberships
            join cases using (case_id)
            join nightly_conversations using (conversation_id)
            where memberships.cluster_id = $cluster_id
            group by all
        ),
        traffic as (
            select
                model_version,
                count(*) as total,
                nullif(count(distinct user_hash), 0) as total_users,
                min(started_at) as first_seen_at
            from nightly_conversations
            group by all
        )
    select
        traffic.model_version,
        coalesce(mine.conversations, 0) as conversations,
        case
            when traffic.total_users is not null then coalesce(mine.users, 0)
        end as users,
        traffic.total,
        traffic.total_users,
        traffic.first_seen_at
    from traffic
    left join mine on mine.model_version is not distinct from traffic.model_version
    order by
        traffic.first_seen_at,
        traffic.model_version
"""

SELECT_VERSION_TOTALS = """
    select
        model_version,
        count(*) as total
    from nightly_conversations
    where $since is null
        or started_at > $since
    group by model_version
    order by model_version
"""

SELECT_FIRST_SEEN = """
    select
        model_version,
        min(started_at) as first_seen_at
    from nightly_conversations
    where model_version is not null
        and started_at is not null
    group by model_version
    order by model_version
"""


def read_last_night(store: Store) -> date | None:
    """Return the last night that any conversation of production counts on."""
    row = read_row(store, SELECT_LAST_NIGHT)
    return None if row is None else row[0]


def traffic_frame(store: Store, *, first: date, last: date) -> pl.DataFrame:
    """Count all conversations and users of each night; columns night, conversations, users (null: nobody is known)."""
    return read_frame(store, SELECT_TRAFFIC, first=first, last=last)


def cluster_nights_frame(store: Store, *, first: date, last: date) -> pl.DataFrame:
    """Count the conversations and users of each active cluster, on each night that had any.

    Columns cluster_id, born (the night that found it first), night, conversations, users.
    """
    return read_frame(store, SELECT_CLUSTER_NIGHTS, first=first, last=last)


def cluster_people_frame(store: Store, *, first: date, last: date) -> pl.DataFrame:
    """Count the different users of each active cluster over some nights together.

    Columns cluster_id, users (those known), people (each conversation of an unknown user for one more).
    """
    return read_frame(store, SELECT_CLUSTER_PEOPLE, first=first, last=last)


def count_users(store: Store, *, first: date, last: date) -> int | None:
    """Count the different users of all traffic over some nights; None where nobody is known."""
    row = read_row(store, SELECT_USERS, first=first, last=last)
    return None if row is None else row[0]


def version_rates_frame(store: Store, cluster_id: str) -> pl.DataFrame:
    """Count a cluster's conversations and users by model version, beside all; in the order versions were first seen.

    Columns model_version, conversations, users, total, total_users, first_seen_at.
    """
    return read_frame(store, SELECT_VERSION_RATES, cluster_id=cluster_id)


def read_version_totals(store: Store, *, since: datetime | None = None) -> dict[str | None, int]:
    """Count the conversations of each model version, by default all, else those that began after a time."""
    return dict(store.execute(SELECT_VERSION_TOTALS, {"since": since}).fetchall())


def read_first_seen(store: Store) -> dict[str, datetime]:
    """Return when each model version was first seen in production, by the conversations' own times."""
    return dict(store.execute(SELECT_FIRST_SEEN).fetchall())
