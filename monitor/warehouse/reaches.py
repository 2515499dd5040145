"""How far in production goes what a report tells of: conversations, users, since when, which versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from monitor.warehouse.connection import Store, read_frame

SELECT_REACH = """
    with told as (
        select *
        from conversations
        where conversation_id in (select unnest($conversation_ids))
    )
    select
        (select count(*) from told),
        (select count(*) from conversations where origin = 'production'),
        (select count(distinct user_hash) from told),
        (select count(*) from told where user_hash is null),
        (select count(distinct user_hash) from conversations where origin = 'production'),
        (select min(started_at) from told),
        (select max(started_at) from told),
        (select count(*) from told where started_at is null)
"""

SELECT_VERSIONS = """
    select
        model_version,
        count(*) filter (where conversation_id in (select unnest($conversation_ids))) as told,
        count(*) as conversations
    from conversations
    where origin = 'production'
    group by model_version
    having told > 0
    order by model_version nulls last
"""

# Where no response is named, the first.
SELECT_OPENINGS = """
    with
        wanted as (
            select
                unnest($conversation_ids) as conversation_id,
                unnest($indices) as message_index
        ),
        named as (
            select
                wanted.conversation_id,
                coalesce(
                    wanted.message_index,
                    min(messages.message_index) filter (where messages.role = 'assistant')
                ) as message_index
            from wanted
            join messages using (conversation_id)
            group by
                wanted.conversation_id,
                wanted.message_index
        )
    select
        conversations.conversation_id,
        conversations.started_at,
        conversations.model_version,
        prompts.text as prompt,
        responses.text as response
    from named
    join conversations using (conversation_id)
    left join messages as responses
        on responses.conversation_id = named.conversation_id
        and responses.message_index = named.message_index
    left join messages as prompts
        on prompts.conversation_id = named.conversation_id
        and prompts.message_index = responses.prompt_index
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far in production what a report tells of goes.

    `users` of `all_users` are known by their keyed hash; `anonymous` counts the conversations that name nobody,
    `undated` those without a time. `versions` are (model version or None, conversations told of, all of that version).
    """

    versions: tuple[tuple[str | None, int, int], ...]
    conversations: int
    all_conversations: int
    users: int
    anonymous: int
    all_users: int
    since: datetime | None
    until: datetime | None
    undated: int


def read_reach(store: Store, conversation_ids: Sequence[str]) -> Reach:
    """Return how far these conversations go, with what each number is a part of."""
    params = {"conversation_ids": list(conversation_ids)}
    versions = tuple(store.execute(SELECT_VERSIONS, params).fetchall())
    return Reach(versions, *store.execute(SELECT_REACH, params).fetchall()[0])


def openings_frame(store: Store, conversation_ids: Sequence[str], indices: Sequence[int | None]) -> pl.DataFrame:
    """Return when conversations were held, with which version, and what was asked and answered at a message's place."""
    return read_frame(store, SELECT_OPENINGS, conversation_ids=list(conversation_ids), indices=list(indices))
