"""Which calls to mark next: those that the detector is least sure of, and those that surprise."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from monitor.teaching.exchanges import Exchange, find_families
from monitor.teaching.model import Encode
from monitor.teaching.taught import score_exchanges
from monitor.teaching.training import Training

# Of each kind.
SUGGESTED = 5


class Why(StrEnum):
    """Why a call is worth a mark."""

    SURPRISING = "surprising"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A call worth a mark, and what the detector thinks of it."""

    exchange: Exchange
    chance: float
    why: Why


@dataclass(frozen=True, slots=True)
class Candidate:
    """A call that nobody marked, and whether another detector already claims the same failure of it."""

    exchange: Exchange
    is_claimed: bool


def suggest(training: Training, candidates: Sequence[Candidate], encode: Encode) -> list[Suggestion]:
    """Return the calls on which this detector and the others differ most, and those nearest to the threshold.

    Of calls that are nearly the same one is enough.
    """
    readable = [one for one in candidates if one.exchange.language in training.languages]
    if not readable:
        return []
    exchanges = [one.exchange for one in readable]
    chances = score_exchanges(training, exchanges, encode)
    families = find_families(exchanges)
    is_claimed = np.array([one.is_claimed for one in readable])
    orders = {
        Why.SURPRISING: np.argsort(np.where(is_claimed, chances, 1 - chances), kind="stable"),
        Why.UNSURE: np.argsort(np.abs(chances - training.threshold), kind="stable"),
    }
    taken: set[int] = set()
    return [
        Suggestion(exchanges[row], float(chances[row]), why)
        for why, order in orders.items()
        for row in _first_of_families(order, families, taken)
    ]


def _first_of_families(order: NDArray[np.intp], families: NDArray[np.intp], taken: set[int]) -> list[int]:
    rows: list[int] = []
    for row in order:
        if len(rows) < SUGGESTED and families[row] not in taken:
            taken.add(int(families[row]))
            rows.append(int(row))
    return rows
