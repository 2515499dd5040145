"""Intervals: how sure a rate, a statistic or a detector's quality can be on the cases seen."""

from collections.abc import Callable, Hashable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

# On either side of an interval of 95 %.
TAIL = 0.025


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


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of so many: what a rate is known from."""

    hits: int
    trials: int


@dataclass(frozen=True, slots=True)
class Prevalence:
    """How much of something there truly is, 0 to 1, with its interval."""

    rate: float
    interval: Interval


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


def corrected_prevalence(
    flagged: Counted, *, sensitivity: Counted, specificity: Counted, seed: int, rounds: int = 2_000
) -> Prevalence | None:
    """Correct the share that a detector flagged for what it misses and what it flags wrongly.

    `sensitivity` counts what was flagged of what truly was there, `specificity` what was left alone of what was not,
    both on labelled rows. None when one of the three was never tried, or when the detector tells nothing apart:
    unknown is not 0. The same seed gives the same interval, of 95 %.

    Sources: Rogan and Gladen (1978), "Estimating prevalence from the results of a screening test". The interval is a
    parametric bootstrap of all three rates from the exact binomial's confidence distributions, melded so that each
    bound is drawn from the side that widens it: Bayer, Fay and Graubard (2023), "Confidence intervals for prevalence
    estimates from complex surveys with imperfect assays". It holds at 0 and 1 too, where resampled counts never vary.

    >>> right = {"sensitivity": Counted(45, 50), "specificity": Counted(50, 50)}
    >>> nothing = corrected_prevalence(Counted(0, 500), **right, seed=7)
    >>> nothing.rate, nothing.interval.low, 0 < nothing.interval.high < 0.02
    (0.0, 0.0, True)
    """
    for counted in (flagged, sensitivity, specificity):
        wilson_interval(counted.hits, counted.trials)  # refuses counts that cannot be
    if rounds < 1:
        raise ValueError(f"{rounds} bootstrap rounds cannot be; need at least 1")
    if not flagged.trials or not sensitivity.trials or not specificity.trials:
        return None
    rates = [np.array([one.hits / one.trials]) for one in (flagged, sensitivity, specificity)]
    if rates[1] + rates[2] <= 1:
        return None
    rate = float(_rogan_gladen(*rates, beyond=0.0)[0])
    draws = _Draws(np.random.default_rng(seed), rounds)
    lowest = _rogan_gladen(draws.low(flagged), draws.high(sensitivity), draws.low(specificity), beyond=0.0)
    highest = _rogan_gladen(draws.high(flagged), draws.low(sensitivity), draws.high(specificity), beyond=1.0)
    low, high = float(np.quantile(lowest, TAIL)), float(np.quantile(highest, 1 - TAIL))
    return Prevalence(rate, Interval(min(low, rate), max(high, rate)))


@dataclass(frozen=True, slots=True)
class _Draws:
    """Rates drawn from the lower or the upper confidence distribution of a count: those of Clopper and Pearson."""

    generator: np.random.Generator
    rounds: int

    def low(self, counted: Counted) -> NDArray[np.float64]:
        if counted.hits == 0:
            return np.zeros(self.rounds)
        return self.generator.beta(counted.hits, counted.trials - counted.hits + 1, self.rounds)

    def high(self, counted: Counted) -> NDArray[np.float64]:
        if counted.hits == counted.trials:
            return np.ones(self.rounds)
        return self.generator.beta(counted.hits + 1, counted.trials - counted.hits, self.rounds)


def _rogan_gladen(
    flagged: NDArray[np.float64],
    sensitivity: NDArray[np.float64],
    specificity: NDArray[np.float64],
    *,
    beyond: float,
) -> NDArray[np.float64]:
    """Return corrected rates; `beyond` where a draw says that the detector is no better than chance."""
    better = sensitivity + specificity - 1
    raw = np.divide(flagged + specificity - 1, better, out=np.full_like(better, beyond), where=better > 0)
    return np.clip(raw, 0, 1)


def _check_confidence(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence of {confidence} cannot be; need more than 0 and less than 1")
