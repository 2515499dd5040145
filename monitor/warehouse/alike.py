"""Cases alike by their vectors: a response's by its prompt and response, a report's by its words."""

import polars as pl

from monitor.warehouse.connection import Store, read_frame

# Unit vectors of unrelated texts of one language have a cosine of .0 to .3; from .5 on people call them alike.
LEAST_SIMILARITY = 0.5

SELECT_ALIKE = """
    with
        responses as (
            select
                cases.case_id,
                messages.conversation_id,
                messages.content_hash,
                messages.prompt_index
            from cases
            join messages using (conversation_id, message_index)
        ),
        spoken as (
            select
                case_id,
                content_hash
            from responses
            union all
            select
                responses.case_id,
                prompts.content_hash
            from responses
            join messages as prompts
                on prompts.conversation_id = responses.conversation_id
                and prompts.message_index = responses.prompt_index
            union all
            select
                report_id,
                content_hash
            from reports
        ),
        placed as (
            select
                spoken.case_id,
                embeddings.encoder,
                embeddings.vector
            from spoken
            join embeddings using (content_hash)
        )
    select
        others.case_id,
        max(list_inner_product(mine.vector, others.vector)) as similarity
    from placed as mine
    join placed as others using (encoder)
    where mine.case_id = $case_id
        and others.case_id <> $case_id
    group by others.case_id
    having similarity >= $least
    order by
        similarity desc,
        others.case_id
    limit $limit
"""


def alike_frame(store: Store, case_id: str, *, limit: int = 6) -> pl.DataFrame:
    """Return the cases most like this one, with their cosine similarity (-1 to 1), the most alike first."""
    return read_frame(store, SELECT_ALIKE, case_id=case_id, least=LEAST_SIMILARITY, limit=limit)
