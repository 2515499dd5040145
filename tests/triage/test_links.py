import pytest

from monitor.errors import LedgerError, StaleError
from monitor.triage.links import (
    LinkRef,
    confirm_link,
    read_links_decided,
    read_pairs_decided,
    refuse_link,
    settle_links,
    undo_link,
)

REF = LinkRef(report_id="r1", other_id="c1")


def at(version, **changes):
    return LinkRef(report_id="r1", other_id="c1", version=version, **changes)


def test_a_refused_link_never_comes_back_and_a_confirmed_one_never_goes(ledger, mia):
    refuse_link(ledger, REF, actor=mia, reason="another sofa")
    confirm_link(ledger, LinkRef(report_id="r1", other_id="c9"), actor=mia)
    decided = read_links_decided(ledger)
    assert settle_links("r1", ["c1", "c2"], decided) == ["c2", "c9"]
    assert settle_links("r1", [], decided) == ["c9"]
    assert settle_links("r2", ["c1"], decided) == ["c1"]
    state = decided["r1", "c1"]
    assert (state.holds, state.decided_by, state.reason, state.version) == (False, "mia", "another sofa", 1)


def test_undo_brings_back_what_stood_before(ledger, mia):
    confirm_link(ledger, REF, actor=mia)
    refuse_link(ledger, at(1), actor=mia)
    undo_link(ledger, at(2), actor=mia)
    assert read_links_decided(ledger)["r1", "c1"].holds is True
    undo_link(ledger, at(3), actor=mia)
    assert read_links_decided(ledger)["r1", "c1"].holds is None
    assert settle_links("r1", ["c1"], read_links_decided(ledger)) == ["c1"]
    with pytest.raises(LedgerError, match="no decision left"):
        undo_link(ledger, at(4), actor=mia)


def test_two_people_cannot_decide_on_one_version(ledger, mia):
    confirm_link(ledger, REF, actor=mia)
    with pytest.raises(StaleError, match="somebody decided first"):
        refuse_link(ledger, REF, actor=mia)


def test_deciding_the_same_again_is_refused(ledger, mia):
    confirm_link(ledger, REF, actor=mia)
    with pytest.raises(LedgerError, match="confirmed already"):
        confirm_link(ledger, at(1), actor=mia)


def test_a_guest_may_only_look(ledger, guest):
    with pytest.raises(LedgerError, match="may only look"):
        confirm_link(ledger, REF, actor=guest)
    assert read_links_decided(ledger) == {}


def test_a_pair_of_reports_is_one_whichever_is_named_first(ledger, mia):
    confirm_link(ledger, LinkRef(report_id="r2", other_id="r1", is_pair=True), actor=mia)
    with pytest.raises(StaleError):
        refuse_link(ledger, LinkRef(report_id="r1", other_id="r2", is_pair=True), actor=mia)
    assert read_pairs_decided(ledger)["r1", "r2"].holds is True
    assert read_links_decided(ledger) == {}
    with pytest.raises(LedgerError, match="itself"):
        confirm_link(ledger, LinkRef(report_id="r1", other_id="r1", is_pair=True), actor=mia)


def test_decisions_are_read_as_they_stood_at_a_time(ledger, mia):
    event = confirm_link(ledger, REF, actor=mia)
    refuse_link(ledger, at(1), actor=mia)
    assert read_links_decided(ledger, until=event.at)["r1", "c1"].holds is True
