"""Prompts of production that were answered without a failure."""

from dataclasses import dataclass

from monitor.warehouse.connection import Store

# Responses nobody calls a failure, of production, each of the same prompt once: the first by id.
WITH_PASSING = """
    with passing as (
        select
            prompts.content_hash as prompt_hash,
            min(prompts.text) as prompt,
            min(responses.conversation_id || '-' || responses.message_index) as case_id,
            min_by(
                responses.conversation_id, responses.conversation_id || '-' || responses.message_index
            ) as conversation_id
        from messages as responses
        join conversations using (conversation_id)
        join messages as prompts
            on prompts.conversation_id = responses.conversation_id
            and prompts.message_index = responses.prompt_index
        where responses.role = 'assistant'
            and conversations.origin = 'production'
            and trim(responses.text) != ''
            and trim(prompts.text) != ''
            and not exists (
                select 1
                from current_detections as detections
                where detections.conversation_id = responses.conversation_id
                    and detections.message_index = responses.message_index
                    and detections.outcome = 'success'
            )
            and exists (
                select 1
                from scans
                where scans.conversation_id = responses.conversation_id
                    and scans.message_index = responses.message_index
                    and scans.status = 'scanned'
            )
        group by prompts.content_hash
    )
"""

# What has a vector already, and every night a few others.
SELECT_PASSING = (
    WITH_PASSING
    + """
    select
        passing.prompt_hash,
        passing.prompt,
        passing.case_id,
        passing.conversation_id
    from passing
    left join (
        select distinct content_hash
        from embeddings
        where encoder = $encoder
    ) as embedded on embedded.content_hash = passing.prompt_hash
    window same_kind as (
        partition by embedded.content_hash is null
        order by sha256($run_id || passing.prompt_hash)
    )
    qualify row_number() over same_kind <= if(embedded.content_hash is null, $fresh, $limit)
    order by passing.prompt_hash
"""
)


# Answers that nothing was found in, not even an attempt or a refusal; languages and versions take turns.
SELECT_GOOD = (
    WITH_PASSING
    + """
    select
        passing.case_id,
        passing.conversation_id
    from passing
    join conversations using (conversation_id)
    where not exists (
        select 1
        from current_detections as detections
        where passing.case_id = detections.conversation_id || '-' || detections.message_index
    )
    order by
        row_number() over (
            partition by conversations.language, conversations.model_version
            order by sha256(passing.prompt_hash)
        ),
        sha256(passing.prompt_hash)
    limit $limit
"""
)


@dataclass(frozen=True, slots=True)
class PassingPrompt:
    """A prompt that was answered without a failure, by the id that its response's case would have."""

    prompt_hash: str
    prompt: str
    case_id: str
    conversation_id: str


def read_passing(store: Store, encoder: str, *, run_id: str, limit: int, fresh: int) -> list[PassingPrompt]:
    """Return prompts of production that were answered without a failure, one response for each.

    At most `limit` that have a vector by this encoder, and `fresh` that have none: others for every run.
    """
    params = {"encoder": encoder, "run_id": run_id, "limit": limit, "fresh": fresh}
    return [PassingPrompt(*row) for row in store.execute(SELECT_PASSING, params).fetchall()]


def read_good_answers(store: Store, *, limit: int) -> list[tuple[str, int, str]]:
    """Return good answers to ordinary prompts: each one's conversation, its place there and the id of its case.

    A fair sample, the same every time, in which languages and versions take turns.
    """
    rows = store.execute(SELECT_GOOD, {"limit": limit}).fetchall()
    return [(conversation_id, int(case_id.rpartition("-")[2]), case_id) for case_id, conversation_id in rows]
