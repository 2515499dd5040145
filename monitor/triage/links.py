"""What a person says of a link: this report tells of that conversation or of the same as that report, or not."""

# A decision stands above what any night finds: a refused link never comes back, a confirmed one never goes. The
# machine's own links stay as they are, so that taking a decision back brings the machine's word back.

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import LedgerError
from monitor.ledger import Draft, Event, Ledger, append_event, hold, live_events, read_events, subject_id, subject_name
from monitor.records import Actor
from monitor.taxonomy import EventKind, Subject

DECIDING = (EventKind.LINK_CONFIRMED, EventKind.LINK_REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRef:
    """A link as the person saw it: of a report to a conversation, or (`is_pair`) of two reports."""

    report_id: str
    other_id: str
    is_pair: bool = False
    version: int = 0

    @property
    def subject(self) -> str:
        """What the ledger calls it; two reports are one pair, whichever was named first."""
        ends = (self.report_id, self.other_id)
        kind = Subject.REPORT_PAIR if self.is_pair else Subject.LINK
        return subject_id(kind, ":".join(sorted(ends) if self.is_pair else ends))


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """Where a link stands by human decision: it holds (True), it does not (False), or nobody says (None)."""

    ends: tuple[str, str]
    version: int = 0
    holds: bool | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str = ""
    history: tuple[Event, ...] = ()


Links = Mapping[tuple[str, str], LinkState]


def confirm_link(ledger: Ledger, ref: LinkRef, *, actor: Actor, reason: str = "") -> Event:
    """Say that a link holds, one that no machine found too; two reports are joined by it."""
    return _decide(ledger, ref, EventKind.LINK_CONFIRMED, actor, reason)


def refuse_link(ledger: Ledger, ref: LinkRef, *, actor: Actor, reason: str = "") -> Event:
    """Say that a link does not hold; two reports are parted by it."""
    return _decide(ledger, ref, EventKind.LINK_REFUSED, actor, reason)


def undo_link(ledger: Ledger, ref: LinkRef, *, actor: Actor, reason: str = "") -> Event:
    """Take back the last decision on a link that still counts; again, the one before it."""
    with hold(ledger) as held:
        live = live_events(read_events(held, subject_id=ref.subject))
        if not live:
            raise LedgerError("this link has no decision left to take back")
        draft = Draft(ref.subject, EventKind.UNDONE, actor, {"undoes": live[-1].version}, reason)
        return append_event(held, draft, expected_version=ref.version)


def fold_link(events: Iterable[Event]) -> LinkState:
    """Work out where a link stands from its own events, oldest first."""
    history = tuple(events)
    left, _, right = subject_name(history[0].subject_id).partition(":")
    live = [event for event in live_events(history) if event.kind in DECIDING]
    if not live:
        return LinkState(ends=(left, right), version=len(history), history=history)
    last = live[-1]
    return LinkState(
        ends=(left, right),
        version=len(history),
        holds=last.kind is EventKind.LINK_CONFIRMED,
        decided_by=last.actor,
        decided_at=last.at,
        reason=last.reason,
        history=history,
    )


def read_links_decided(ledger: Ledger, *, until: datetime | None = None) -> Links:
    """Read where every link of a report to a conversation stands, by both, now or at a time."""
    return _read(ledger, Subject.LINK, until)


def read_pairs_decided(ledger: Ledger, *, until: datetime | None = None) -> Links:
    """Read where every pair of reports stands, by both in order, now or at a time."""
    return _read(ledger, Subject.REPORT_PAIR, until)


def settle_links(report_id: str, found: Collection[str], decided: Links) -> list[str]:
    """Return the conversations that a report is linked to: those found and not refused, and those people confirmed."""
    refused = {other for (mine, other), state in decided.items() if mine == report_id and state.holds is False}
    confirmed = {other for (mine, other), state in decided.items() if mine == report_id and state.holds}
    return sorted((set(found) - refused) | confirmed)


def _decide(ledger: Ledger, ref: LinkRef, kind: EventKind, actor: Actor, reason: str) -> Event:
    if ref.is_pair and ref.report_id == ref.other_id:
        raise LedgerError("a report cannot be joined with itself")
    with hold(ledger) as held:
        history = read_events(held, subject_id=ref.subject)
        holds = fold_link(history).holds if history else None
        event = append_event(held, Draft(ref.subject, kind, actor, reason=reason), expected_version=ref.version)
        if holds is (kind is EventKind.LINK_CONFIRMED):
            raise LedgerError(f"this link was {'confirmed' if holds else 'refused'} already")
    return event


def _read(ledger: Ledger, subject: Subject, until: datetime | None) -> Links:
    histories: defaultdict[str, list[Event]] = defaultdict(list)
    for event in read_events(ledger, subject=subject):
        if until is None or event.at <= until:
            histories[event.subject_id].append(event)
    states = map(fold_link, histories.values())
    return {state.ends: state for state in states}
