"""What a night would bring if nothing changed: a rate by weekday, as spread out as the past says."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc
from scipy.stats import nbinom

Floats = NDArray[np.float64]

DAYS = 7
# A weekday's rate lies within about a quarter of the average, before anything is known; the same holds for how a
# cluster's week differs from the week of all.
WEEKDAY_VARIANCE = 0.06
# Real counts are never as even as a Poisson process: the least over-dispersion believed, and that believed at first.
LEAST_DISPERSION = 0.02
FIRST_DISPERSION = 0.1
# A cluster without a single conversation may still have one some day.
FIRST_HALF = 0.5
# Noufaily's limit: past nights further out than this, in standard deviations, were outbreaks and count for less.
OUTBREAK = 2.58
# So many squared deviations say as much of a dispersion as one known dispersion would: two for a normal spread, more
# for the long tails of real counts.
MOMENTS = 4
ROUNDS = 3
# Where a normal distribution is added up: far beyond any chance that is asked for.
NORMAL_GRID = np.linspace(-8, 8, 161)
NORMAL_WEIGHTS = np.exp(-(NORMAL_GRID**2) / 2) / np.exp(-(NORMAL_GRID**2) / 2).sum()


@dataclass(frozen=True, slots=True)
class Expected:
    """The rate of each cluster (clusters,), its week (clusters, 7) and how far nights lie from it.

    `dispersion` is that of a negative binomial: variance = mean + dispersion × mean². `doubt` and `week_doubt` are the
    relative variances of the rate and of the weekday's factor themselves. `nights` counts what they are known from.
    """

    rate: Floats
    week: Floats
    dispersion: Floats
    doubt: Floats
    week_doubt: Floats
    nights: NDArray[np.int64]


def fit(
    counts: NDArray[np.int64], totals: NDArray[np.int64], *, weekdays: NDArray[np.int64], kept: NDArray[np.bool_]
) -> Expected:
    """Learn from past nights what is usual; `kept` says which nights count for which cluster, (clusters, nights).

    A log-linear rate by weekday with over-dispersion; weekdays and dispersions are drawn to those of all clusters as
    far as a cluster's own nights are few. Source: Noufaily et al. (2013), "An improved algorithm for outbreak
    detection in multiple surveillance systems", Statistics in Medicine 32: negative binomial limits, past outbreaks
    weighed down; the shrinkage is empirical Bayes by moments.
    """
    y = counts.astype(np.float64)
    exposure = np.broadcast_to(totals.astype(np.float64), counts.shape)
    weights = (kept & (exposure > 0)).astype(np.float64)
    found, trusted = _first(len(y)), weights
    for _ in range(ROUNDS):
        usual = _usual(y, exposure, weekdays=weekdays, before=found, weights=trusted)
        found = _spread(y, exposure, weekdays=weekdays, found=usual, weights=weights)
        trusted = weights * _trust(y, exposure, weekdays, found)
    return replace(found, nights=np.sum(weights > 0, axis=1))


def expect(found: Expected, totals: NDArray[np.int64], *, weekdays: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return how many conversations nights would bring together, and the dispersion of that sum, both (clusters,).

    `totals` is the traffic of those nights, shape (nights,).
    """
    nightly = found.rate[:, None] * totals[None, :] * found.week[:, weekdays]
    mean = nightly.sum(axis=1)
    share = np.divide(nightly, mean[:, None], out=np.zeros_like(nightly), where=mean[:, None] > 0)
    # Nights vary apart from each other, doubts about the rate and about the week are the same in all of them.
    spread = found.dispersion * np.sum(share**2, axis=1)
    doubt = np.sum(share * found.week_doubt[:, weekdays], axis=1)
    return mean, spread + doubt + found.doubt


def chance_of(counts: NDArray[np.int64], mean: Floats, dispersion: Floats) -> Floats:
    """Return the chance of as many conversations or more, when nothing changed; 1 where nothing is expected."""
    size, success = _parameters(mean, dispersion)
    return np.where(mean > 0, nbinom.sf(counts - 1, size, success), 1.0)


def freak_chance(counts: NDArray[np.int64], mean: Floats, dispersion: Floats) -> Floats:
    """Return that chance with a longer tail: a Poisson count whose mean is log-normal, with the same variance."""
    sigma = np.sqrt(np.log1p(dispersion))[:, None]
    means = mean[:, None] * np.exp(sigma * NORMAL_GRID - sigma**2 / 2)
    chances: Floats = gammainc(np.maximum(counts, 1)[:, None], means)
    return np.where((mean > 0) & (counts > 0), chances @ NORMAL_WEIGHTS, 1.0)


def interval_of(mean: Floats, dispersion: Floats) -> tuple[Floats, Floats]:
    """Return the counts that 95 % of such nights lie between, both included."""
    size, success = _parameters(mean, dispersion)
    low, high = nbinom.ppf(0.025, size, success), nbinom.ppf(0.975, size, success)
    return np.where(mean > 0, low, 0.0), np.where(mean > 0, high, 0.0)


