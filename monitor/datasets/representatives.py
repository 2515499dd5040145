"""A few cases that stand for many: the most typical, the farthest out, the worst, and the most unlike each other."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.taxonomy import Choice

# Cosines that differ by less are the same on every machine's arithmetic: then the id decides.
DECIMALS = 5
# Above this cosine two cases say the same word for word but for a name or a number; one of them is enough.
SAME = 0.99


@dataclass(frozen=True, slots=True)
class Representative:
    """A case that stands for many, and why it was chosen."""

    case_id: str
    chosen_as: Choice


@dataclass(frozen=True, slots=True)
class Candidates:
    """Cases to choose from: one unit vector and one severity for each id."""

    case_ids: Sequence[str]
    vectors: NDArray[np.float32]
    severities: Sequence[int]


def choose_representatives(
    candidates: Candidates, *, most: int, choices: Sequence[Choice] = tuple(Choice)
) -> tuple[Representative, ...]:
    """Choose at most `most` cases, one of each wanted kind in turn; near-copies only when nothing else is left.

    `central` is nearest the mean, `edge` farthest from it, `severe` the worst (then the most central), `diverse` the
    farthest from everything chosen so far (greedy farthest-first, Gonzalez 1985). Ties go to the smaller id, so that
    the order in which the cases are given changes nothing.
    """
    if not choices or not candidates.case_ids:
        return ()
    state = _State(candidates)
    chosen: list[Representative] = []
    while len(chosen) < min(most, len(candidates.case_ids)):
        kind = choices[len(chosen) % len(choices)]
        row = min(state.left(), key=state.order(kind))
        state.take(row)
        chosen.append(Representative(candidates.case_ids[row], kind))
    return tuple(chosen)


class _State:
    """What is left to choose from, and how near each of it is to what was chosen."""

    def __init__(self, candidates: Candidates) -> None:
        self._all = candidates
        self._vectors = candidates.vectors.astype(np.float64)
        mean = self._vectors.mean(axis=0)
        self._to_mean = np.round(self._vectors @ (mean / (np.linalg.norm(mean) or 1.0)), DECIMALS)
        self._to_chosen = np.full(len(candidates.case_ids), -1.0)
        self._taken: set[int] = set()

    def left(self) -> Iterable[int]:
        rows = [row for row in range(len(self._all.case_ids)) if row not in self._taken]
        return [row for row in rows if self._to_chosen[row] < SAME] or rows

    def take(self, row: int) -> None:
        self._taken.add(row)
        cosines = np.round(self._vectors @ self._vectors[row], DECIMALS)
        self._to_chosen = np.maximum(self._to_chosen, cosines)

    def order(self, kind: Choice) -> Callable[[int], tuple[float, float, str]]:
        """Return what to sort rows by, the one to take first; before anything is chosen the most central is diverse."""
        worst = self._all.severities
        by: dict[Choice, Callable[[int], tuple[float, float]]] = {
            Choice.CENTRAL: lambda row: (0.0, -self._to_mean[row]),
            Choice.EDGE: lambda row: (0.0, self._to_mean[row]),
            Choice.SEVERE: lambda row: (-worst[row], -self._to_mean[row]),
            Choice.DIVERSE: lambda row: (self._to_chosen[row], -self._to_mean[row]),
        }
        return lambda row: (*by[kind](row), self._all.case_ids[row])
