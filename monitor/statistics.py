"""Intervals: how sure a rate, a statistic or a detector's quality can be on the cases seen."""

import math
from collections.abc import Callable, Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Interval:
    """The bounds that a value lies between, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quality:
    """How right and how complete a set of findings is; None where nothing was there to judge by."""

    precision: float | None
    precision_interval: Interval | None
    recall: float | None
    recall_interval: Interval | None


def wilson_interval(successes: int, trials: int, *, confidence: float = 0.95) -> Interval | None:
    """Return the Wilson score interval of a rate, or None when nothing was tried: unknown is not 0.

    Unlike the textbook interval it stays inside 0 to 1 and is honest at few trials and at rates near 0 and 1.
    Raises ValueError when the counts or the confidence cannot be. Source: Wilson (1927), "Probable inference, the law
    of succession, and statistical inference", JASA 22; recommended for small samples by Brown, Cai and DasGupta (2001).

    >>> wilson_interval(0, 0) is None
    True
    >>> interval = wilson_interval(8, 10)
    >>> round(interval.low, 3), round(interval.high, 3)
    (0.49, 0.943)
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials cannot be; need 0 <= successes <= trials")
    if trials == 0:
        return None
    z = _two_sided_z(confidence)
    rate = successes / trials
    shrink = 1 + z**2 / trials
    centre = (rate + z**2 / (2 * trials)) / shrink
    half = z * math.sqrt(rate * (1 - rate) / trials + z**2 / (4 * trials**2)) / shrink
    # At 0 and at 1 the bound is exact; rounding would leave 1e-17 beside it.
    low = 0.0 if successes == 0 else centre - half
    high = 1.0 if successes == trials else centre + half
    return Interval(low, high)


def interval_frame(frame: pl.DataFrame, *, successes: str, trials: str) -> pl.DataFrame:
    """Add `rate`, `low` and `high` to counts: the Wilson interval of each row, null where nothing was tried.

    >>> counts = pl.DataFrame({"failures": [8, 0], "responses": [10, 0]})
    >>> interval_frame(counts, successes="failures", trials="responses")["rate"].to_list()
    [0.8, None]
    """
    pairs = zip(frame[successes].to_list(), frame[trials].to_list(), strict=True)
    intervals = [wilson_interval(counted, tried) for counted, tried in pairs]
    return frame.with_columns(
        rate=pl.when(pl.col(trials) > 0).then(pl.col(successes) / pl.col(trials)),
        low=pl.Series([None if interval is None else interval.low for interval in intervals], dtype=pl.Float64),
        high=pl.Series([None if interval is None else interval.high for interval in intervals], dtype=pl.Float64),
    )


def bootstrap_interval(
    values: Sequence[float] | NDArray[np.floating],
    statistic: Callable[[NDArray[np.float64]], float],
    *,
    seed: int,
    rounds: int = 1_000,
    confidence: float = 0.95,
) -> Interval | None:
    """Return the percentile bootstrap interval of any statistic of the values, or None when there are none.

    The same seed gives the same interval. `statistic` takes one resample, shape (n,). Raises ValueError when rounds or
    the confidence cannot be. Source: Efron (1979), "Bootstrap methods: another look at the jackknife".

    >>> import numpy
    >>> interval = bootstrap_interval([1, 2, 3, 4, 5], numpy.mean, seed=7)
    >>> interval.low < 3 < interval.high
    True
    """
    if rounds < 1:
        raise ValueError(f"{rounds} bootstrap rounds cannot be; need at least 1")
    tail = _tail(confidence)
    sample = np.asarray(values, dtype=np.float64)
    if sample.size == 0:
        return None
    generator = np.random.default_rng(seed)
    resampled = [statistic(generator.choice(sample, sample.size)) for _ in range(rounds)]
    low, high = np.quantile(resampled, (tail, 1 - tail))
    return Interval(float(low), float(high))


def precision_recall(found: AbstractSet[Hashable], true: AbstractSet[Hashable]) -> Quality:
    """Compare what was found with what is true; a share of nothing is None.

    The intervals are Wilson's.

    >>> quality = precision_recall({"a", "b", "c"}, {"b", "c", "d", "e"})
    >>> round(quality.precision, 2), quality.recall
    (0.67, 0.5)
    >>> precision_recall(set(), {"a"}).precision is None
    True
    """
    right = len(found & true)
    return Quality(
        precision=right / len(found) if found else None,
        precision_interval=wilson_interval(right, len(found)),
        recall=right / len(true) if true else None,
        recall_interval=wilson_interval(right, len(true)),
    )


def _two_sided_z(confidence: float) -> float:
    return NormalDist().inv_cdf(1 - _tail(confidence))


def _tail(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence of {confidence} cannot be; need more than 0 and less than 1")
    return (1 - confidence) / 2
