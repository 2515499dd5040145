"""The public incident records that the package `genai-incidents` brings along."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.records import SubmittedReport
from monitor.sources.context import unread_fields
from monitor.sources.fields import mapping_field, mappings_in, text_field, time_field, words_field
from monitor.sources.options import ReadOptions

# The package's grant; its NOTICE-DATA says that it does not reach what others wrote.
LICENCE = "CC BY 4.0 (genai_incidents, Emmanuel G. Junior Rodrigues and contributors)"
# By NOTICE-DATA, whose words a record with this tag repeats, and under which terms.
OTHERS: dict[str, str] = {
    "atlas": "case-study text: Apache-2.0 (MITRE ATLAS, The MITRE Corporation)",
    "mitre-atlas": "case-study text: Apache-2.0 (MITRE ATLAS, The MITRE Corporation)",
    "garak": "probe text: Apache-2.0 (garak, Leon Derczynski and NVIDIA)",
    "oecd-aim": "title: rights unresolved (OECD AI Incidents and Hazards Monitor)",
}
# Half of the dates name only a month or a year; we keep its first day, and the date as it was written.
WHOLE_DATE = len("2026-11-01")
READ = frozenset({"id", "title", "description", "date", "severity", "primary_reference", "tags", "content_license"})


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is the package's whole file or one record of it."""
    return row.keys() >= {"id", "attack_vector", "owasp_llm", "primary_reference"} or (
        row.keys() >= {"incident_count", "incidents"}
    )


def split(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Take the whole file apart into its records."""
    return mappings_in(row["incidents"]) if "incidents" in row else iter((row,))


def read(row: Mapping[str, Any], _options: ReadOptions) -> SubmittedReport:
    """Read one record; raises RecordError if it has no words. Its tags say if its source retracted or disputes it."""
    title = text_field(row, "title")
    text = text_field(row, "description") or title
    if text is None:
        raise RecordError("the record has no text")
    tags = words_field(row, "tags")
    date = text_field(row, "date") or ""
    return SubmittedReport(
        text=text,
        format="genai_incidents",
        channel="genai-incidents",
        title=title,
        external_id=text_field(row, "id"),
        url=text_field(row, "primary_reference"),
        licence=_licence(row, tags),
        severity=text_field(row, "severity"),
        tags=tuple(dict.fromkeys(filter(None, [text_field(row, "status"), text_field(row, "attack_vector"), *tags]))),
        reported_at=time_field({"date": f"{date}-01-01"[:WHOLE_DATE] if date else None}, "date"),
        extra=unread_fields(row, read=READ if len(date) == WHOLE_DATE else READ - {"date"}),
    )


def _licence(row: Mapping[str, Any], tags: Sequence[str]) -> str:
    """Return the grant with every exception that the record or the notice makes to it."""
    own = mapping_field(row, "content_license")
    marked = [text_field(own, "license"), text_field(own, "attribution"), text_field(own, "license_url")]
    exceptions = [OTHERS[tag] for tag in OTHERS if tag in tags]
    if any(marked):
        exceptions.append("content: " + ", ".join(word for word in marked if word))
    return "; ".join([LICENCE, *dict.fromkeys(exceptions)])
