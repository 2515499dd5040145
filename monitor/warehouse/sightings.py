"""Where and when each report was told: the same words from five places are one report with five sightings."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from monitor.warehouse.connection import Schema, Store, insert_rows, read_frame
from monitor.warehouse.placed import PlacedReport

SIGHTING_SCHEMA: Schema = {
    "sighting_id": pl.String,
    "report_id": pl.String,
    "run_id": pl.String,
    "sha256": pl.String,
    "file_offset": pl.Int64,
    "format": pl.String,
    "channel": pl.String,
    "url": pl.String,
    "external_id": pl.String,
    "reporter_hash": pl.String,
    "reported_at": pl.Datetime("us"),
    "licence": pl.String,
    "severity": pl.String,
}

INSERT_SIGHTINGS = """
    insert into sightings
    select
        sighting_id,
        report_id,
        run_id,
        sha256,
        file_offset,
        format,
        channel,
        url,
        external_id,
        reporter_hash,
        reported_at,
        licence,
        severity
    from incoming
    anti join sightings using (sighting_id)
"""

SELECT_SIGHTINGS = """
    select
        channel,
        url,
        external_id,
        reporter_hash,
        reported_at,
        format,
        licence,
        severity
    from sightings
    where report_id = $report_id
    order by
        reported_at nulls last,
        sighting_id
"""

SELECT_SPREADS = """
    select
        report_id,
        count(distinct (channel, url, external_id, reporter_hash, reported_at)),
        list_sort(list(distinct severity) filter (severity is not null))
    from sightings
    group by report_id
"""


@dataclass(frozen=True, slots=True)
class Spread:
    """How often a report was told, and every severity that anybody gave it."""

    reach: int
    severities: tuple[str, ...]


def write_sightings(store: Store, placed: Sequence[PlacedReport], *, sha256: str, run_id: str) -> int:
    """Insert the sightings not yet known; return how many were new."""
    first = {one.sighting_id: one for one in reversed(placed)}
    rows = [_row(one, sha256, run_id) for one in first.values()]
    return insert_rows(store, INSERT_SIGHTINGS, rows, schema=SIGHTING_SCHEMA)


def read_spreads(store: Store) -> dict[str, Spread]:
    """Return how far each report was told, by its id; told again with another severity it is seen no further."""
    rows = store.execute(SELECT_SPREADS).fetchall()
    return {report_id: Spread(reach, tuple(severities or ())) for report_id, reach, severities in rows}


def sightings_frame(store: Store, report_id: str) -> pl.DataFrame:
    """Return every sighting of one report, the earliest first."""
    return read_frame(store, SELECT_SIGHTINGS, report_id=report_id)


def _row(placed: PlacedReport, sha256: str, run_id: str) -> tuple[object, ...]:
    report = placed.report
    return (
        placed.sighting_id,
        report.report_id,
        run_id,
        sha256,
        placed.offset,
        report.format,
        report.channel,
        report.url,
        report.external_id,
        report.reporter,
        report.reported_at,
        report.licence,
        report.severity,
    )
