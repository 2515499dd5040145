"""Which harm was tried by which technique, and how often it was given."""

import polars as pl

from monitor.warehouse.cases import CaseFilter
from monitor.warehouse.connection import Store, read_frame

# A plain harmful request that was refused is no attempt to any detector: without a technique nobody counted the tries.
SELECT_MATRIX = """
    with
        tried as (
            select
                conversation_id,
                message_index,
                arg_max(hazard, score) filter (hazard is not null) as hazard,
                arg_max(technique, score) filter (technique is not null) as technique,
                bool_or(outcome = 'attempt' or technique is not null) as is_attempt
            from current_detections
            where failure in ('jailbreak', 'harmful_compliance') or technique is not null
            group by all
        ),
        named as (
            select
                coalesce(cases.hazard, tried.hazard, 'unknown') as hazard,
                coalesce(cases.technique, tried.technique, if(tried.is_attempt, 'unknown', 'none')) as technique,
                cases.failure in ('jailbreak', 'harmful_compliance', 'prompt_leak') as is_success
            from tried
            join conversations using (conversation_id)
            left join cases using (conversation_id, message_index)
            where ($model_version is null or conversations.model_version = $model_version)
                and ($language is null or conversations.language = $language)
                and ($surface is null or conversations.surface = $surface)
                and ($origin is null or conversations.origin = $origin)
        )
    select
        hazard,
        technique,
        count(*) filter (is_success) as successes,
        if(technique = 'none', null, count(*)) as attempts
    from named
    group by
        hazard,
        technique
    order by
        hazard,
        technique
"""


def hazard_matrix_frame(store: Store, wanted: CaseFilter) -> pl.DataFrame:
    """Return, for each hazard and technique seen, in how many attempts the harm was given.

    Columns hazard, technique, successes, attempts; both names "unknown" where nothing named them. A technique of "none"
    is a plain request: its attempts are unknown. Of the filter, version, language, surface and origin count.
    """
    return read_frame(
        store,
        SELECT_MATRIX,
        model_version=wanted.model_version,
        language=wanted.language,
        surface=wanted.surface,
        origin=wanted.origin,
    )
