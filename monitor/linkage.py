"""The records of what a report was linked to: conversations of production that it tells of, and like reports."""

from dataclasses import dataclass

from monitor.records import Evidence, SubmittedReport
from monitor.taxonomy import Way

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One conversation that a report seems to tell of, by the response at `message_index`, and what shows it.

    `similarity`, 0 to 1, is the share of a passage that both have, in runs of three letters, or the cosine of vectors.
    `cited` are the characters of the report's told text, and `evidence` those of messages, that answer each other.
    """

    report_id: str
    conversation_id: str
    message_index: int
    way: Way
    similarity: float
    cited: tuple[Span, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPair:
    """Two reports that seem to tell of the same thing, the smaller id first."""

    report_id: str
    other_id: str
    way: Way
    similarity: float


def told_text(report: SubmittedReport) -> str:
    """Return what a report says: its title and its text, as pages show them and spans count them."""
    return report.text if report.title is None else f"{report.title}\n\n{report.text}"
