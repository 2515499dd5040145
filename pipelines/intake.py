"""A piece of a source file to rows ready to store: parsed, identified, redacted."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

from monitor.erased import Erased
from monitor.records import LoggedConversation, PassedOver, Rejected, SubmittedReport
from monitor.redaction import admit_conversation, admit_rejected, admit_report, identify, identify_sighting
from monitor.sources import Located, Piece, ReadOptions, doubt_clock, read_piece, with_code
from monitor.warehouse.conversation_rows import ConversationFrames, build_frames
from monitor.warehouse.placed import Placed, PlacedReport
from pipelines.oddities import Oddities


@dataclass(frozen=True, slots=True)
class Rules:
    """How pieces are admitted: how they are read, the key of ids, the region of phone numbers, the night.

    What was `erased` is never admitted again.
    """

    options: ReadOptions
    key: bytes
    region: str
    night: date
    erased: Erased = field(default_factory=Erased)

    def refuse(self, part: Located | Rejected) -> bool:
        """Tell whether a part was erased before."""
        match part:
            case Located(record=LoggedConversation() | SubmittedReport() as record) if self.erased:
                return self.erased.covers(*identify(record, key=self.key))
        return False


@dataclass(frozen=True, slots=True)
class Admitted:
    """One piece of a file as we keep it, and what was odd about it."""

    conversations: ConversationFrames
    reports: tuple[PlacedReport, ...]
    rejected: tuple[Rejected, ...]
    passed_over: Counter[str]
    oddities: Oddities
    holds_erased: bool = False

    @property
    def records(self) -> int:
        """How many good records the piece held."""
        return self.conversations.placed + len(self.reports)


@dataclass(slots=True)
class _Sorted:
    """The parts of one piece by what became of them."""

    conversations: list[Placed] = field(default_factory=list)
    reports: list[PlacedReport] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    oddities: Oddities = field(default_factory=Oddities)
    holds_erased: bool = False


def admit(piece: Piece, rules: Rules) -> Admitted:
    """Give every record of a piece its id and take the personal data out of it.

    A record that cannot be redacted is rejected, and nothing of it is kept.
    """
    parts = _Sorted()
    for part in read_piece(piece, options=rules.options):
        try:
            _admit_part(part, rules, parts)
        # Whatever goes wrong in redaction, the record must not pass unredacted.
        except Exception as error:  # noqa: BLE001
            place = (part.offset, part.line)
            parts.rejected.append(Rejected(*place, reason=f"redaction_failed: {type(error).__name__}", raw=b""))
    return Admitted(
        build_frames(parts.conversations),
        tuple(parts.reports),
        tuple(parts.rejected),
        parts.passed_over,
        parts.oddities,
        parts.holds_erased,
    )


def _admit_part(part: Located | Rejected, rules: Rules, parts: _Sorted) -> None:
    match part:
        case Located() if rules.refuse(part):
            parts.holds_erased = True
        case Located(record=LoggedConversation() as logged):
            clock = doubt_clock(logged.started_at, logged.clock, night=rules.night)
            admitted = admit_conversation(replace(logged, clock=clock), key=rules.key, region=rules.region)
            parts.oddities.add(logged, clock)
            parts.conversations.append(Placed(part.offset, admitted))
        case Located(record=SubmittedReport() as submitted):
            report = admit_report(submitted, key=rules.key, region=rules.region)
            parts.oddities.add(submitted)
            parts.reports.append(PlacedReport(part.offset, report, identify_sighting(submitted, key=rules.key)))
        case Located(record=PassedOver(reason=reason)):
            parts.passed_over[reason] += 1
        case Rejected():
            coded = replace(part, reason=with_code(part.reason))
            parts.rejected.append(admit_rejected(coded, region=rules.region))
