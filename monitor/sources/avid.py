"""Reports and vulnerabilities of the AI Vulnerability Database (AVID)."""

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import SubmittedReport
from monitor.sources.context import language_code, unread_fields
from monitor.sources.fields import mapping_field, mappings_in, show, text_field, time_field
from monitor.sources.options import ReadOptions

# The database's own grant (LICENSE in avidml/avid-db).
LICENCE = "MIT (AI Vulnerability Database)"
# What is read completely; what is read in part stays among the extra fields as a whole.
READ = frozenset({"data_type", "metadata", "description", "credit", "reported_date", "published_date"})


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row calls itself AVID's."""
    return row.get("data_type") == "AVID"


def read(row: Mapping[str, Any], _options: ReadOptions) -> SubmittedReport:
    """Read one report or vulnerability; raises RecordError if it describes nothing.

    Its tags name the class of problem, AVID's risk domains and effects, the weaknesses (CWE) and what was affected.
    """
    title = _words(mapping_field(row, "problemtype"))
    text = _words(row) or title
    if text is None:
        raise RecordError("the report has no description")
    identity = mapping_field(row, "metadata")
    severity = mapping_field(mapping_field(row, "impact"), "cvss")
    credit = [text_field(credited, "value") for credited in mappings_in(row.get("credit"))]
    return SubmittedReport(
        text=text,
        format="avid",
        channel="AVID",
        title=title,
        external_id=text_field(identity, "report_id", "vuln_id"),
        reporter="; ".join(name for name in credit if name) or None,
        url=next((url for one in mappings_in(row.get("references")) if (url := text_field(one, "url"))), None),
        licence=LICENCE,
        language=language_code(text_field(mapping_field(row, "description"), "lang")),
        severity=text_field(severity, "baseSeverity"),
        tags=tuple(dict.fromkeys(_tags(row))),
        reported_at=time_field(row, "reported_date", "published_date"),
        extra=unread_fields(row, read=READ),
    )


def _words(row: Mapping[str, Any]) -> str | None:
    described = row.get("description")
    if isinstance(described, str):
        return described.strip() or None
    if not isinstance(described, Mapping | None):
        raise RecordError(f"the description is {show(described)}, not text")
    return text_field(mapping_field(row, "description"), "value")


def _tags(row: Mapping[str, Any]) -> Iterator[str]:
    impact = mapping_field(row, "impact")
    yield from _texts(mapping_field(row, "problemtype").get("classof"))
    yield from _texts(mapping_field(impact, "avid").get("risk_domain"))
    yield from _texts(mapping_field(impact, "avid").get("sep_view"))
    for weakness in mappings_in(impact.get("cwe")):
        yield from _texts(weakness.get("cweId"))
    for artifact in mappings_in(mapping_field(row, "affects").get("artifacts")):
        yield from _texts(artifact.get("name"))


def _texts(value: object) -> Iterator[str]:
    values = value if isinstance(value, list) else [value]
    return (text.strip() for text in values if isinstance(text, str) and text.strip())
