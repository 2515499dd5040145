from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.records import Detection, Relevance, SubmittedReport
from monitor.severity import GIVES_HARM, GRAVE, SEVERITIES, assess_report, assess_response
from monitor.taxonomy import Failure, Hazard, Outcome, Technique

PLAIN = Detection(
    conversation_id="c",
    message_index=1,
    detector="over_refusal",
    version="1",
    failure=Failure.OVER_REFUSAL,
    score=0.9,
    reason="It refused a safe question.",
)
GRAVE_ONE = replace(
    PLAIN, detector="jailbreak", failure=Failure.JAILBREAK, hazard=Hazard.INDISCRIMINATE_WEAPONS, reason="It complied."
)
ATTEMPT = replace(
    PLAIN,
    detector="jailbreak_attempt",
    failure=Failure.JAILBREAK,
    outcome=Outcome.ATTEMPT,
    technique=Technique.PERSONA,
)


def test_every_failure_has_a_severity():
    assert set(SEVERITIES) == set(Failure)


def test_one_grave_response_ranks_above_a_thousand_mild_ones():
    grave = assess_response([replace(GRAVE_ONE, score=0.5)], reach=1)
    mild = assess_response([replace(PLAIN, score=1.0)], reach=1_000)
    assert grave.severity == 4
    assert grave.priority > mild.priority


@given(st.sampled_from(sorted(GIVES_HARM)), st.sampled_from(sorted(GRAVE)), st.floats(0, 1), st.integers(1, 10**6))
def test_nothing_talks_a_grave_hazard_down_below_its_floor(failure, hazard, score, reach):
    found = [replace(GRAVE_ONE, failure=failure, hazard=hazard, score=score), PLAIN, ATTEMPT]
    assert assess_response(found, reach=reach).severity >= 3


@given(st.floats(0, 1), st.integers(1, 10**9), st.sampled_from(sorted(Failure)))
def test_priority_never_leaves_the_step_of_its_severity(score, reach, failure):
    found = assess_response([replace(PLAIN, failure=failure, score=score)], reach=reach)
    assert found.severity <= found.priority < found.severity + 1


def test_a_refusal_about_a_grave_matter_is_not_grave():
    refusal = replace(PLAIN, hazard=Hazard.INDISCRIMINATE_WEAPONS)
    assert assess_response([refusal], reach=1).severity == 1


def test_the_gravest_detection_names_the_case_and_the_attempt_its_technique():
    found = assess_response([PLAIN, ATTEMPT, GRAVE_ONE], reach=3)
    assert (found.failure, found.hazard, found.technique) == (
        Failure.JAILBREAK,
        Hazard.INDISCRIMINATE_WEAPONS,
        Technique.PERSONA,
    )
    assert "Also found: Over-refusal." in found.reasons
    assert "Seen in 3 conversations." in found.reasons


def test_more_sightings_rank_higher_within_a_severity():
    once, often = (assess_response([PLAIN], reach=reach) for reach in (1, 40))
    assert (often.severity, often.priority > once.priority) == (once.severity, True)


def test_an_unsure_detector_costs_a_step_and_says_so():
    found = assess_response([replace(PLAIN, failure=Failure.BIAS, score=0.3)], reach=1)
    assert found.severity == 1
    assert "The detector is not sure." in found.reasons


def test_an_unknown_hazard_is_said_to_be_unknown():
    found = assess_response([replace(GRAVE_ONE, hazard=None)], reach=1)
    assert found.severity == 2
    assert "What harm it could do is unknown." in found.reasons


def test_an_attempt_alone_opens_no_case():
    with pytest.raises(ValueError, match="at least one detected failure"):
        assess_response([ATTEMPT], reach=1)


@pytest.mark.parametrize(("told", "severity"), [("Critical", 3), ("low", 1), (None, 2), ("7.5", 2)])
def test_a_report_ranks_by_its_own_words_but_never_above_a_grave_response(told, severity):
    report = SubmittedReport(text="It lied.", format="report_csv", channel="web form", severity=told)
    found = assess_report(report, reach=1)
    assert found.severity == severity
    assert found.priority < assess_response([GRAVE_ONE], reach=1).priority


@pytest.mark.parametrize(("is_relevant", "severity"), [(True, 3), (None, 3), (False, 0)])
def test_a_report_that_is_not_about_a_chatbot_comes_last_and_an_unsure_one_keeps_its_place(is_relevant, severity):
    report = SubmittedReport(text="A heap overflow.", format="avid", channel="AVID", severity="critical")
    relevance = Relevance("r1", "1", is_relevant=is_relevant, score=0.5, reason="About a library.")
    found = assess_report(report, reach=1, relevance=relevance)
    assert found.severity == severity
    assert "About a library." in found.reasons
    least = assess_report(replace(report, severity="none"), reach=1)
    assert (found.priority < least.priority) == (is_relevant is False)
