"""Intervals: how sure a rate, a statistic or a detector's quality can be on the cases seen."""

from collections.abc import Callable, Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest


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
    _check_confidence(confidence)
    if trials == 0:
        return None
    bounds = binomtest(successes, trials).proportion_ci(confidence, "wilson")
    return Interval(float(bounds.low), float(bounds.high))


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
    _check_confidence(confidence)
    sample = np.asarray(values, dtype=np.float64)
    if sample.size == 0:
        return None
    generator = np.random.default_rng(seed)
    resampled = [statistic(generator.choice(sample, sample.size)) for _ in range(rounds)]
    low, high = np.quantile(resampled, ((1 - confidence) / 2, (1 + confidence) / 2))
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


def _check_confidence(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence of {confidence} cannot be; need more than 0 and less than 1")
