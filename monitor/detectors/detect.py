"""Run every detector over a batch of responses, and the encoder only over those that are not clearly fine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.detectors.detector import Detector, Judgement, Scores
from monitor.detectors.family import DETECTORS
from monitor.detectors.heads import Head, load_heads
from monitor.detectors.languages import find_barrier
from monitor.detectors.reading import Encode, encoded_chances, quick_chances, read_batch
from monitor.detectors.sensed import sense
from monitor.errors import MonitorError
from monitor.records import Detection, Response, Scan
from monitor.taxonomy import ScanStatus

EMPTY = "the response is empty"


@dataclass(frozen=True, slots=True)
class _Found:
    """What all detectors said of one response; by name, why one did not look (`barriers`) or could not (`failures`)."""

    detections: tuple[Detection, ...]
    barriers: Mapping[str, str]
    failures: Mapping[str, str]


class Detect:
    """Judge batches of responses: `Detect(encode)(responses)`, in process or as an actor of Ray's `map_batches`.

    Rules and the heads' quick chances see every response. Where they find something, or a head is not at ease, the
    sides of the exchange are encoded (unit vectors of the heads' size) and the detectors look again with full chances.
    Where a detector's rules see nothing, its head may decide.
    """

    def __init__(
        self, encode: Encode, *, detectors: Sequence[Detector] = DETECTORS, heads: Sequence[Head] | None = None
    ) -> None:
        """Take these heads, or load the shipped ones; raise ModelError when they are damaged."""
        self._encode = encode
        self._detectors = tuple(detectors)
        self._heads = load_heads() if heads is None else tuple(heads)
        self._by_name = {head.name: head for head in self._heads}

    def __call__(self, responses: Sequence[Response]) -> Judgement:
        """Return every detection, and for each response and detector exactly one scan.

        A detector that raises MonitorError or ValueError has failed on that response only; one that does not know the
        language has not looked. Raises ModelError when the encoder's vectors do not fit the heads.
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
        quick = quick_chances(self._heads, read_batch(responses))
        barriers = [self._find_barriers(response) for response in responses]
        found = [
            self._look(response, Scores(chances), barriers=barred)
            for response, chances, barred in zip(responses, quick, barriers, strict=True)
        ]
        doubtful = [at for at, chances in enumerate(quick) if found[at].detections or self._is_worth_a_look(chances)]
        full = encoded_chances(self._heads, read_batch([responses[at] for at in doubtful]), self._encode)
        for at, chances in zip(doubtful, full, strict=True):
            found[at] = self._look(responses[at], Scores(quick[at], chances), barriers=barriers[at])
        return found

    def _is_worth_a_look(self, chances: Mapping[str, float]) -> bool:
        return any(chances[head.name] >= head.looks_at for head in self._heads if head.name in chances)

    def _find_barriers(self, response: Response) -> dict[str, str]:
        found = ((detector.name, find_barrier(detector, response)) for detector in self._detectors)
        return {name: barrier for name, barrier in found if barrier is not None}

    def _look(self, response: Response, scores: Scores, *, barriers: Mapping[str, str]) -> _Found:
        detections: list[Detection] = []
        failures: dict[str, str] = {}
        for detector in self._detectors:
            if detector.name in barriers:
                continue
            try:
                by_rules = list(detector.find(response, scores))
                detections.extend(by_rules or sense(detector, response, scores, head=self._by_name.get(detector.name)))
            except (MonitorError, ValueError) as error:
                failures[detector.name] = f"{type(error).__name__}: {error}"
        return _Found(tuple(detections), barriers, failures)

    def _scans(self, response: Response, found: _Found | None) -> list[Scan]:
        scans = []
        for detector in self._detectors:
            barrier = EMPTY if found is None else found.barriers.get(detector.name)
            failure = None if found is None else found.failures.get(detector.name)
            status = ScanStatus.SCANNED if failure is None else ScanStatus.FAILED
            scans.append(
                Scan(
                    conversation_id=response.conversation.conversation_id,
                    message_index=response.message_index,
                    detector=detector.name,
                    version=detector.version,
                    status=status if barrier is None else ScanStatus.NOT_SCANNED,
                    reason=barrier or failure,
                )
            )
        return scans
