"""Reports from a web form: the fields that CSV and JSON exports of one share."""

import re
from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import SubmittedReport
from monitor.sources.context import language_code
from monitor.sources.fields import show, text_field, time_field

TEXTS = ("description", "text", "message", "body", "details", "report", "comment")
TITLES = ("title", "subject", "summary")
REPORTERS = ("reporter", "reporter_email", "email", "submitted_by", "name")
DATES = ("reported_at", "date", "submitted_at", "created_at", "timestamp", "time")
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
        channel=text_field(values, "channel", "source") or CHANNEL,
        title=text_field(values, *TITLES),
        external_id=text_field(values, "id", "report_id", "ticket"),
        reporter=text_field(values, *REPORTERS),
        url=text_field(values, "url", "link"),
        licence=text_field(values, "licence", "license"),
        language=language_code(text_field(values, "language", "lang")),
        severity=text_field(values, "severity", "priority"),
        tags=_tags(values.get("tags")),
        reported_at=time_field(values, *DATES),
    )


def _tags(value: object) -> tuple[str, ...]:
    """Return tags given as a list or as one text with commas, semicolons or bars between them."""
    if value in (None, ""):
        return ()
    tags = re.split(r"[,;|]", value) if isinstance(value, str) else value
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise RecordError(f"'tags' is {show(value)}, not a list of words")
    return tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
