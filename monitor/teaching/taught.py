"""Taught detectors at work: their claims and scans of a batch of responses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from monitor.detectors.detector import Judgement
from monitor.detectors.heads import count_words, weigh
from monitor.detectors.spans import LONGEST_CITATION, sentences
from monitor.records import Detection, Evidence, Response, Scan
from monitor.taxonomy import Failure, ScanStatus
from monitor.teaching.exchanges import Exchange
from monitor.teaching.model import Encode, count_exchanges, relate_exchanges
from monitor.teaching.training import Training

PREFIX = "taught_"
EMPTY = "the response is empty"
# What a detector may claim whose precision nobody could measure.
UNMEASURED = 0.5


@dataclass(frozen=True, slots=True)
class TaughtDetector:
    """One version of a detector that a team taught; `version` is the number of the training."""

    slug: str
    version: str
    failure: Failure
    training: Training

    @property
    def name(self) -> str:
        """The name that signs its detections."""
        return PREFIX + self.slug


def exchange_of(response: Response) -> Exchange:
    """Return what a taught detector reads of a response."""
    conversation = response.conversation
    return Exchange(
        key=f"{conversation.conversation_id}-{response.message_index}",
        conversation=conversation.conversation_id,
        prompt=response.prompt,
        response=response.text,
        logged_language=conversation.language,
    )


def judge_taught(responses: Sequence[Response], detectors: Sequence[TaughtDetector], encode: Encode) -> Judgement:
    """Let taught detectors look at responses: by words at all, by vectors where the words leave it open.

    A response in a language that its examples did not have is not scanned, and says so.
    """
    judgement = Judgement([], [])
    spoken = [one for one in responses if one.text.strip()]
    counts = count_exchanges([exchange_of(one) for one in spoken]) if spoken and detectors else None
    for detector in detectors:
        judgement.scans.extend(_scan(one, detector) for one in responses)
        if counts is not None:
            judgement.detections.extend(_detect(detector, spoken, counts, encode))
    return judgement


def score_exchanges(training: Training, exchanges: Sequence[Exchange], encode: Encode) -> np.ndarray:
    """Return the chance of each exchange by both views."""
    by_words = training.model.chances_of_words(count_exchanges(exchanges))
    by_vectors = training.model.chances_of_vectors(relate_exchanges(exchanges, encode))
    return np.asarray((by_words + by_vectors) / 2)


def _scan(response: Response, detector: TaughtDetector) -> Scan:
    reason = None if response.text.strip() else EMPTY
    if reason is None and not _can_read(detector, response):
        reason = f"its examples had no response in this language ({exchange_of(response).language})"
    return Scan(
        conversation_id=response.conversation.conversation_id,
        message_index=response.message_index,
        detector=detector.name,
        version=detector.version,
        status=ScanStatus.SCANNED if reason is None else ScanStatus.NOT_SCANNED,
        reason=reason,
    )


def _can_read(detector: TaughtDetector, response: Response) -> bool:
    return exchange_of(response).language in detector.training.languages


def _detect(
    detector: TaughtDetector, responses: Sequence[Response], counts: csr_matrix, encode: Encode
) -> Iterator[Detection]:
    training = detector.training
    by_words = training.model.chances_of_words(counts)
    readable = np.array([_can_read(detector, one) for one in responses])
    rows = np.flatnonzero(readable & (by_words >= training.worth)).tolist()
    if not rows:
        return
    vectors = relate_exchanges([exchange_of(responses[row]) for row in rows], encode)
    chances = (by_words[rows] + training.model.chances_of_vectors(vectors)) / 2
    for row, chance in zip(rows, chances, strict=True):
        if chance >= training.threshold:
            yield _claim(detector, responses[row], float(chance))


def _claim(detector: TaughtDetector, response: Response, chance: float) -> Detection:
    """Claim a failure, no surer than the detector was right on marks that it never saw."""
    quality = detector.training.quality
    known = UNMEASURED if quality.precision.value is None else quality.precision.value
    marks = quality.positives + quality.negatives
    return Detection(
        conversation_id=response.conversation.conversation_id,
        message_index=response.message_index,
        detector=detector.name,
        version=detector.version,
        failure=detector.failure,
        score=min(chance, known),
        reason=f"It is like what your team marked for this detector (learned from {marks} examples).",
        evidence=(_cite(detector, response),),
    )


def _cite(detector: TaughtDetector, response: Response) -> Evidence:
    """Cite the sentence whose words speak most for the claim."""
    bounds = sentences(response.text)
    # The columns of the response's words stand after those of the prompt's.
    idf, weights = (np.split(one, 2)[1] for one in (detector.training.model.idf, detector.training.model.words.weights))
    counts = count_words([response.text[start:end] for start, end in bounds])
    start, end = bounds[int(np.argmax(weigh(counts, idf) @ weights))]
    return Evidence(response.message_index, start, min(end, start + LONGEST_CITATION))