def _parameters(mean: Floats, dispersion: Floats) -> tuple[Floats, Floats]:
    safe = np.maximum(mean, np.finfo(np.float64).tiny)
    return 1 / dispersion, 1 / (1 + dispersion * safe)


def _first(clusters: int) -> Expected:
    flat = np.ones((clusters, DAYS))
    start = np.full(clusters, FIRST_DISPERSION)
    return Expected(np.zeros(clusters), flat, start, start, flat, np.zeros(clusters, dtype=np.int64))


def _usual(y: Floats, exposure: Floats, *, weekdays: NDArray[np.int64], before: Expected, weights: Floats) -> Expected:
    """Return rates and weeks anew, by nights of these weights."""
    seen, exposed = y * weights, exposure * weights
    rate = (seen.sum(axis=1) + FIRST_HALF) / np.maximum(np.sum(exposed * before.week[:, weekdays], axis=1), 1.0)
    is_day = np.eye(DAYS)[weekdays]
    flat = (rate[:, None] * exposed) @ is_day
    week, week_doubt = _week(seen @ is_day, flat, weights @ is_day, before.dispersion)
    doubt = 1 / (seen.sum(axis=1) + FIRST_HALF) + before.dispersion / np.maximum(weights.sum(axis=1), 1.0)
    return replace(before, rate=rate, week=week, doubt=doubt, week_doubt=week_doubt)


def _week(seen: Floats, flat: Floats, nights: Floats, dispersion: Floats) -> tuple[Floats, Floats]:
    """Return each cluster's weekday factors and their relative variance, drawn to those of all clusters."""
    all_doubt = 1 / np.maximum(flat.sum(axis=0), FIRST_HALF) + dispersion.mean() / np.maximum(nights.sum(axis=0), 1.0)
    pooled, pooled_doubt = _drawn(_ratio(seen.sum(axis=0), flat.sum(axis=0)), all_doubt, np.ones(DAYS))
    own_doubt = 1 / np.maximum(flat, FIRST_HALF) + dispersion[:, None] / np.maximum(nights, 1.0)
    week, left = _drawn(_ratio(seen, flat), own_doubt, pooled[None, :])
    return week, left + pooled_doubt[None, :] * (left / WEEKDAY_VARIANCE)


def _ratio(seen: Floats, flat: Floats) -> Floats:
    return np.divide(seen, flat, out=np.ones_like(flat), where=flat > 0)


def _drawn(own: Floats, doubt: Floats, towards: Floats) -> tuple[Floats, Floats]:
    trust = WEEKDAY_VARIANCE / (WEEKDAY_VARIANCE + doubt)
    return trust * own + (1 - trust) * towards, WEEKDAY_VARIANCE * (1 - trust)


def _spread(y: Floats, exposure: Floats, *, weekdays: NDArray[np.int64], found: Expected, weights: Floats) -> Expected:
    """Return over-dispersions anew, by moments: drawn to that of all, on the careful side of what is known.

    Outbreaks count in full: what happened before by itself may happen again.
    """
    mean = _mean(exposure, weekdays, found) * weights
    # Small nights say little of dispersion; beyond that all say the same, whatever their cluster's own dispersion.
    believed = weights / (1 + FIRST_DISPERSION * mean) ** 2
    nights = np.maximum(weights.sum(axis=1), 1.0)
    fitted = nights / np.maximum(nights - DAYS, 1.0)
    excess = np.sum(believed * (fitted[:, None] * (y - mean) ** 2 - mean), axis=1) / MOMENTS
    own = np.sum(believed * mean**2, axis=1) / MOMENTS
    pooled = max(float(excess.sum() / max(own.sum(), FIRST_HALF)), LEAST_DISPERSION)
    prior = 1 / pooled**2
    drawn = (excess + prior * pooled) / (own + prior)
    careful = np.maximum(drawn, pooled / 2) + 1 / np.sqrt(own + prior)
    return replace(found, dispersion=np.maximum(careful, LEAST_DISPERSION))


def _mean(exposure: Floats, weekdays: NDArray[np.int64], found: Expected) -> Floats:
    return np.asarray(found.rate[:, None] * exposure * found.week[:, weekdays])


def _trust(y: Floats, exposure: Floats, weekdays: NDArray[np.int64], found: Expected) -> Floats:
    """Return the weight of each night: 1, and less for outbreaks, by Anscombe's residuals."""
    mean = np.maximum(_mean(exposure, weekdays, found), np.finfo(np.float64).tiny)
    inflation = np.sqrt(1 + found.dispersion[:, None] * mean)
    residual = 1.5 * (y ** (2 / 3) - mean ** (2 / 3)) / (mean ** (1 / 6) * inflation)
    return np.asarray((OUTBREAK / np.maximum(residual, OUTBREAK)) ** 2)
