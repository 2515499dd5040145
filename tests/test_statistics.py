import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.statistics import (
    Counted,
    Interval,
    bootstrap_interval,
    corrected_prevalence,
    precision_recall,
    wilson_interval,
)
from tests.bench.bench_rates import LEAST_COVERAGE, Corner, coverage


@given(st.integers(1, 5_000), st.data())
def test_each_wilson_bound_is_a_rate_that_the_score_test_just_accepts(trials, data):
    successes = data.draw(st.integers(0, trials))
    interval = wilson_interval(successes, trials, confidence=0.9)
    rate = successes / trials
    assert 0 <= interval.low <= rate <= interval.high <= 1
    for bound in (interval.low, interval.high):
        deviation = NormalDist().inv_cdf(0.95) * math.sqrt(bound * (1 - bound) / trials)
        assert abs(rate - bound) == pytest.approx(deviation, abs=1e-7)


def test_no_trials_are_unknown_and_not_zero():
    assert wilson_interval(0, 0) is None


@pytest.mark.parametrize(("successes", "trials"), [(-1, 3), (4, 3), (0, -1)])
def test_counts_that_cannot_be_are_refused(successes, trials):
    with pytest.raises(ValueError, match="cannot be"):
        wilson_interval(successes, trials)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_a_confidence_that_cannot_be_is_refused(confidence):
    with pytest.raises(ValueError, match="confidence"):
        wilson_interval(1, 3, confidence=confidence)


def test_more_confidence_gives_a_wider_interval():
    narrow, wide = wilson_interval(5, 20, confidence=0.5), wilson_interval(5, 20, confidence=0.99)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_the_bootstrap_covers_the_mean_about_as_often_as_it_says():
    generator = np.random.default_rng(3)
    samples = generator.normal(size=(120, 40))
    intervals = [bootstrap_interval(sample, np.mean, seed=1, rounds=300) for sample in samples]
    covered = sum(interval.low <= 0 <= interval.high for interval in intervals)
    assert 0.87 <= covered / 120 <= 1


def test_the_same_seed_gives_the_same_interval():
    assert bootstrap_interval([1, 5, 9], np.median, seed=4) == bootstrap_interval([1, 5, 9], np.median, seed=4)
    assert bootstrap_interval([2, 2], np.mean, seed=4) == Interval(2, 2)


def test_no_values_have_no_bootstrap_interval():
    assert bootstrap_interval([], np.mean, seed=1) is None


def test_no_bootstrap_rounds_are_refused():
    with pytest.raises(ValueError, match="rounds"):
        bootstrap_interval([1], np.mean, seed=1, rounds=0)


def test_quality_counts_what_was_found_and_what_was_missed():
    quality = precision_recall({1, 2, 3, 4}, {3, 4, 5})
    assert (quality.precision, quality.recall) == (0.5, pytest.approx(2 / 3))
    assert quality.precision_interval == wilson_interval(2, 4)
    assert quality.recall_interval == wilson_interval(2, 3)


def test_quality_of_nothing_is_unknown():
    quality = precision_recall(set(), set())
    assert quality.precision is quality.precision_interval is quality.recall is quality.recall_interval is None


GOOD = {"sensitivity": Counted(90, 100), "specificity": Counted(196, 200)}


def test_a_rate_is_corrected_for_what_is_missed_and_what_is_flagged_wrongly():
    corrected = corrected_prevalence(Counted(220, 1_000), **GOOD, seed=1)
    assert corrected.rate == pytest.approx((0.22 + 0.98 - 1) / (0.9 + 0.98 - 1))
    assert corrected.interval.low < corrected.rate < corrected.interval.high


def test_nothing_flagged_by_a_detector_that_never_errs_is_nothing_with_an_upper_bound():
    perfect = {"sensitivity": Counted(50, 50), "specificity": Counted(400, 400)}
    corrected = corrected_prevalence(Counted(0, 1_000), **perfect, seed=1)
    assert (corrected.rate, corrected.interval.low) == (0, 0)
    assert 0.003 < corrected.interval.high < 0.006


@given(
    flagged=st.integers(0, 50), found=st.integers(0, 20), spared=st.integers(0, 20), scanned=st.sampled_from((50, 5000))
)
def test_a_corrected_rate_is_a_rate_inside_its_interval_or_unknown(flagged, found, spared, scanned):
    corrected = corrected_prevalence(
        Counted(flagged, scanned), sensitivity=Counted(found, 20), specificity=Counted(spared, 20), seed=3, rounds=50
    )
    assert (corrected is None) == (found + spared <= 20)
    if corrected is not None:
        assert 0 <= corrected.interval.low <= corrected.rate <= corrected.interval.high <= 1


@pytest.mark.parametrize("unknown", ["sensitivity", "specificity"])
def test_a_rate_cannot_be_corrected_by_what_was_never_tried(unknown):
    assert corrected_prevalence(Counted(3, 9), **{**GOOD, unknown: Counted(0, 0)}, seed=1) is None
    assert corrected_prevalence(Counted(0, 0), **GOOD, seed=1) is None


def test_counts_and_rounds_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="cannot be"):
        corrected_prevalence(Counted(4, 3), **GOOD, seed=1)
    with pytest.raises(ValueError, match="rounds"):
        corrected_prevalence(Counted(1, 3), **GOOD, seed=1, rounds=0)


def test_the_same_seed_gives_the_same_corrected_interval():
    first, second = (corrected_prevalence(Counted(9, 90), **GOOD, seed=4) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "corner",
    [
        Corner(0.0, 0.8, 1.0, 2_000, 60),
        Corner(0.002, 0.8, 1.0, 20_000, 60),
        Corner(0.01, 0.6, 0.9, 2_000, 300),
        Corner(0.5, 0.8, 1.0, 2_000, 300),
        Corner(0.2, 0.95, 0.99, 200, 60),
    ],
)
def test_the_interval_of_a_corrected_rate_holds_the_true_rate_as_often_as_it_says(corner):
    share, width = coverage(corner, worlds=300, rounds=300)
    assert share >= LEAST_COVERAGE
    assert width < 0.25
