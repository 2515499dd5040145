"""Run every detector over a batch of responses, and the encoder only over those that are not clearly fine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.detectors.detector import Detector, Judgement, Scores
from monitor.detectors.family import DETECTORS
from monitor.detectors.heads import (
    Head,
    Reads,
    chances_of_vectors,
    chances_of_words,
    count_words,
    guess_language,
    load_heads,
)
from monitor.detectors.parts import cut
from monitor.errors import MonitorError
from monitor.records import Detection, Response, Scan
from monitor.taxonomy import ScanStatus

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

# From this chance on, a head's word view asks for its vector view; below, the response is fine to that head.
WORTH_A_LOOK = {
    "harmful_request": 0.3,
    "jailbreak_attempt": 0.3,
    "biased_reply": 0.6,
    "refusal": 0.5,
    "misread": 0.4,
}
EMPTY = "the response is empty"


@dataclass(frozen=True, slots=True)
class _Found:
    """What all detectors said of one response, or why one could not."""

    detections: tuple[Detection, ...]
    failures: dict[str, str]


class Detect:
    """Judge batches of responses: `Detect(encode)(responses)`, in process or as an actor of Ray's `map_batches`.

    Rules and word heads see every response. Where they find something, or a head is not at ease, the prompt and the
    response are encoded (unit vectors of the heads' size) and the detectors look again with better scores.
    """

    def __init__(
        self, encode: Encode, *, detectors: Sequence[Detector] = DETECTORS, heads: Sequence[Head] | None = None
    ) -> None:
        """Take these heads, or load the shipped ones; raise ModelError when they are damaged."""
        self._encode = encode
        self._detectors = tuple(detectors)
        self._heads = load_heads() if heads is None else tuple(heads)

    def __call__(self, responses: Sequence[Response]) -> Judgement:
        """Return every detection, and for each response and detector exactly one scan.

        A detector that raises MonitorError or ValueError has failed on that response only. Raises ModelError when
        the encoder's vectors do not fit the heads.
        """
        judgement = Judgement([], [])
        spoken = iter(self._judge([response for response in responses if response.text.strip()]))
        for response in responses:
            found = next(spoken) if response.text.strip() else None
            judgement.scans.extend(self._scans(response, found))
            judgement.detections.extend(found.detections if found else ())
        return judgement

    def _judge(self, responses: list[Response]) -> list[_Found]:
        if not responses:
            return []
        words = self._score_words(responses)
        found = [self._look(response, scores) for response, scores in zip(responses, words, strict=True)]
        doubtful = [at for at, scores in enumerate(words) if found[at].detections or _is_worth_a_look(scores)]
        vectors = self._score_vectors([responses[at] for at in doubtful])
        for at, by_vectors in zip(doubtful, vectors, strict=True):
            found[at] = self._look(responses[at], Scores(words[at].words, by_vectors))
        return found

    def _look(self, response: Response, scores: Scores) -> _Found:
        detections: list[Detection] = []
        failures: dict[str, str] = {}
        for detector in self._detectors:
            try:
                detections.extend(detector.find(response, scores))
            except (MonitorError, ValueError) as error:
                failures[detector.name] = f"{type(error).__name__}: {error}"
        return _Found(tuple(detections), failures)

    def _scans(self, response: Response, found: _Found | None) -> list[Scan]:
        scans = []
        for detector in self._detectors:
            reason = EMPTY if found is None else found.failures.get(detector.name)
            status = ScanStatus.SCANNED if reason is None else ScanStatus.FAILED
            scans.append(
                Scan(
                    conversation_id=response.conversation.conversation_id,
                    message_index=response.message_index,
                    detector=detector.name,
                    version=detector.version,
                    status=ScanStatus.NOT_SCANNED if found is None else status,
                    reason=reason,
                )
            )
        return scans

    def _score_words(self, responses: list[Response]) -> list[Scores]:
        prompts = cut([response.prompt for response in responses])
        asked = count_words(prompts.texts)
        said = {reads: count_words([_read(one, reads) for one in responses]) for reads in (Reads.RESPONSE, Reads.REPLY)}
        tables = {
            head.name: prompts.worst(chances_of_words(head, asked))
            if head.reads is Reads.PROMPT
            else chances_of_words(head, said.get(head.reads, said[Reads.RESPONSE]))
            for head in self._heads
        }
        return [Scores(chances) for chances in self._readable(responses, tables)]

    def _score_vectors(self, responses: list[Response]) -> list[dict[str, float]]:
        if not responses:
            return []
        prompts = cut([response.prompt for response in responses])
        said_texts = {_read(one, reads) for one in responses for reads in (Reads.RESPONSE, Reads.REPLY)}
        texts = sorted({*prompts.texts, *said_texts} - {""})
        rows = dict(zip(texts, self._encode(texts), strict=True))
        # Nobody has replied yet: no vector, and no head reads it.
        rows[""] = np.zeros_like(rows[texts[0]])
        asked = np.stack([rows[text] for text in prompts.texts])
        said = {
            reads: np.stack([rows[_read(one, reads)] for one in responses]) for reads in (Reads.RESPONSE, Reads.REPLY)
        }
        tables = {
            head.name: prompts.worst(chances_of_vectors(head, asked, asked))
            if head.reads is Reads.PROMPT
            else chances_of_vectors(head, asked[prompts.starts], said.get(head.reads, said[Reads.RESPONSE]))
            for head in self._heads
        }
        return self._readable(responses, tables)

    def _readable(self, responses: list[Response], tables: dict[str, NDArray[np.float64]]) -> list[dict[str, float]]:
        """Return each response's chances by head, leaving out heads that cannot read its language."""
        return [
            {head.name: float(tables[head.name][at]) for head in self._heads if _can_read(head, response)}
            for at, response in enumerate(responses)
        ]


def _read(response: Response, reads: Reads) -> str:
    """Return the text by which a head's language is told; a head of both sides reads the response's."""
    if reads is Reads.PROMPT:
        return response.prompt
    return response.reply if reads is Reads.REPLY else response.text


def _can_read(head: Head, response: Response) -> bool:
    """Tell whether a head has learned the language of what it judges; on others its chance is unknown, not low."""
    text = _read(response, head.reads)
    return bool(text.strip()) and (guess_language(text) or response.conversation.language) in head.languages


def _is_worth_a_look(scores: Scores) -> bool:
    return any(scores.at_least(head, chance) for head, chance in WORTH_A_LOOK.items())
