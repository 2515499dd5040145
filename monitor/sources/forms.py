"""Reports from a web form: the fields that CSV and JSON exports of one share."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from monitor.errors import RecordError
from monitor.records import SubmittedReport
from monitor.sources.context import language_code, unread_fields
from monitor.sources.fields import first_present, name_field, text_field, time_field, words_field

TEXTS = ("description", "text", "message", "body", "details", "report", "comment")
TITLES = ("title", "subject", "summary")
REPORTERS = ("reporter", "reporter_email", "email", "submitted_by", "name")
DATES = ("reported_at", "date", "submitted_at", "created_at", "timestamp", "time")
IDS = ("id", "report_id", "ticket")
URLS = ("url", "link")
LICENCES = ("licence", "license")
LANGUAGES = ("language", "lang")
SEVERITIES = ("severity", "priority")
CHANNELS = ("channel", "source")
ATTACHMENTS = ("attachments", "attachment", "files")
# One of these beside a text tells a report from any other text.
TELLING = {*TITLES, *REPORTERS, "reported_at", "submitted_at", "date", "channel", "url", "severity"}
# What a report's own export says when it does not say how the report came in.
CHANNEL = "web form"


def recognise_form(row: Mapping[str, Any]) -> bool:
    """Whether the row is flat, as a form is, with a text and something else that a report form asks for."""
    if any(isinstance(value, dict) for value in row.values()):
        return False
    names = {name.lower() for name in row}
    texts = [value for name, value in row.items() if name.lower() in TEXTS]
    return any(isinstance(text, str) for text in texts) and not names.isdisjoint(TELLING)


def read_form(row: Mapping[str, Any], *, format: str) -> SubmittedReport:
    """Read one report; raises RecordError if it has no words or a field that cannot be read."""
    values = {name.lower(): value for name, value in row.items()}
    text = text_field(values, *TEXTS)
    if text is None:
        raise RecordError("the report has no text")
    return SubmittedReport(
        text=text,
        format=format,
        channel=name_field(values, *CHANNELS) or CHANNEL,
        title=text_field(values, *TITLES),
        external_id=name_field(values, *IDS),
        reporter=name_field(values, *REPORTERS),
        url=name_field(values, *URLS),
        licence=name_field(values, *LICENCES),
        language=language_code(name_field(values, *LANGUAGES)),
        severity=name_field(values, *SEVERITIES),
        tags=words_field(values, "tags"),
        attachments=tuple(PurePath(name).name or name for name in words_field(values, *ATTACHMENTS)),
        reported_at=time_field(values, *DATES),
        extra=unread_fields(values, read=_read(values)),
    )


def _read(values: Mapping[str, Any]) -> set[str]:
    """Return the fields read above: of several names for one thing, the first that has a value."""
    names = (TEXTS, CHANNELS, TITLES, IDS, REPORTERS, URLS, LICENCES, LANGUAGES, SEVERITIES, ATTACHMENTS, DATES)
    return {"tags", *(found[0] for one in names if (found := first_present(values, *one)))}
