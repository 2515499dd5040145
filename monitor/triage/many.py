"""One decision on many cases: an event on each, made on what was seen of it, and all of them or none."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from monitor.errors import LedgerError
from monitor.ledger import Event, Ledger, hold
from monitor.records import Actor
from monitor.taxonomy import Verdict
from monitor.triage.cases import CaseRef, assess_case, resolve_case, undo

# Nobody has looked at more than this before deciding; the ledger takes a few seconds for them.
MOST_AT_ONCE = 500


def assess_cases(
    ledger: Ledger, refs: Sequence[CaseRef], verdict: Verdict, *, actor: Actor, reason: str
) -> list[CaseRef]:
    """Give all these cases one verdict, and name them as they are then; raises StaleError if one was decided first."""
    _refuse_blank(reason)
    return _each(ledger, refs, lambda held, ref: assess_case(held, ref, verdict, actor=actor, reason=reason))


def resolve_cases(ledger: Ledger, refs: Sequence[CaseRef], *, actor: Actor, reason: str) -> list[CaseRef]:
    """Set all these cases aside as done, and name them as they are then."""
    _refuse_blank(reason)
    return _each(ledger, refs, lambda held, ref: resolve_case(held, ref, actor=actor, reason=reason))


def undo_cases(ledger: Ledger, refs: Sequence[CaseRef], *, actor: Actor) -> list[CaseRef]:
    """Take back the last decision on each of these cases; raises StaleError if one was decided on since."""
    return _each(ledger, refs, lambda held, ref: undo(held, ref, actor=actor))


def _each(ledger: Ledger, refs: Sequence[CaseRef], action: Callable[[Ledger, CaseRef], Event]) -> list[CaseRef]:
    if len(refs) > MOST_AT_ONCE:
        raise LedgerError(f"{len(refs):,} cases are too many for one decision; take at most {MOST_AT_ONCE}")
    with hold(ledger) as held:
        return [replace(ref, version=action(held, ref).version) for ref in refs]


def _refuse_blank(reason: str) -> None:
    if not reason.strip():
        raise LedgerError("a decision on many cases needs a reason")
