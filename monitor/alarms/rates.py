"""Rates: how many of ten thousand, with an interval, and the size of a cluster without what discovered it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.statistics import wilson_interval

# Rates are told per so many conversations, or users.
PER = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many, as a number of ten thousand, and the interval of 95 % that it lies in."""

    hits: int
    trials: int
    per: float
    low: float
    high: float


def rate_of(hits: int | None, trials: int | None) -> Rate | None:
    """Return a rate with Wilson's interval; None where nothing was counted: unknown is not 0.

    >>> rate = rate_of(3, 1000)
    >>> rate.per, round(rate.low), round(rate.high)
    (30.0, 10, 88)
    >>> rate_of(0, 0) is None
    True
    """
    if hits is None or not trials:
        return None
    interval = wilson_interval(hits, trials)
    if interval is None:
        return None
    return Rate(hits, trials, PER * hits / trials, PER * interval.low, PER * interval.high)


def estimate_size(nights: Sequence[tuple[date, int, int]], *, born: date) -> Rate | None:
    """Return the rate of a cluster by the nights after the one it was born on; None until there are any.

    A cluster is noticed on a night on which it happened to be large: that night says too much of its size. `nights`
    gives the conversations of the cluster and of all traffic. Source: the winner's curse, as in Zöllner and Pritchard
    (2007), "Overcoming the winner's curse", Am. J. Hum. Genet. 80: a discovery needs a sample of its own for its size.

    >>> nights = [(date(2026, 11, 1), 12, 100), (date(2026, 11, 2), 1, 100)]
    >>> estimate_size(nights, born=date(2026, 11, 1)).per
    100.0
    >>> estimate_size(nights, born=date(2026, 11, 2)) is None
    True
    """
    later = [(hits, trials) for night, hits, trials in nights if night > born]
    return rate_of(sum(hits for hits, _ in later), sum(trials for _, trials in later))
