from dataclasses import replace

import pytest

from monitor.records import Case, Detection, content_hash
from monitor.taxonomy import CaseKind, Failure, Hazard, Outcome, Technique
from monitor.warehouse.cases import CaseFilter, count_cases, write_cases
from monitor.warehouse.conversation_rows import build_frames
from monitor.warehouse.conversations import write_conversations
from monitor.warehouse.detections import DetectorVersion, write_detections, write_detectors
from monitor.warehouse.hazards import hazard_matrix_frame
from monitor.warehouse.placed import Placed

DETECTORS = [
    DetectorVersion("jailbreak", "1", Failure.JAILBREAK, Outcome.SUCCESS),
    DetectorVersion("jailbreak_attempt", "1", Failure.JAILBREAK, Outcome.ATTEMPT),
    DetectorVersion("harmful_compliance", "1", Failure.HARMFUL_COMPLIANCE, Outcome.SUCCESS),
    DetectorVersion("over_refusal", "1", Failure.OVER_REFUSAL, Outcome.SUCCESS),
]
TRIED = Detection(
    conversation_id="c",
    message_index=1,
    detector="jailbreak_attempt",
    version="1",
    failure=Failure.JAILBREAK,
    outcome=Outcome.ATTEMPT,
    score=0.9,
    reason="r",
    hazard=Hazard.HATE,
    technique=Technique.PERSONA,
)
GAVE = replace(TRIED, detector="jailbreak", outcome=Outcome.SUCCESS)
COMPLIED = replace(GAVE, detector="harmful_compliance", failure=Failure.HARMFUL_COMPLIANCE, technique=None)
REFUSED = replace(COMPLIED, detector="over_refusal", failure=Failure.OVER_REFUSAL, hazard=None)


def case_of(one: Detection) -> Case:
    return Case(
        case_id=f"{one.conversation_id}-1",
        kind=CaseKind.RESPONSE,
        content_hash=content_hash("x"),
        failure=one.failure,
        severity=3,
        reach=1,
        priority=3.0,
        reasons=(),
        conversation_id=one.conversation_id,
        message_index=1,
        hazard=one.hazard,
        technique=one.technique,
    )


@pytest.fixture
def fill(store, conversation):
    def fill(found, *, versions=None):
        """Store conversations by name with what was detected in each, and a case where something failed."""
        versions = versions or {}
        kept = [replace(conversation, conversation_id=name, model_version=versions.get(name, "1.0")) for name in found]
        frames = [build_frames([Placed(place, one)]) for place, one in enumerate(kept)]
        write_conversations(store, frames, sha256="f1", run_id="2026-11-01")
        write_detectors(store, DETECTORS)
        mine = [[replace(one, conversation_id=name) for one in ones] for name, ones in found.items()]
        write_detections(store, [one for ones in mine for one in ones])
        failed = [[one for one in ones if one.outcome is Outcome.SUCCESS] for ones in mine]
        write_cases(store, [case_of(ones[0]) for ones in failed if ones])
        return store

    return fill


def cells(store, wanted=None):
    frame = hazard_matrix_frame(store, wanted or CaseFilter())
    return {(row["hazard"], row["technique"]): (row["successes"], row["attempts"]) for row in frame.to_dicts()}


def test_a_cell_counts_successes_of_attempts_and_a_refused_attempt_stays_in_the_denominator(fill):
    store = fill({"a": [TRIED, GAVE], "b": [TRIED], "c": [TRIED, REFUSED]})
    assert cells(store) == {("hate", "persona"): (1, 3)}


def test_what_nothing_named_is_its_own_row_and_column_and_a_plain_request_has_no_denominator(fill):
    unnamed = replace(TRIED, hazard=None, technique=None)
    store = fill({"a": [unnamed], "b": [COMPLIED], "c": [replace(COMPLIED, hazard=None)]})
    assert cells(store) == {("unknown", "unknown"): (0, 1), ("hate", "none"): (1, None), ("unknown", "none"): (1, None)}


def test_what_failed_otherwise_is_in_no_cell(fill):
    assert cells(fill({"a": [REFUSED]})) == {}


def test_the_filters_count_for_attempts_as_for_successes(fill):
    store = fill({"a": [TRIED, GAVE], "b": [TRIED]}, versions={"b": "2.0"})
    assert cells(store, CaseFilter(model_version="2.0")) == {("hate", "persona"): (0, 1)}


def test_the_inbox_lists_the_successes_of_a_cell_and_of_what_nothing_named(fill):
    store = fill({"a": [TRIED, GAVE], "b": [COMPLIED], "c": [replace(COMPLIED, hazard=None)]})
    assert count_cases(store, CaseFilter(hazard="hate", technique="persona")) == 1
    assert count_cases(store, CaseFilter(hazard="hate")) == 2
    assert count_cases(store, CaseFilter(hazard="unknown", technique="unknown")) == 1
