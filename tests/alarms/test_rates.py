from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from monitor.alarms import PER, estimate_size, rate_of


@given(st.integers(1, 10**6).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_a_rate_lies_within_its_interval_and_between_none_and_all(counts):
    rate = rate_of(*counts)
    assert 0 <= rate.low <= rate.per + 1e-9
    assert rate.per - 1e-9 <= rate.high <= PER


def test_nothing_counted_is_no_rate():
    assert rate_of(0, 0) is None
    assert rate_of(None, 100) is None
    assert rate_of(3, None) is None


def test_the_night_that_discovered_a_cluster_says_nothing_of_its_size():
    nights = [(date(2026, 11, 1), 40, 1000), (date(2026, 11, 2), 2, 1000), (date(2026, 11, 3), 4, 1000)]
    size = estimate_size(nights, born=date(2026, 11, 1))
    assert (size.hits, size.trials, size.per) == (6, 2000, 30.0)


def test_before_a_later_night_the_size_is_unknown():
    assert estimate_size([(date(2026, 11, 1), 40, 1000)], born=date(2026, 11, 1)) is None
