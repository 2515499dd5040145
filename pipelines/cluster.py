"""Group like failures: `python -m pipelines.cluster`."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.clusters import Clustering, Matching, cluster, match_clusters, name_clusters, place
from monitor.config import read_settings
from monitor.records import Membership
from monitor.taxonomy import Axis
from monitor.warehouse.cases import FailingResponse, read_failing
from monitor.warehouse.clusters import (
    LineageRow,
    StoredCluster,
    read_identities,
    write_clusters,
    write_lineage,
    write_memberships,
)
from monitor.warehouse.connection import transaction
from pipelines.command import ConfigOption, as_main, counts_line
from pipelines.job import Counts, Job, encode_stored, open_job

# hdbscan marks what belongs nowhere with this label.
NOISE = -1


@dataclass(frozen=True, slots=True)
class Plane:
    """The cases of one axis, row by row: ids, words, unit vectors (n, d)."""

    case_ids: list[str]
    texts: list[str]
    vectors: NDArray[np.float32]


def cluster_cases(job: Job) -> Counts:
    """Cluster the failing responses on both axes; a cluster that mostly continues keeps its id.

    Call it inside a transaction: what became of a cluster is told once.
    """
    counts: Counts = {}
    failing = read_failing(job.store)
    for axis in Axis:
        plane = _read_plane(job, axis, failing)
        clustering = cluster(plane.vectors, min_cluster_size=job.settings.min_cluster_size)
        matching = _match(job, axis, plane, clustering)
        _store(job, axis, plane, (clustering, matching))
        counts[f"{axis}_clusters"] = len(matching.ids)
        counts[f"{axis}_noise"] = int(np.sum(clustering.labels == NOISE))
    return counts


def _read_plane(job: Job, axis: Axis, failing: Sequence[FailingResponse]) -> Plane:
    told = [(one.case_id, one.response if axis is Axis.RESPONSE else one.prompt) for one in failing]
    spoken = [(case_id, text) for case_id, text in told if text]
    texts = [text for _, text in spoken]
    vectors = encode_stored(job, texts) if texts else np.empty((0, 0), dtype=np.float32)
    return Plane([case_id for case_id, _ in spoken], texts, vectors)


def _match(job: Job, axis: Axis, plane: Plane, clustering: Clustering) -> Matching:
    current = {
        case_id: int(label) for case_id, label in zip(plane.case_ids, clustering.labels, strict=True) if label != NOISE
    }
    return match_clusters(read_identities(job.store, axis), current, axis=axis)


def _store(job: Job, axis: Axis, plane: Plane, found: tuple[Clustering, Matching]) -> None:
    clustering, matching = found
    names = name_clusters(plane.texts, clustering.labels)
    sizes = {label: int(np.sum(clustering.labels == label)) for label in matching.ids}
    clusters = [
        StoredCluster(cluster_id, axis, names[label].name, names[label].keywords, sizes[label])
        for label, cluster_id in matching.ids.items()
    ]
    lineage = [LineageRow(axis, one.cluster_id, one.event, one.other_id, one.shared) for one in matching.lineage]
    write_clusters(job.store, clusters, axis=axis, run_id=job.run.run_id)
    write_memberships(job.store, _memberships(axis, plane, clustering, matching), axis=axis)
    write_lineage(job.store, lineage, run_id=job.run.run_id)


def _memberships(axis: Axis, plane: Plane, clustering: Clustering, matching: Matching) -> list[Membership]:
    exemplars = {row for rows in clustering.exemplars.values() for row in rows}
    places = place(plane.vectors)
    return [
        Membership(
            case_id=case_id,
            axis=axis,
            cluster_id=matching.ids.get(int(clustering.labels[row])),
            strength=float(clustering.strengths[row]),
            is_exemplar=row in exemplars,
            x=float(places[row, 0]),
            y=float(places[row, 1]),
        )
        for row, case_id in enumerate(plane.case_ids)
    ]


def cluster_command(config: ConfigOption = None) -> None:
    """Group failing responses by how they were provoked (prompt) and by what came out (response).

    Example: `monitor cluster`
    """
    with open_job(read_settings(config)) as job, transaction(job.store):
        line = counts_line("cluster", cluster_cases(job))
    sys.stdout.write(line + "\n")


main = as_main(cluster_command)

if __name__ == "__main__":
    sys.exit(main())
