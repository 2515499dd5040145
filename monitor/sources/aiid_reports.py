"""The reports of an AI Incident Database snapshot: news of incidents, as CSV or JSON."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import SubmittedReport
from monitor.sources.aiid import LICENCE, listed, plain_row
from monitor.sources.context import language_code, unread_fields
from monitor.sources.fields import text_field, time_field
from monitor.sources.options import ReadOptions

TELLING = {"report_number", "source_domain", "submitters"}
# What the snapshot's notice says of the words that others wrote.
TEXT_LICENCE = f"text: its publisher's own rights; the rest: {LICENCE}"
# The times are given a second time as numbers, and the text a second time without its markup.
READ = frozenset({
    "_id", "report_number", "title", "text", "url", "authors", "language", "tags", "date_published",
    "date_submitted", "epoch_date_published", "epoch_date_submitted", "epoch_date_downloaded",
    "epoch_date_modified", "plain_text", "image_url",
})  # fmt: skip


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row has what only a report of the database has."""
    return row.keys() >= TELLING


def read(row: Mapping[str, Any], _options: ReadOptions) -> SubmittedReport:
    """Read one report; raises RecordError if it has no words.

    The channel is the site that published it: that is where it was seen.
    """
    values = plain_row(row)
    title = text_field(values, "title")
    text = text_field(values, "text", "plain_text", "description") or title
    if text is None:
        raise RecordError("the report has no text")
    return SubmittedReport(
        text=text,
        format="aiid_reports",
        channel=text_field(values, "source_domain") or "AI Incident Database",
        title=title,
        external_id=f"AIID report {text_field(values, 'report_number')}",
        reporter="; ".join(listed(values.get("authors"))) or None,
        url=text_field(values, "url"),
        licence=TEXT_LICENCE,
        language=language_code(text_field(values, "language")),
        tags=listed(values.get("tags")),
        reported_at=time_field(values, "date_published", "date_submitted"),
        extra=unread_fields(values, read={*READ, "source_domain", "submitters"}),
    )
