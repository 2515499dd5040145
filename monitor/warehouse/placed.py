"""Records with their place in the file they came from, as they go into the store."""

from dataclasses import dataclass

from monitor.records import Conversation, Report


@dataclass(frozen=True, slots=True)
class Placed:
    """A conversation with its place: byte `offset` in the file it came from."""

    offset: int
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class PlacedReport:
    """A report as one part of a file told it: byte `offset` in the file, and the id of this sighting."""

    offset: int
    report: Report
    sighting_id: str
