import pytest

from monitor.errors import LedgerError, StaleError
from monitor.taxonomy import Failure, Verdict
from monitor.triage import CaseRef, assess_case, undo
from monitor.triage.orders import accept_order, drop_order, read_order, read_verdicts, undo_order

BIAS = Failure.BIAS


def test_an_order_is_accepted_dropped_and_taken_back_by_events(ledger, mia):
    accept_order(ledger, read_order(ledger, BIAS), 7, actor=mia)
    accept_order(ledger, read_order(ledger, BIAS), 9, actor=mia)
    assert read_order(ledger, BIAS).active == 9
    undo_order(ledger, read_order(ledger, BIAS), actor=mia)
    assert read_order(ledger, BIAS).active == 7
    drop_order(ledger, read_order(ledger, BIAS), actor=mia)
    assert read_order(ledger, BIAS).active is None
    assert read_order(ledger, Failure.JAILBREAK).history == ()


def test_what_somebody_decided_first_is_not_overwritten_and_what_is_so_already_is_said(ledger, mia, guest):
    seen = read_order(ledger, BIAS)
    with pytest.raises(LedgerError, match="order of the detectors already"):
        drop_order(ledger, seen, actor=mia)
    with pytest.raises(LedgerError, match="may only look"):
        accept_order(ledger, seen, 7, actor=guest)
    accept_order(ledger, seen, 7, actor=mia)
    with pytest.raises(StaleError):
        accept_order(ledger, seen, 9, actor=mia)
    with pytest.raises(LedgerError, match="accepted already"):
        accept_order(ledger, read_order(ledger, BIAS), 7, actor=mia)


def test_verdicts_are_read_as_they_stood_at_an_event(ledger, mia):
    first = assess_case(ledger, CaseRef("c1-1", "x", 0), Verdict.CONFIRMED, actor=mia)
    assess_case(ledger, CaseRef("c2-1", "y", 0), Verdict.UNSURE, actor=mia)
    assess_case(ledger, CaseRef("c3-1", "z", 0), Verdict.NOT_A_FAILURE, actor=mia)
    undo(ledger, CaseRef("c1-1", "x", 1), actor=mia)
    assert read_verdicts(ledger).confirmed == {"c3-1": False}
    then = read_verdicts(ledger, until=first.sequence)
    assert (then.confirmed, then.content) == ({"c1-1": True}, {"c1-1": "x"})
