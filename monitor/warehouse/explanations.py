"""What explains a cluster, written anew by every run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from monitor.taxonomy import Axis
from monitor.warehouse.connection import Schema, Store, insert_rows, read_frame
from monitor.warehouse.passing import PassingPrompt

EXPLANATION_SCHEMA: Schema = {
    "cluster_id": pl.String,
    "axis": pl.String,
    "run_id": pl.String,
    "stability": pl.Float64,
    "stability_rounds": pl.Int32,
    "stability_run_id": pl.String,
    "passing_case_id": pl.String,
    "passing_conversation_id": pl.String,
    "passing_likeness": pl.Float64,
    "passing_compared": pl.Int64,
}
EDGE_SCHEMA: Schema = {
    "cluster_id": pl.String,
    "axis": pl.String,
    "case_id": pl.String,
    "place": pl.Int32,
    "likeness": pl.Float64,
}
RELATED_SCHEMA: Schema = {
    "cluster_id": pl.String,
    "axis": pl.String,
    "other_id": pl.String,
    "place": pl.Int32,
    "likeness": pl.Float64,
}
ATTRIBUTE_SCHEMA: Schema = {
    "cluster_id": pl.String,
    "axis": pl.String,
    "place": pl.Int32,
    "attribute": pl.String,
    "value": pl.String,
    "hits": pl.Int64,
    "members": pl.Int64,
    "other_hits": pl.Int64,
    "others": pl.Int64,
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "chance": pl.Float64,
}

DELETE_EXPLANATIONS = """
    delete from explanations where axis = $axis;
    delete from edge_cases where axis = $axis;
    delete from related_clusters where axis = $axis;
    delete from cluster_attributes where axis = $axis
"""
INSERT_EXPLANATIONS = """
    insert into explanations
    select
        cluster_id,
        axis,
        run_id,
        stability,
        stability_rounds,
        stability_run_id,
        passing_case_id,
        passing_conversation_id,
        passing_likeness,
        passing_compared
    from incoming
"""
INSERT_EDGES = """
    insert into edge_cases
    select
        cluster_id,
        axis,
        case_id,
        place,
        likeness
    from incoming
"""
INSERT_RELATED = """
    insert into related_clusters
    select
        cluster_id,
        axis,
        other_id,
        place,
        likeness
    from incoming
"""
INSERT_ATTRIBUTES = """
    insert into cluster_attributes
    select
        cluster_id,
        axis,
        place,
        attribute,
        value,
        hits,
        members,
        other_hits,
        others,
        difference,
        low,
        high,
        chance
    from incoming
"""

SELECT_STABILITIES = """
    select
        cluster_id,
        stability,
        stability_rounds,
        stability_run_id
    from explanations
    where axis = $axis
        and stability_run_id is distinct from $run_id
    order by cluster_id
"""

SELECT_EXPLANATION = """
    select
        explanations.run_id,
        explanations.stability,
        explanations.stability_rounds,
        runs.night as stability_night,
        explanations.passing_case_id,
        explanations.passing_likeness,
        explanations.passing_compared,
        prompts.text as passing_prompt,
        responses.text as passing_response
    from explanations
    left join runs on runs.run_id = explanations.stability_run_id
    left join messages as responses
        on responses.conversation_id = explanations.passing_conversation_id
        and responses.conversation_id || '-' || responses.message_index = explanations.passing_case_id
    left join messages as prompts
        on prompts.conversation_id = responses.conversation_id
        and prompts.message_index = responses.prompt_index
    where explanations.cluster_id = $cluster_id
"""

SELECT_EDGES = """
    select
        case_id,
        likeness
    from edge_cases
    where cluster_id = $cluster_id
    order by place
"""

SELECT_RELATED = """
    select
        related_clusters.other_id as cluster_id,
        clusters.name,
        clusters.size,
        related_clusters.likeness
    from related_clusters
    join clusters on clusters.cluster_id = related_clusters.other_id
    where related_clusters.cluster_id = $cluster_id
        and clusters.is_active
    order by related_clusters.place
