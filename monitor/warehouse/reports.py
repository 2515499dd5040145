"""What people outside the logs told us."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from monitor.records import Report, content_hash
from monitor.warehouse.connection import Schema, Store, insert_rows

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
        extra
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
        extra
    from incoming
    anti join reports using (report_id)
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


@dataclass(frozen=True, slots=True)
class PlacedReport:
    """A report with its place: byte `offset` in the file it came from."""

    offset: int
    report: Report


def write_reports(store: Store, placed: Sequence[PlacedReport], *, sha256: str, run_id: str) -> int:
    """Insert the reports not yet known; return how many were new."""
    first = {one.report.report_id: one for one in reversed(placed)}
    rows = [_row(one, sha256, run_id) for one in first.values()]
    return insert_rows(store, INSERT_REPORTS, rows, schema=REPORT_SCHEMA)


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
    return (
        report.report_id,
        run_id,
        sha256,
        placed.offset,
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
