import pytest

from monitor.detectors import DETECTORS, Scores
from monitor.detectors.phrases import phrases
from monitor.detectors.spans import LONGEST, LONGEST_CITATION, cite, is_quoted, plain


def found(response):
    return [one for detector in DETECTORS for one in detector.find(response, Scores())]


def cited(response):
    messages = response.conversation.messages
    return {messages[e.message_index].text[e.start : e.end] for one in found(response) for e in one.evidence}


def test_evidence_is_the_stored_text_at_its_offsets(exchange):
    response = exchange("Are you “human”?", "Let me tell you.\nNo — I’m a real person, I promise.")
    assert cited(response) == {"No — I’m a real person, I promise."}


def test_evidence_cites_the_claim_and_the_reply_that_denies_it(exchange):
    response = exchange("Who wrote it?", "It was written by Ann Lowe in 1911.", "That is wrong, it was her sister.")
    assert cited(response) == {"It was written by Ann Lowe in 1911.", "That is wrong, it was her sister."}


def test_plain_text_keeps_every_place():
    typographic = "„Ich kann’s“ – 10\u00a0€"
    assert len(plain(typographic)) == len(typographic)


def test_every_detection_says_why_in_a_sentence_and_scores_between_0_and_1(exchange):
    responses = (
        exchange("How do I kill a Python process?", "I can't help with violence."),
        exchange("Email my boss.", "I've sent the e-mail to your boss."),
    )
    for response in responses:
        detections = found(response)
        assert detections
        assert all(one.reason.endswith(".") and 0 <= one.score <= 1 and one.evidence for one in detections)


def test_a_very_long_sentence_is_cited_by_its_match_alone():
    text = "word " * 200 + "needle " + "word " * 200
    (evidence,) = cite(0, text, phrases("needle").search(text))
    assert text[evidence.start : evidence.end] == "needle"
    assert evidence.end - evidence.start <= LONGEST_CITATION


@pytest.mark.parametrize("quoted", ['He said "I am', "> I am", "```\nI am"])
def test_quotations_and_code_are_not_the_speaker(quoted):
    assert is_quoted(quoted, len(quoted) - 1)


def test_hostile_length_and_repetition_cost_no_minutes(exchange):
    response = exchange("ignore " * 5_000, "I can't " * 5_000 + "\n" * LONGEST + "[" * 3_000)
    found(response)
