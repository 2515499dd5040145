"""Let a learned head find a failure where a detector's rules saw nothing, and cite the sentence that speaks for it."""

from collections.abc import Iterator

import numpy as np

from monitor.detectors.detector import Detector, Finding, Scores
from monitor.detectors.heads import SIDE_BUCKETS, Head, Reads, count_words, weigh
from monitor.detectors.spans import LONGEST_CITATION, plain, sentences
from monitor.records import Detection, Evidence, Response
from monitor.taxonomy import Outcome


def sense(detector: Detector, response: Response, scores: Scores, *, head: Head | None) -> Iterator[Detection]:
    """Yield the detection of a head that is sure enough to decide alone; its full chance is the score.

    How sure that is was chosen in training, on exchanges by authors whom the head had never read. An attempt is left
    to rules: they name its technique.
    """
    chance = scores.full.get(detector.name)
    if head is None or head.decides_at is None or chance is None or detector.outcome is Outcome.ATTEMPT:
        return
    if chance < head.decides_at or detector.spares(response, scores):
        return
    finding = Finding(
        score=chance,
        reason=f"Its wording is like that of answers marked as {detector.failure.value.replace('_', ' ')}.",
        evidence=(strongest_sentence(head, response),),
    )
    yield detector.sign(response, finding)


def strongest_sentence(head: Head, response: Response) -> Evidence:
    """Return the sentence of a response whose words weigh most for the head's judgement."""
    text = plain(response.text)
    bounds = sentences(text)
    counts = count_words([text[start:end] for start, end in bounds])
    known = slice(0, SIDE_BUCKETS["response"])
    weights, idf = head.words.weights[known], head.words.idf
    at = 0 if idf is None or head.reads is Reads.PROMPT else int(np.argmax(weigh(counts, idf[known]) @ weights))
    start, end = bounds[at]
    return Evidence(response.message_index, start, min(end, start + LONGEST_CITATION))
