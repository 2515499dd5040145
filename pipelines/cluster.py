"""Group like failures, night after night under the same ids: `python -m pipelines.cluster`."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from monitor.clusters import (
    DESCRIBER,
    NOISE,
    Before,
    Night,
    Plane,
    Will,
    bind,
    group_night,
    place_prompts,
    scale_of,
)
from monitor.config import read_settings
from monitor.ledger import Ledger, open_ledger, read_runs, subject_name
from monitor.records import Membership
from monitor.taxonomy import Axis
from monitor.triage import last_event, read_edits, read_taught
from monitor.warehouse.cases import FailingResponse, read_failing
from monitor.warehouse.clusters import (
    LineageRow,
    StoredCluster,
    write_clusters,
    write_lineage,
    write_memberships,
)
from monitor.warehouse.connection import transaction
from monitor.warehouse.identities import (
    Earlier,
    Means,
    Proposal,
    read_earlier,
    write_centroids,
    write_identities,
    write_proposals,
)
from monitor.warehouse.runs import read_counts, set_counts
from pipelines.command import ConfigOption, as_main, counts_line
from pipelines.draw import draw
from pipelines.job import Counts, Job, encode_stored, open_job
from pipelines.naming import name_night

STEP = "cluster"
# What the step counts to be gone through again alike: the last of the ledger's events that it knew of.
DECISIONS = "decisions"


@dataclass(frozen=True, slots=True)
class Told:
    """What the record of a run says of its clustering, so that it is gone through again alike; None where nothing."""

    decisions: int | None
    refits: Mapping[Axis, bool | None]


def cluster_cases(job: Job, *, refit: bool = False) -> Counts:
    """Cluster the failing responses on both axes; a cluster that goes on keeps its id, and what people said holds.

    Call it inside a transaction. Going through the same run again starts from what the run before it left. A refit
    finds all clusters anew, where one is due or asked for.
    """
    failing = read_failing(job.store)
    with open_ledger(job.settings.ledger) as ledger:
        told = _told(job, ledger)
        until = last_event(ledger, at=job.as_of) if told.decisions is None else told.decisions
        counts = {DECISIONS: until}
        for axis in Axis:
            plane = read_plane(job, axis, failing)
            earlier = read_earlier(job.store, axis, run_id=job.run.run_id, encoder=describer_of(job, axis))
            before = Before(earlier.clusters, earlier.centroids, earlier.refit_rows)
            will, names = _read_will(job, ledger, axis, earlier=earlier, until=until)
            refits = refit or told.refits[axis] or _must_refit(earlier)
            scale = scale_of(axis, least=job.settings.min_cluster_size)
            night = group_night(plane, before, will, scale=scale, refits=refits)
            _store(job, plane, night, earlier=earlier, names=names)
            counts |= _count(axis, night)
    return counts


def _must_refit(earlier: Earlier) -> bool | None:
    """Tell that the night before had vectors of another encoder, which say nothing about tonight's; else None."""
    return True if earlier.clusters and not earlier.centroids else None


def _told(job: Job, ledger: Ledger) -> Told:
    """Read what the ledger recorded of this run, when it took place before, or what was refitted in it by hand."""
    recorded = {subject_name(event.subject_id): event.payload for event in read_runs(ledger)}
    past = recorded.get(job.run.run_id, {}).get(STEP, {})
    if DECISIONS in past:
        return Told(past[DECISIONS], {axis: past[f"{axis}_refit"] > 0 for axis in Axis})
    counted = read_counts(job.store, job.run.run_id).get(STEP, {})
    return Told(None, {axis: True if counted.get(f"{axis}_refit") else None for axis in Axis})


def _read_will(job: Job, ledger: Ledger, axis: Axis, *, earlier: Earlier, until: int) -> tuple[Will, Mapping[str, str]]:
    """Read what people want of the clusters, and what they call them."""
    since = 0 if earlier.run_id is None else read_counts(job.store, earlier.run_id)[STEP].get(DECISIONS, 0)
    taught = read_taught(ledger, axis, until=until)
    edits = read_edits(ledger, axis, since=since, until=until)
    return Will(edits, bind(taught.groupings), taught.decided, taught.refused), taught.names


