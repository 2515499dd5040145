"""Explain every cluster by what borders it and what sets it apart: `python -m pipelines.explain`."""

import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.attributes import Excess, Spread, find_excesses
from monitor.clusters import (
    MOST_PARTS,
    NOISE,
    Plane,
    Regroup,
    cluster,
    find_centroids,
    find_edges,
    find_nearest,
    find_part,
    find_related,
    fold,
    measure_stability,
    scale_of,
)
from monitor.config import read_settings
from monitor.records import content_hash
from monitor.taxonomy import Axis
from monitor.warehouse.cases import FailingResponse, read_failing
from monitor.warehouse.clusters import read_exemplar_ids, read_identities
from monitor.warehouse.connection import transaction
from monitor.warehouse.explanations import Explanation, StoredStability, read_stabilities, write_explanations
from monitor.warehouse.passing import PassingPrompt, read_passing
from monitor.warehouse.spreads import spreads_frame
from pipelines.cluster import read_plane
from pipelines.command import ConfigOption, as_main, counts_line
from pipelines.job import Counts, Job, encode_stored, open_job

# Prompts that were answered well: so many with a vector are compared, and every night so many more get one.
MOST_COMPARED, MOST_ENCODED = 20_000, 500
# What a person reads of one cluster.
MOST_ATTRIBUTES = 8


@dataclass(frozen=True, slots=True)
class _Grouped:
    """The cases of one axis with the number of their cluster, and the clusters' ids by that number."""

    plane: Plane
    labels: NDArray[np.int64]
    ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Passing:
    """Prompts that were answered well, and their vectors, row by row."""

    prompts: Sequence[PassingPrompt]
    vectors: NDArray[np.float32]


def explain(job: Job) -> Counts:
    """Write what explains the clusters of tonight, on both axes; call it when cases are ranked, in a transaction."""
    failing = read_failing(job.store)
    passing = _read_passing(job)
    counts = {"prompts": len(passing.prompts)}
    for axis in Axis:
        grouped = _read_grouped(job, axis, failing)
        explanations = list(_explain_axis(job, grouped, failing, passing))
        write_explanations(job.store, explanations, axis=axis, run_id=job.run.run_id)
        counts[f"{axis}_clusters"] = len(explanations)
        counts[f"{axis}_passing"] = sum(one.passing is not None for one in explanations)
        counts[f"{axis}_attributes"] = sum(len(one.attributes) for one in explanations)
        counts[f"{axis}_measured"] = sum(one.stability.run_id == job.run.run_id for one in explanations)
    return counts


def _read_passing(job: Job) -> _Passing:
    run_id = job.run.run_id
    prompts = read_passing(job.store, job.encoder.name, run_id=run_id, limit=MOST_COMPARED, fresh=MOST_ENCODED)
    texts = [one.prompt for one in prompts]
    return _Passing(prompts, encode_stored(job, texts) if texts else np.empty((0, 0), dtype=np.float32))


def _read_grouped(job: Job, axis: Axis, failing: Sequence[FailingResponse]) -> _Grouped:
    plane = read_plane(job, axis, failing)
    clusters = read_identities(job.store, axis)
    ids = sorted(set(clusters.values()))
    number = {cluster_id: place for place, cluster_id in enumerate(ids)}
    labels = [number[clusters[case_id]] if case_id in clusters else NOISE for case_id in plane.case_ids]
    return _Grouped(plane, np.array(labels, dtype=np.int64), ids)


def _explain_axis(
    job: Job, grouped: _Grouped, failing: Sequence[FailingResponse], passing: _Passing
) -> Iterator[Explanation]:
    if not grouped.ids:
        return
    vectors, labels, ids = grouped.plane.vectors, grouped.labels, grouped.ids
    case_ids = grouped.plane.case_ids
    edges = find_edges(vectors, labels)
    means = find_centroids(vectors, labels)
    related = find_related(np.stack([means[label] for label in range(len(ids))]))
    stabilities = _measure(job, grouped)
    excesses = _find_excesses(job, grouped.plane.axis)
    prompts = {one.case_id: one.prompt for one in failing if one.prompt}
    for label, cluster_id in enumerate(ids):
        asked = [prompts[one] for one in read_exemplar_ids(job.store, cluster_id) if one in prompts]
        near = _find_passing(job, asked, passing)
        yield Explanation(
            cluster_id=cluster_id,
            stability=stabilities.get(cluster_id, StoredStability()),
            passing=None if near is None else near[0],
            passing_likeness=None if near is None else near[1],
            compared=len(passing.prompts),
            edges=[(case_ids[one.row], one.likeness) for one in edges[label]],
            related=[(ids[one.other], one.likeness) for one in related[label]],
            attributes=[_attribute(one) for one in excesses.get(cluster_id, [])[:MOST_ATTRIBUTES]],
        )


