"""The schema of the warehouse as a list of numbered changes: add to it, never edit it."""

from monitor.warehouse.migrations.alarms import M017_ALARMS
from monitor.warehouse.migrations.encoders import M019_ENCODERS
from monitor.warehouse.migrations.explanations import M021_EXPLANATIONS
from monitor.warehouse.migrations.findings import (
    M004_DETECTIONS,
    M005_EMBEDDINGS,
    M006_CASES,
    M007_CLUSTERS,
    M013_JUDGEMENTS,
    M014_LIKENESSES,
)
from monitor.warehouse.migrations.identity import M018_IDENTITY
from monitor.warehouse.migrations.links import M016_LINKS
from monitor.warehouse.migrations.maps import M015_MAPS
from monitor.warehouse.migrations.namings import M020_NAMINGS, M022_TOLD_NAMES
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
    M015_MAPS,
    M016_LINKS,
    M017_ALARMS,
    M018_IDENTITY,
    M019_ENCODERS,
    M020_NAMINGS,
    M021_EXPLANATIONS,
    M022_TOLD_NAMES,
)
