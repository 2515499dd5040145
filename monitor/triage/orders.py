"""The orders of cases that a team's verdicts taught, and which of them a person accepted."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from monitor.errors import LedgerError
from monitor.ledger import Draft, Event, Ledger, append_event, hold, live_events, read_events, subject_id, subject_name
from monitor.records import Actor
from monitor.taxonomy import EventKind, Failure, Subject, Verdict
from monitor.teaching.files import read_kept_order
from monitor.teaching.ordering import ORDER_METHOD, Ordering
from monitor.triage.states import fold_case


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderState:
    """Which learned order a failure's cases have by human decision: that of the verdicts up to an event, or none."""

    failure: Failure
    version: int = 0
    active: int | None = None
    history: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What people decided, up to the event `until`: by case, whether it was confirmed, and of which words."""

    until: int
    confirmed: dict[str, bool]
    content: dict[str, str]


def read_order(ledger: Ledger, failure: Failure, *, before: datetime | None = None) -> OrderState:
    """Read which order the cases of a failure have, now or by an earlier time."""
    events = read_events(ledger, subject_id=subject_id(Subject.RANKING, failure))
    return _fold(failure, (event for event in events if before is None or event.at <= before))


def accept_order(ledger: Ledger, seen: OrderState, until: int, *, actor: Actor) -> Event:
    """Let the order that the verdicts up to an event taught take the place of the present one, from the next night."""
    if seen.active == until:
        raise LedgerError(f"this order of {seen.failure} was accepted already")
    draft = Draft(subject_id(Subject.RANKING, seen.failure), EventKind.SWITCHED_ON, actor, {"until": until})
    return append_event(ledger, draft, expected_version=seen.version)


def drop_order(ledger: Ledger, seen: OrderState, *, actor: Actor) -> Event:
    """Go back to the order of the detectors' scores, from the next night."""
    if seen.active is None:
        raise LedgerError(f"the cases of {seen.failure} have the order of the detectors already")
    draft = Draft(subject_id(Subject.RANKING, seen.failure), EventKind.SWITCHED_OFF, actor)
    return append_event(ledger, draft, expected_version=seen.version)


def undo_order(ledger: Ledger, seen: OrderState, *, actor: Actor) -> Event:
    """Take back the last decision on an order that still counts."""
    with hold(ledger) as held:
        live = live_events(read_order(held, seen.failure).history)
        if not live:
            raise LedgerError(f"there is no decision on the order of {seen.failure} left to take back")
        draft = Draft(subject_id(Subject.RANKING, seen.failure), EventKind.UNDONE, actor, {"undoes": live[-1].version})
        return append_event(held, draft, expected_version=seen.version)


def read_verdicts(ledger: Ledger, *, until: int | None = None) -> Verdicts:
    """Read the verdicts that stood at an event, by default now; what a person was unsure of is none."""
    histories: defaultdict[str, list[Event]] = defaultdict(list)
    last = 0
    for event in read_events(ledger, subject=Subject.CASE):
        if until is None or event.sequence <= until:
            histories[subject_name(event.subject_id)].append(event)
            last = event.sequence
    states = [fold_case(case_id, events) for case_id, events in sorted(histories.items())]
    decided = [one for one in states if one.verdict in (Verdict.CONFIRMED, Verdict.NOT_A_FAILURE)]
    return Verdicts(
        last if until is None else until,
        {one.case_id: one.verdict is Verdict.CONFIRMED for one in decided},
        {one.case_id: one.decided_on or "" for one in decided},
    )


def order_key(failure: Failure, until: int) -> str:
    """Name the file of what the verdicts up to an event taught."""
    return f"order-{failure}-{ORDER_METHOD}-{until}"


def find_orders(folder: Path, failure: Failure) -> dict[int, Ordering]:
    """Return the learned orders that are kept, by the event up to which the verdicts taught them, oldest first."""
    found = {}
    for path in folder.glob(f"{order_key(failure, 0)[:-1]}*.safetensors"):
        order = read_kept_order(folder, path.stem)
        if order is not None:
            found[int(path.stem.rpartition("-")[2])] = order
    return dict(sorted(found.items()))


def remove_other_orders(folder: Path, failure: Failure, keep: Collection[str]) -> None:
    """Remove the learned orders of a failure that are neither the newest nor accepted."""
    for path in folder.glob(f"order-{failure}-*.safetensors"):
        if path.stem not in keep:
            path.unlink()


def _fold(failure: Failure, events: Iterable[Event]) -> OrderState:
    history = tuple(events)
    state = OrderState(failure=failure, version=len(history), history=history)
    for event in live_events(history):
        state = replace(state, active=event.payload["until"] if event.kind is EventKind.SWITCHED_ON else None)
    return state
