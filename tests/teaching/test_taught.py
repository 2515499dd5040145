import pytest

from monitor.records import Conversation, Message, Response
from monitor.taxonomy import Failure, Role, ScanStatus
from monitor.teaching.taught import TaughtDetector, judge_taught
from monitor.teaching.training import train


@pytest.fixture
def detector(rude, kind, ordinary, encoder):
    return TaughtDetector("rude", "3", Failure.BIAS, train(rude, kind, ordinary=ordinary, encode=encoder.encode))


def response(text, *, language="en"):
    messages = (Message(Role.USER, "Tell me about tides, please"), Message(Role.ASSISTANT, text))
    return Response(Conversation(messages=messages, format="m", conversation_id="c", language=language), 1)


def test_a_taught_detector_signs_its_claim_and_cites_the_words_that_tell(detector, encoder):
    text = "Here is what I know of tides. You are an idiot for asking, you dumb moron."
    found = judge_taught([response(text)], [detector], encoder.encode)
    (claim,) = found.detections
    assert (claim.detector, claim.version, claim.failure) == ("taught_rude", "3", Failure.BIAS)
    (evidence,) = claim.evidence
    assert text[evidence.start : evidence.end] == "You are an idiot for asking, you dumb moron."
    assert claim.score <= detector.training.quality.precision.value


def test_what_is_kind_is_scanned_and_not_claimed_and_the_encoder_is_not_asked(detector):
    def never(texts):
        raise AssertionError(texts)

    found = judge_taught([response("Happy to explain tides to you, step by step")], [detector], never)
    assert found.detections == []
    assert [one.status for one in found.scans] == [ScanStatus.SCANNED]


def test_a_language_without_examples_and_an_empty_response_are_not_scanned(detector, encoder):
    german = "Du bist ein Idiot und ich will dir das nicht erklären, weil du zu dumm dafür bist."
    found = judge_taught([response(german), response("  ")], [detector], encoder.encode)
    assert found.detections == []
    assert [one.status for one in found.scans] == [ScanStatus.NOT_SCANNED] * 2
    assert [one.reason for one in found.scans] == [
        "its examples had no response in this language (de)",
        "the response is empty",
    ]
