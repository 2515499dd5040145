"""How right each version of each detector is by the team's own verdicts: a fold over the cases they assessed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.statistics import Interval, wilson_interval
from monitor.taxonomy import Verdict
from monitor.triage.states import CaseState
from monitor.warehouse.detector_versions import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamQuality:
    """What people found of the cases that one version of one detector flagged, in logs of one source (None: of all).

    Nobody looks at what was not flagged: recall stays unknown. What a person is unsure of is no evidence either way.
    """

    detector: str
    version: str
    source: str | None
    confirmed: int
    dismissed: int
    unsure: int

    @property
    def precision(self) -> float | None:
        """The share confirmed of what was decided, or None when nothing was."""
        decided = self.confirmed + self.dismissed
        return self.confirmed / decided if decided else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % Wilson interval of the precision."""
        return wilson_interval(self.confirmed, self.confirmed + self.dismissed)


def fold_verdicts(states: Mapping[str, CaseState], claims: Iterable[Claim]) -> list[TeamQuality]:
    """Count the verdicts on what each detector claimed, by detector and version, in all and by source.

    A verdict is about the failure that the case was shown as, and about the words that it was given for: claims of
    another failure, or of other words, are not judged by it.
    """
    counts: defaultdict[tuple[str, str, str | None], Counter[Verdict]] = defaultdict(Counter)
    for case_id, claimed in _by_case(claims).items():
        state = states.get(case_id)
        if state is None or state.verdict is None:
            continue
        for claim in claimed:
            if claim.failure == _shown_failure(claimed) and state.was_decided_on(claim.content_hash):
                for source in (None, claim.source):
                    counts[claim.detector, claim.version, source][state.verdict] += 1
    return [
        TeamQuality(
            detector=detector,
            version=version,
            source=source,
            confirmed=found[Verdict.CONFIRMED],
            dismissed=found[Verdict.NOT_A_FAILURE],
            unsure=found[Verdict.UNSURE],
        )
        for (detector, version, source), found in sorted(counts.items(), key=lambda one: (*one[0][:2], one[0][2] or ""))
    ]


def _by_case(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    cases: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        cases[claim.case_id].append(claim)
    return cases


def _shown_failure(claims: list[Claim]) -> str | None:
    """Return what the case is shown as; one that nothing flags any more was the only failure ever claimed of it."""
    failures = {claim.failure for claim in claims}
    return claims[0].shown_failure or (failures.pop() if len(failures) == 1 else None)