"""

SELECT_ATTRIBUTES = """
    select
        attribute,
        value,
        hits,
        members,
        other_hits,
        others,
        difference,
        low,
        high,
        chance
    from cluster_attributes
    where cluster_id = $cluster_id
    order by place
"""


@dataclass(frozen=True, slots=True)
class StoredStability:
    """How stable a cluster was found, in how many rounds, by which run; None where no round could tell."""

    likeness: float | None = None
    rounds: int = 0
    run_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What explains one cluster; `edges` and `related` are ids with a cosine, `attributes` rows of counts and figures.

    `passing` is None where none of the `compared` prompts was near.
    """

    cluster_id: str
    stability: StoredStability
    passing: PassingPrompt | None
    passing_likeness: float | None
    compared: int
    edges: Sequence[tuple[str, float]] = ()
    related: Sequence[tuple[str, float]] = ()
    attributes: Sequence[Mapping[str, object]] = field(default_factory=tuple)


def write_explanations(store: Store, explanations: Iterable[Explanation], *, axis: Axis, run_id: str) -> None:
    """Replace what explains the clusters of an axis."""
    for statement in DELETE_EXPLANATIONS.split(";"):
        store.execute(statement, {"axis": axis})
    told = list(explanations)
    insert_rows(store, INSERT_EXPLANATIONS, [_row(one, axis, run_id) for one in told], schema=EXPLANATION_SCHEMA)
    for statement, schema, name in (
        (INSERT_EDGES, EDGE_SCHEMA, "edges"),
        (INSERT_RELATED, RELATED_SCHEMA, "related"),
    ):
        rows = [
            (one.cluster_id, axis, other, place, likeness)
            for one in told
            for place, (other, likeness) in enumerate(getattr(one, name))
        ]
        insert_rows(store, statement, rows, schema=schema)
    named = list(ATTRIBUTE_SCHEMA)[3:]
    told_attributes = [
        (one.cluster_id, axis, place, *(attribute[name] for name in named))
        for one in told
        for place, attribute in enumerate(one.attributes)
    ]
    insert_rows(store, INSERT_ATTRIBUTES, told_attributes, schema=ATTRIBUTE_SCHEMA)


def read_stabilities(store: Store, axis: Axis, *, run_id: str) -> dict[str, StoredStability]:
    """Return how stable clusters were found before this run, by their id."""
    rows = store.execute(SELECT_STABILITIES, {"axis": axis, "run_id": run_id}).fetchall()
    return {cluster_id: StoredStability(*rest) for cluster_id, *rest in rows}


def explanation_frame(store: Store, cluster_id: str) -> pl.DataFrame:
    """Return how stable a cluster is, and the nearest conversation that went well; no row for one not explained."""
    return read_frame(store, SELECT_EXPLANATION, cluster_id=cluster_id)


def edges_frame(store: Store, cluster_id: str) -> pl.DataFrame:
    """Return the least typical cases of a cluster, with their cosine to its mean."""
    return read_frame(store, SELECT_EDGES, cluster_id=cluster_id)


def related_frame(store: Store, cluster_id: str) -> pl.DataFrame:
    """Return the clusters most like one on its own axis; columns cluster_id, name, size, likeness."""
    return read_frame(store, SELECT_RELATED, cluster_id=cluster_id)


def attributes_frame(store: Store, cluster_id: str) -> pl.DataFrame:
    """Return what a cluster has oftener than others, with counts, difference, its interval and its chance."""
    return read_frame(store, SELECT_ATTRIBUTES, cluster_id=cluster_id)


def _row(one: Explanation, axis: Axis, run_id: str) -> tuple[object, ...]:
    return (
        one.cluster_id,
        axis,
        run_id,
        one.stability.likeness,
        one.stability.rounds,
        one.stability.run_id,
        None if one.passing is None else one.passing.case_id,
        None if one.passing is None else one.passing.conversation_id,
        one.passing_likeness,
        one.compared,
    )
