"""Responses with the prompts before them: those that are named, a sample of ordinary ones, and those worth a mark."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from monitor.warehouse.connection import Store

SELECT_NAMED = """
    select
        responses.conversation_id || '-' || responses.message_index as case_id,
        responses.conversation_id,
        coalesce(prompts.text, '') as prompt,
        responses.text,
        responses.content_hash,
        conversations.language
    from messages as responses
    join conversations using (conversation_id)
    left join messages as prompts
        on prompts.conversation_id = responses.conversation_id
        and prompts.message_index = responses.prompt_index
    where responses.role = 'assistant'
        and responses.conversation_id in (select unnest($conversation_ids))
        and list_contains($case_ids, responses.conversation_id || '-' || responses.message_index)
    order by case_id
"""

# A hash draws the same sample from the same logs, in whatever order they were loaded.
SELECT_SAMPLE = """
    with drawn as (
        select
            messages.conversation_id,
            messages.message_index
        from messages
        join conversations using (conversation_id)
        join runs using (run_id)
        where messages.role = 'assistant'
            and conversations.origin = 'production'
            and trim(messages.text) != ''
            and runs.started_at <= (
                select started_at
                from runs
                where run_id = $until
            )
        order by sha256(messages.conversation_id || '-' || messages.message_index)
        limit $limit
    )
    select
        drawn.conversation_id || '-' || drawn.message_index as case_id,
        drawn.conversation_id,
        coalesce(prompts.text, '') as prompt,
        responses.text,
        responses.content_hash,
        conversations.language
    from drawn
    join messages as responses using (conversation_id, message_index)
    join conversations using (conversation_id)
    left join messages as prompts
        on prompts.conversation_id = drawn.conversation_id
        and prompts.message_index = responses.prompt_index
    order by case_id
"""

SELECT_WORST = """
    select case_id
    from cases
    where kind = 'response'
    order by
        priority desc,
        case_id
    limit $limit
"""

SELECT_CLAIMED = """
    select distinct conversation_id || '-' || message_index as case_id
    from current_detections
    where outcome = 'success'
        and failure = $failure
        and not list_contains($without, detector)
        and list_contains($case_ids, conversation_id || '-' || message_index)
"""


class StoredExchange(NamedTuple):
    """One response, by the id its case has or would have, with its prompt; `language` is what the log says."""

    case_id: str
    conversation_id: str
    prompt: str
    response: str
    content_hash: str
    language: str | None


def read_exchanges(store: Store, case_ids: Collection[str]) -> dict[str, StoredExchange]:
    """Return those of these responses that are stored, by case id."""
    named = sorted(case_ids)
    params = {"case_ids": named, "conversation_ids": sorted({one.rpartition("-")[0] for one in named})}
    found = (StoredExchange(*row) for row in store.execute(SELECT_NAMED, params).fetchall())
    return {one.case_id: one for one in found}


def read_sample(store: Store, *, until: str, limit: int) -> list[StoredExchange]:
    """Return a random sample of production's responses, of the logs that came in with a run or before it.

    The same logs give the same sample.
    """
    rows = store.execute(SELECT_SAMPLE, {"until": until, "limit": limit}).fetchall()
    return [StoredExchange(*row) for row in rows]


def read_worst_ids(store: Store, *, limit: int) -> list[str]:
    """Return the ids of the cases that rank first."""
    return [row[0] for row in store.execute(SELECT_WORST, {"limit": limit}).fetchall()]


def read_claimed(store: Store, case_ids: Sequence[str], *, failure: str, without: str) -> frozenset[str]:
    """Return which of these responses a detector other than `without` calls this failure."""
    params = {"case_ids": list(case_ids), "failure": failure, "without": [without]}
    return frozenset(row[0] for row in store.execute(SELECT_CLAIMED, params).fetchall())
