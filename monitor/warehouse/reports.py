"""What people outside the logs told us."""

import json
from collections.abc import Sequence

import polars as pl

from monitor.records import Report, content_hash
from monitor.warehouse.connection import Schema, Store, insert_rows, read_frame
from monitor.warehouse.placed import PlacedReport
from monitor.warehouse.sightings import write_sightings

REPORT_SCHEMA: Schema = {
    "report_id": pl.String,
    "run_id": pl.String,
    "sha256": pl.String,
    "file_offset": pl.Int64,
    "format": pl.String,
    "channel": pl.String,
    "title": pl.String,
    "text": pl.String,
    "content_hash": pl.String,
    "external_id": pl.String,
    "reporter_hash": pl.String,
    "url": pl.String,
    "licence": pl.String,
    "language": pl.String,
    "severity": pl.String,
    "tags": pl.List(pl.String),
    "attachments": pl.List(pl.String),
    "reported_at": pl.Datetime("us"),
    "extra": pl.String,
    "telling": pl.String,
}

INSERT_REPORTS = """
    insert into reports (
        report_id,
        run_id,
        sha256,
        file_offset,
        format,
        channel,
        title,
        text,
        content_hash,
        external_id,
        reporter_hash,
        url,
        licence,
        language,
        severity,
        tags,
        attachments,
        reported_at,
        extra,
        telling
    )
    select
        report_id,
        run_id,
        sha256,
        file_offset,
        format,
        channel,
        title,
        text,
        content_hash,
        external_id,
        reporter_hash,
        url,
        licence,
        language,
        severity,
        tags,
        attachments,
        reported_at,
        extra,
        telling
    from incoming
    anti join reports using (report_id)
"""

# The run and the place in the order of arrival stay those of the first sighting.
REPLACE_REPORTS = """
    update reports
    set
        sha256 = incoming.sha256,
        file_offset = incoming.file_offset,
        format = incoming.format,
        channel = incoming.channel,
        title = incoming.title,
        text = incoming.text,
        content_hash = incoming.content_hash,
        external_id = incoming.external_id,
        reporter_hash = incoming.reporter_hash,
        url = incoming.url,
        licence = incoming.licence,
        language = incoming.language,
        severity = incoming.severity,
        tags = incoming.tags,
        attachments = incoming.attachments,
        reported_at = incoming.reported_at,
        extra = incoming.extra,
        telling = incoming.telling
    from incoming
    where reports.report_id = incoming.report_id
        and incoming.telling < reports.telling
"""

SELECT_REPORTS = """
    select
        report_id,
        format,
        channel,
        title,
        text,
        external_id,
        reporter_hash,
        url,
        licence,
        language,
        severity,
        tags,
        attachments,
        reported_at,
        extra
    from reports
    where $report_id is null or report_id = $report_id
    order by ingest_seq
"""

SELECT_RANKED = """
    with channels as (
        select
            report_id,
            list_sort(list(distinct channel)) as channels
        from sightings
        group by report_id
    )
    select
        cases.case_id,
        cases.severity,
        cases.reach as sightings,
        reports.report_id,
        reports.title,
        reports.text,
        channels.channels,
        reports.reported_at,
        reports.licence,
        reports.attachments
    from cases
    join reports using (report_id)
    left join channels using (report_id)
    order by
        cases.priority desc,
        cases.case_id
    limit $limit
    offset $offset
"""

# Sorts behind every time.
TIME_UNKNOWN = "unknown"


def write_reports(store: Store, placed: Sequence[PlacedReport], *, sha256: str, run_id: str) -> int:
    """Insert what was not yet known of these reports and their sightings; return how many sightings were new.

    A report told in several ways is kept as it was told first, by its own time; of two at one time, one is chosen
    by its content. So a report is the same whichever file came first.
    """
    best: dict[str, tuple[object, ...]] = {}
    for one in placed:
        row = _row(one, sha256, run_id)
        best[one.report.report_id] = min(best.get(one.report.report_id, row), row, key=lambda row: str(row[-1]))
    insert_rows(store, REPLACE_REPORTS, best.values(), schema=REPORT_SCHEMA)
    insert_rows(store, INSERT_REPORTS, best.values(), schema=REPORT_SCHEMA)
    return write_sightings(store, placed, sha256=sha256, run_id=run_id)


def reports_frame(store: Store, *, limit: int, offset: int = 0) -> pl.DataFrame:
    """Return the reports that have a case, worst first, each with the channels it came through and its sightings."""
    return read_frame(store, SELECT_RANKED, limit=limit, offset=offset)


def read_reports(store: Store, *, report_id: str | None = None) -> list[Report]:
    """Return every report, or the one with this id, in the order they were ingested."""
    return [
        Report(
            report_id=row[0],
            format=row[1],
            channel=row[2],
            title=row[3],
            text=row[4],
            external_id=row[5],
            reporter=row[6],
            url=row[7],
            licence=row[8],
            language=row[9],
            severity=row[10],
            tags=tuple(row[11]),
            attachments=tuple(row[12]),
            reported_at=row[13],
            extra=row[14],
        )
        for row in store.execute(SELECT_REPORTS, {"report_id": report_id}).fetchall()
    ]


def _row(placed: PlacedReport, sha256: str, run_id: str) -> tuple[object, ...]:
    report = placed.report
    told = (
        report.format,
        report.channel,
        report.title,
        report.text,
        content_hash(report.text),
        report.external_id,
        report.reporter,
        report.url,
        report.licence,
        report.language,
        report.severity,
        list(report.tags),
        list(report.attachments),
        report.reported_at,
        report.extra,
    )
    at = TIME_UNKNOWN if report.reported_at is None else report.reported_at.isoformat(timespec="microseconds")
    telling = f"{at} {content_hash(json.dumps(told, default=str))}"
    return (report.report_id, run_id, sha256, placed.offset, *told, telling)
