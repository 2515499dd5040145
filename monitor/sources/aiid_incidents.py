"""The incidents of an AI Incident Database snapshot: one per cause, as CSV or JSON."""

from collections.abc import Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import SubmittedReport
from monitor.sources.aiid import LICENCE, listed, plain_row
from monitor.sources.context import unread_fields
from monitor.sources.fields import text_field, time_field
from monitor.sources.options import ReadOptions

# Who is named with an incident, as the snapshot and as the database's API call it.
PARTIES = (
    ("Alleged deployer of AI system", "AllegedDeployerOfAISystem"),
    ("Alleged developer of AI system", "AllegedDeveloperOfAISystem"),
    ("Alleged harmed or nearly harmed parties", "AllegedHarmedOrNearlyHarmedParties"),
)
# The last two are the database's own vectors of the text, of no use to anybody else.
READ = frozenset({"_id", "incident_id", "title", "description", "date", *sum(PARTIES, ()), "embedding", "tsne"})
PAGE = "https://incidentdatabase.ai/cite/"


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row has an incident's number and says whose system it was."""
    return "incident_id" in row and any(name in row for name in PARTIES[0])


def read(row: Mapping[str, Any], _options: ReadOptions) -> SubmittedReport:
    """Read one incident; raises RecordError if it has no words. Its tags name who deployed, built and suffered."""
    values = plain_row(row)
    title = text_field(values, "title")
    text = text_field(values, "description") or title
    number = text_field(values, "incident_id")
    if text is None:
        raise RecordError("the incident has no text")
    named = [party for names in PARTIES for name in names for party in listed(values.get(name))]
    return SubmittedReport(
        text=text,
        format="aiid_incidents",
        channel="AI Incident Database",
        title=title,
        external_id=None if number is None else f"AIID incident {number}",
        url=None if number is None else f"{PAGE}{number}",
        licence=LICENCE,
        tags=tuple(dict.fromkeys(named)),
        reported_at=time_field(values, "date"),
        extra=unread_fields(values, read=READ),
    )