def describer_of(job: Job, axis: Axis) -> str:
    """Name what makes the vectors of an axis: prompts are grouped by how they are put, responses by what they say."""
    return f"{DESCRIBER} with {job.encoder.name}" if axis is Axis.PROMPT else job.encoder.name


def read_plane(job: Job, axis: Axis, failing: Sequence[FailingResponse]) -> Plane:
    """Read the words and vectors of an axis; a case without words on it is left out."""
    told = [(one.case_id, one.response if axis is Axis.RESPONSE else one.prompt) for one in failing]
    spoken = [(case_id, text) for case_id, text in told if text]
    texts = [text for _, text in spoken]
    return Plane(axis, [case_id for case_id, _ in spoken], texts, _vectors(job, axis, texts))


def _vectors(job: Job, axis: Axis, texts: Sequence[str]) -> NDArray[np.float32]:
    if not texts:
        return np.empty((0, 0), dtype=np.float32)
    said = encode_stored(job, texts)
    return place_prompts(texts, said) if axis is Axis.PROMPT else said


def _store(job: Job, plane: Plane, night: Night, *, earlier: Earlier, names: Mapping[str, str]) -> None:
    store, run_id, axis = job.store, job.run.run_id, plane.axis
    write_clusters(store, _named(job, plane, night, earlier=earlier.clusters, names=names), axis=axis, run_id=run_id)
    # The map lies by what is said on both axes: how prompts are put makes groups, but no neighbourhoods to look at.
    said = encode_stored(job, plane.texts) if plane.texts else plane.vectors
    places = draw(job, axis, texts=plane.texts, vectors=said)
    write_memberships(store, _memberships(plane, night, places), axis=axis)
    lineage = [LineageRow(one.cluster_id, one.event, one.other_id, one.shared) for one in night.lineage]
    write_lineage(store, lineage, axis=axis, run_id=run_id)
    write_proposals(store, [Proposal(*move) for move in night.moves], axis=axis, run_id=run_id, is_refit=night.is_refit)
    kept = earlier.run_id
    write_identities(store, night.clusters_of(plane.case_ids), axis=axis, run_id=run_id, earlier=kept)
    write_centroids(store, Means(describer_of(job, axis), night.centroids), axis=axis, run_id=run_id, earlier=kept)


def _named(
    job: Job, plane: Plane, night: Night, *, earlier: Mapping[str, str], names: Mapping[str, str]
) -> list[StoredCluster]:
    """Name tonight's clusters; the name that a person gave wins."""
    found = name_night(job, plane, night, earlier=earlier)
    sizes = {label: int(np.sum(night.clustering.labels == label)) for label in night.ids}
    return [
        StoredCluster(
            cluster_id,
            plane.axis,
            names.get(cluster_id, found[cluster_id].name),
            found[cluster_id].keywords,
            sizes[label],
        )
        for label, cluster_id in night.ids.items()
    ]


def _memberships(plane: Plane, night: Night, places: NDArray[np.float64]) -> list[Membership]:
    exemplars = {row for rows in night.clustering.exemplars.values() for row in rows}
    return [
        Membership(
            case_id=case_id,
            axis=plane.axis,
            cluster_id=night.ids.get(int(night.clustering.labels[row])),
            strength=float(night.clustering.strengths[row]),
            is_exemplar=row in exemplars,
            x=float(places[row, 0]),
            y=float(places[row, 1]),
        )
        for row, case_id in enumerate(plane.case_ids)
    ]


def _count(axis: Axis, night: Night) -> Counts:
    return {
        f"{axis}_clusters": len(night.ids),
        f"{axis}_noise": int(np.sum(night.clustering.labels == NOISE)),
        f"{axis}_rows": night.rows,
        f"{axis}_refit": int(night.is_refit),
        f"{axis}_proposals": len(night.moves),
    }


def cluster_command(
    *,
    refit: Annotated[
        bool, typer.Option("--refit", help="Find all clusters anew, not only what is new; ids go on.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Group failing responses by how they were provoked (prompt) and by what came out (response).

    Example: `monitor cluster`
    """
    with open_job(read_settings(config)) as job, transaction(job.store):
        counts = cluster_cases(job, refit=refit)
        set_counts(job.store, job.run, step=STEP, counts=counts)
    sys.stdout.write(counts_line(STEP, counts) + "\n")


main = as_main(cluster_command)

if __name__ == "__main__":
    sys.exit(main())
