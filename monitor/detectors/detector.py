"""What a detector is, what it may find, and what the learned heads told it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from monitor.records import Detection, Evidence, Response, Scan
from monitor.taxonomy import Failure, Hazard, Outcome, Technique


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities, 0 to 1, of the learned heads by name: quick ones, and full ones where the encoder was asked.

    A head that was not run is unknown (None), never 0:

    >>> Scores({"refusal": 0.2})["refusal"], Scores({"refusal": 0.2}, {"refusal": 0.7})["refusal"], Scores()["refusal"]
    (0.2, 0.7, None)
    """

    quick: Mapping[str, float] = field(default_factory=dict)
    full: Mapping[str, float] = field(default_factory=dict)

    def __getitem__(self, head: str) -> float | None:
        """Return the full chance of a head, the quick one where it has no other, or None."""
        return self.full.get(head, self.quick.get(head))

    def at_least(self, head: str, chance: float) -> bool:
        """Tell whether a head was run and is at least this sure."""
        score = self[head]
        return score is not None and score >= chance

    def below(self, head: str, chance: float) -> bool:
        """Tell whether a head was run and is less sure than this."""
        score = self[head]
        return score is not None and score < chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a detector found in one response, before it is signed with the detector's name and version."""

    score: float
    reason: str
    evidence: tuple[Evidence, ...] = ()
    outcome: Outcome = Outcome.SUCCESS
    hazard: Hazard | None = None
    technique: Technique | None = None


ENGLISH_AND_GERMAN = frozenset({"de", "en"})
FOUR_LANGUAGES = ENGLISH_AND_GERMAN | {"es", "fr"}

Judge = Callable[[Response, Scores], Iterable[Finding]]
Spares = Callable[[Response, Scores], bool]


def spares_none(response: Response, scores: Scores) -> bool:
    """Exclude no response."""
    return False


@dataclass(frozen=True, slots=True)
class Detector:
    """One failure's judge with the name and version that sign its detections.

    `outcome` says whether it looks for failures that happened or for attempts only; `spares` what must not be flagged,
    by no rule and by no head; `languages` what its rules are written for.
    """

    name: str
    version: str
    failure: Failure
    judge: Judge
    outcome: Outcome = Outcome.SUCCESS
    spares: Spares = spares_none
    languages: frozenset[str] = ENGLISH_AND_GERMAN

    def find(self, response: Response, scores: Scores) -> Iterator[Detection]:
        """Yield the signed detections of one response."""
        if self.spares(response, scores):
            return
        for finding in self.judge(response, scores):
            yield self.sign(response, finding)

    def sign(self, response: Response, finding: Finding) -> Detection:
        """Return a finding as this detector's claim about a response."""
        return Detection(
            conversation_id=response.conversation.conversation_id,
            message_index=response.message_index,
            detector=self.name,
            version=self.version,
            failure=self.failure,
            score=finding.score,
            reason=finding.reason,
            outcome=finding.outcome,
            evidence=finding.evidence,
            hazard=finding.hazard,
            technique=finding.technique,
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the detectors said of a batch: every claim, and for each response and detector whether it has looked."""

    detections: list[Detection]
    scans: list[Scan]
