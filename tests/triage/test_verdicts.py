from monitor.statistics import wilson_interval
from monitor.taxonomy import Verdict
from monitor.triage import CaseRef, assess_case, read_case_states, undo
from monitor.triage.verdicts import fold_verdicts
from monitor.warehouse.detector_versions import Claim


def claim(case_id, failure="bias", *, version="1", source="chats", shown="bias", words="seen"):
    return Claim(case_id, failure, version, failure, source, words, shown)


def decide(ledger, actor, **verdicts):
    for case_id, verdict in verdicts.items():
        assess_case(ledger, CaseRef(case_id, "seen", 0), Verdict(verdict), actor=actor)


def folded(ledger, *claims):
    return {
        (one.detector, one.version, one.source): (one.confirmed, one.dismissed, one.unsure)
        for one in fold_verdicts(read_case_states(ledger), claims)
    }


def test_verdicts_are_counted_by_detector_version_and_source(ledger, mia):
    decide(ledger, mia, a="confirmed", b="not_a_failure", c="unsure", d="confirmed")
    claims = [claim("a"), claim("b"), claim("c"), claim("d", source="mails"), claim("a", version="2"), claim("e")]
    assert folded(ledger, *claims) == {
        ("bias", "1", None): (2, 1, 1),
        ("bias", "1", "chats"): (1, 1, 1),
        ("bias", "1", "mails"): (1, 0, 0),
        ("bias", "2", None): (1, 0, 0),
        ("bias", "2", "chats"): (1, 0, 0),
    }


def test_what_is_unsure_is_no_evidence_and_nothing_decided_is_unknown(ledger, mia):
    decide(ledger, mia, a="confirmed", b="unsure")
    _, sure, unsure = fold_verdicts(read_case_states(ledger), [claim("a"), claim("b", source="mails")])
    assert (sure.precision, sure.interval) == (1, wilson_interval(1, 1))
    assert (unsure.precision, unsure.interval) == (None, None)


def test_a_verdict_judges_only_the_failure_that_the_case_was_shown_as(ledger, mia):
    decide(ledger, mia, a="not_a_failure")
    assert folded(ledger, claim("a"), claim("a", "over_refusal")) == {
        ("bias", "1", None): (0, 1, 0),
        ("bias", "1", "chats"): (0, 1, 0),
    }


def test_a_case_that_no_version_flags_any_more_still_judges_the_old_one(ledger, mia):
    decide(ledger, mia, a="not_a_failure", b="not_a_failure")
    gone = [claim("a", shown=None), claim("b", shown=None), claim("b", "over_refusal", shown=None)]
    assert folded(ledger, *gone) == {("bias", "1", None): (0, 1, 0), ("bias", "1", "chats"): (0, 1, 0)}


def test_a_verdict_on_other_words_does_not_count_and_an_undone_one_neither(ledger, mia):
    decide(ledger, mia, a="confirmed", b="confirmed")
    undo(ledger, CaseRef("b", "seen", 1), actor=mia)
    assert folded(ledger, claim("a", words="other words"), claim("b")) == {}