def _find_passing(job: Job, asked: Sequence[str], passing: _Passing) -> tuple[PassingPrompt, float] | None:
    """Return who asked the same, else the like, and was answered well."""
    same = {one.prompt_hash: one for one in passing.prompts}
    for prompt in asked:
        if content_hash(prompt) in same:
            return same[content_hash(prompt)], 1.0
    if not asked:
        return None
    near = find_nearest(encode_stored(job, asked), passing.vectors)
    return None if near is None else (passing.prompts[near.other], near.likeness)


def _measure(job: Job, grouped: _Grouped) -> dict[str, StoredStability]:
    """Return how stable each cluster is: measured tonight where there is time, else as it was found last."""
    known = read_stabilities(job.store, grouped.plane.axis, run_id=job.run.run_id)
    run_id = job.run.run_id
    seed = int.from_bytes(hashlib.sha256(run_id.encode()).digest()[:4])
    least = scale_of(grouped.plane.axis, least=job.settings.min_cluster_size).min_cluster_size
    left = sorted(range(len(grouped.ids)), key=lambda label: _when(known.get(grouped.ids[label])))
    found = dict(known)
    for _ in range(MOST_PARTS):
        if not left:
            break
        part = find_part(grouped.plane.vectors, grouped.labels, left)
        measured = measure_stability(grouped.labels, _regroup(job, grouped.plane), part=part, seed=seed, least=least)
        for label in part.wanted:
            one = measured.get(label)
            likeness, rounds = (None, 0) if one is None else (one.likeness, one.rounds)
            found[grouped.ids[label]] = StoredStability(likeness, rounds, run_id)
        left = [label for label in left if label not in part.wanted]
    return found


def _when(stability: StoredStability | None) -> str:
    return "" if stability is None else stability.run_id or ""


def _regroup(job: Job, plane: Plane) -> Regroup:
    """Return what groups some rows of a plane as a refit would."""
    scale = scale_of(plane.axis, least=job.settings.min_cluster_size)

    def again(rows: NDArray[np.int64]) -> NDArray[np.int64]:
        folded = fold([plane.texts[row] for row in rows])
        return cluster(
            plane.vectors[rows], min_cluster_size=scale.min_cluster_size, horizon=scale.horizon, folded=folded
        ).labels

    return again


def _find_excesses(job: Job, axis: Axis) -> Mapping[str, list[Excess]]:
    spreads = [Spread(**row) for row in spreads_frame(job.store, axis).iter_rows(named=True)]
    found: dict[str, list[Excess]] = {}
    for one in find_excesses(spreads):
        found.setdefault(one.spread.cluster_id, []).append(one)
    return found


def _attribute(one: Excess) -> dict[str, object]:
    spread = one.spread
    return {
        "attribute": spread.attribute,
        "value": spread.value,
        "hits": spread.hits,
        "members": spread.members,
        "other_hits": spread.other_hits,
        "others": spread.others,
        "difference": one.difference,
        "low": one.interval.low,
        "high": one.interval.high,
        "chance": one.chance,
    }


def explain_command(config: ConfigOption = None) -> None:
    """Explain every cluster: edge cases, what it has oftener than others, stability, and the nearest good answer.

    Example: `monitor explain`
    """
    with open_job(read_settings(config)) as job, transaction(job.store):
        line = counts_line("explain", explain(job))
    sys.stdout.write(line + "\n")


main = as_main(explain_command)

if __name__ == "__main__":
    sys.exit(main())
