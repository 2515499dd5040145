"""How often what can be said of a conversation is met in each cluster and elsewhere, and which clusters share cases."""

import polars as pl

from monitor.taxonomy import Axis
from monitor.warehouse.connection import Store, read_frame

# Of production, on the nights from the cluster's first to its last: what was there at that time at all. Who is unknown
# is left out on both sides.
SELECT_EXPOSURES = """
    with
        known as (
            select
                nightly_conversations.conversation_id,
                nightly_conversations.night,
                unnest(['model_version', 'language', 'surface']) as attribute,
                unnest([conversations.model_version, conversations.language, conversations.surface]) as value
            from nightly_conversations
            join conversations using (conversation_id)
        ),
        mine as (
            select distinct
                memberships.cluster_id,
                cases.conversation_id
            from memberships
            join cases using (case_id)
            where memberships.axis = $axis
                and memberships.cluster_id is not null
        ),
        hits as (
            select
                mine.cluster_id,
                known.attribute,
                known.value,
                count(*) as hits
            from mine
            join known using (conversation_id)
            where known.value is not null
            group by all
        ),
        spans as (
            select
                mine.cluster_id,
                min(nightly_conversations.night) as first_night,
                max(nightly_conversations.night) as last_night
            from mine
            join nightly_conversations using (conversation_id)
            group by mine.cluster_id
        ),
        traffic as (
            select
                night,
                attribute,
                value,
                count(*) as conversations
            from known
            where value is not null
            group by all
        ),
        everybody as (
            select
                spans.cluster_id,
                traffic.attribute,
                traffic.value,
                sum(traffic.conversations) as conversations
            from spans
            join traffic on traffic.night between spans.first_night and spans.last_night
            group by all
        ),
        joined as (
            select
                everybody.cluster_id,
                everybody.attribute,
                everybody.value,
                coalesce(hits.hits, 0) as hits,
                everybody.conversations
            from everybody
            left join hits using (cluster_id, attribute, value)
        )
    select
        cluster_id,
        attribute,
        value,
        hits,
        cast(sum(hits) over same_attribute as bigint) as members,
        cast(conversations - hits as bigint) as other_hits,
        cast(sum(conversations - hits) over same_attribute as bigint) as others
    from joined
    window same_attribute as (partition by cluster_id, attribute)
    order by
        cluster_id,
        attribute,
        value
"""

# Among all cases of the axis; one in which nothing was found counts as one without.
SELECT_FINDINGS = """
    with
        told as (
            select
                memberships.case_id,
                memberships.cluster_id,
                unnest(['failure', 'hazard', 'technique']) as attribute,
                unnest([cases.failure, cases.hazard, cases.technique]) as value
            from memberships
            join cases using (case_id)
            where memberships.axis = $axis
            union
            select
                memberships.case_id,
                memberships.cluster_id,
                'template',
                likenesses.exemplar
            from memberships
            join cases using (case_id)
            join likenesses using (conversation_id, message_index)
            where memberships.axis = $axis
                and likenesses.verdict is null
        ),
        sizes as (
            select
                cluster_id,
                count(*) as members,
                sum(count(*)) over () as everybody
            from memberships
            join cases using (case_id)
            where memberships.axis = $axis
            group by cluster_id
        ),
        hits as (
            select
                cluster_id,
                attribute,
                value,
                count(*) as hits,
                sum(count(*)) over (partition by attribute, value) as all_hits
            from told
            where value is not null
            group by
                cluster_id,
                attribute,
                value
        )
    select
        hits.cluster_id,
        hits.attribute,
        hits.value,
        hits.hits,
        sizes.members,
        cast(hits.all_hits - hits.hits as bigint) as other_hits,
        cast(sizes.everybody - sizes.members as bigint) as others
    from hits
    join sizes using (cluster_id)
    order by all
"""

# A row for each pair of clusters that share a case: null stands for those that belong to none.
SELECT_CROSSED = """
    with pairs as (
        select
            prompts.cluster_id as prompt_id,
            responses.cluster_id as response_id,
            count(*) as cases
        from memberships as prompts
        join memberships as responses using (case_id)
        where prompts.axis = 'prompt'
            and responses.axis = 'response'
        group by all
    )
    select
        pairs.prompt_id,
        prompt_clusters.name as prompt_name,
        cast(sum(pairs.cases) over (partition by pairs.prompt_id) as bigint) as prompt_cases,
        pairs.response_id,
        response_clusters.name as response_name,
        cast(sum(pairs.cases) over (partition by pairs.response_id) as bigint) as response_cases,
        pairs.cases
    from pairs
    left join clusters as prompt_clusters on prompt_clusters.cluster_id = pairs.prompt_id
    left join clusters as response_clusters on response_clusters.cluster_id = pairs.response_id
    order by
        pairs.cases desc,
        pairs.prompt_id,
        pairs.response_id
"""


def spreads_frame(store: Store, axis: Axis) -> pl.DataFrame:
    """Count how often each value of each attribute is met in each cluster, and elsewhere.

    Columns cluster_id, attribute, value, hits, members, other_hits, others. Where a conversation comes from is
    compared with production's traffic on the same nights, what was found in it with the other cases.
    """
    findings = read_frame(store, SELECT_FINDINGS, axis=axis).filter(pl.col("cluster_id").is_not_null())
    return pl.concat([read_frame(store, SELECT_EXPOSURES, axis=axis), findings], how="vertical_relaxed")


def crossed_frame(store: Store) -> pl.DataFrame:
    """Count the cases that each prompt cluster shares with each response cluster, beside the cases of each.

    Columns prompt_id, prompt_name, prompt_cases, response_id, response_name, response_cases, cases; an id that is null
    stands for the cases in no cluster.
    """
    return read_frame(store, SELECT_CROSSED)
