"""The schema of the warehouse as a list of numbered changes: add to it, never edit it."""

from monitor.warehouse.migrations.findings import (
    M004_DETECTIONS,
    M005_EMBEDDINGS,
    M006_CASES,
    M007_CLUSTERS,
    M013_JUDGEMENTS,
    M014_LIKENESSES,
)
from monitor.warehouse.migrations.records import (
    M001_LANDING,
    M002_CONVERSATIONS,
    M003_REPORTS,
    M008_RUNS,
    M009_ORIGINS,
    M010_RELEVANCES,
    M011_SIGHTINGS,
    M012_TURNS,
)

MIGRATIONS: tuple[str, ...] = (
    M001_LANDING,
    M002_CONVERSATIONS,
    M003_REPORTS,
    M004_DETECTIONS,
    M005_EMBEDDINGS,
    M006_CASES,
    M007_CLUSTERS,
    M008_RUNS,
    M009_ORIGINS,
    M010_RELEVANCES,
    M011_SIGHTINGS,
    M012_TURNS,
    M013_JUDGEMENTS,
    M014_LIKENESSES,
)
