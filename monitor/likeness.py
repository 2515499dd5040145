"""The record of what a response or its prompt is like: a known jailbreak family, or a case that somebody decided."""

from dataclasses import dataclass

from monitor.records import Evidence
from monitor.taxonomy import Axis, Failure, Hazard, Outcome, Technique, Verdict, Way, label

SAMENESS = {Way.WORDS: "has nearly the words of", Way.MEANING: "reads like"}
MEASURES = {Way.WORDS: "of their three-word runs are the same", Way.MEANING: "alike by their vectors"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """One exemplar that a prompt or a response (`axis`) is like, and the words that show it.

    `exemplar` is the id of the case, or the title of the family, which has no `verdict`. `similarity`, 0 to 1, is
    the Jaccard similarity of the words or the cosine of the vectors. `outcome` is what follows for the response:
    None where the likeness is only shown.
    """

    conversation_id: str
    message_index: int
    axis: Axis
    exemplar: str
    verdict: Verdict | None
    way: Way
    similarity: float
    outcome: Outcome | None = None
    failure: Failure | None = None
    hazard: Hazard | None = None
    technique: Technique | None = None
    evidence: tuple[Evidence, ...] = ()

    @property
    def reason(self) -> str:
        """Say what is like what, in which way and how much."""
        known = f"the known jailbreak “{self.exemplar}”" if self.verdict is None else self._case
        return f"The {self.axis} {SAMENESS[self.way]} {known} ({self.similarity:.0%} {MEASURES[self.way]})."

    @property
    def _case(self) -> str:
        return f"case {self.exemplar}, which a person found “{label(self.verdict).lower()}”"
