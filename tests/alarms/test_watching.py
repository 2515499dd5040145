from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alarms import WINDOWS, History, Standing, trend_of, watch
from monitor.taxonomy import AlarmKind, AlarmState

FIRST = date(2026, 9, 7)
TRAFFIC = 20_000
# Weekends have two thirds of a weekday's failures.
WEEK = np.array([1.1, 1.1, 1.1, 1.1, 1.1, 0.75, 0.75])


def days(nights):
    return [FIRST + timedelta(days=number) for number in range(nights)]


def history(counts, *, totals=None, born=None, people=None):
    """Arrange counts (clusters, nights) as a history; each conversation has a user of its own unless told."""
    counts = np.atleast_2d(np.asarray(counts, dtype=np.int64))
    clusters, nights = counts.shape
    own = np.stack([counts[:, -window:].sum(axis=1) for window in WINDOWS], axis=1)
    return History(
        cluster_ids=[f"c{row}" for row in range(clusters)],
        nights=days(nights),
        counts=counts,
        totals=np.full(nights, TRAFFIC) if totals is None else np.asarray(totals, dtype=np.int64),
        people=own if people is None else people,
        born=born or [None] * clusters,
    )


def quiet(nights, *, rate=30.0, clusters=1, seed=0, dispersion=0.03):
    random = np.random.default_rng(seed)
    usual = rate * WEEK[[night.weekday() for night in days(nights)]]
    return random.poisson(usual * random.gamma(1 / dispersion, dispersion, size=(clusters, nights)))


def run(counts, nights, **more):
    """Watch some nights one by one; return what was raised, standing or over on each."""
    standing, told = {}, []
    for night in nights:
        alarms = watch(history(counts[:, : night + 1], **more), standing)
        standing = {one.cluster_id: Standing(one.kind, one.since) for one in alarms if one.state is not AlarmState.OVER}
        told.append([one.state for one in alarms])
    return told


def test_a_burst_on_the_night_a_cluster_is_born_emerges_at_once():
    counts = quiet(14, clusters=20)
    counts[0] = 0
    counts[0, -1] = 12
    (alarm,) = watch(history(counts, born=[days(14)[-1], *[None] * 19]), {})
    assert (alarm.cluster_id, alarm.kind, alarm.state) == ("c0", AlarmKind.EMERGENCE, AlarmState.RAISED)
    assert (alarm.conversations, alarm.total, alarm.since) == (12, TRAFFIC, days(14)[-1])
    assert alarm.high < 3


def test_one_or_two_cases_emerge_nowhere_however_new():
    counts = np.zeros((1, 30))
    counts[0, -1] = 2
    assert watch(history(counts, born=[days(30)[-1]]), {}) == ()


def test_one_user_alone_is_no_wave():
    counts = np.zeros((1, 30))
    counts[0, -1] = 40
    assert watch(history(counts, born=[days(30)[-1]], people=np.ones((1, 3), dtype=int)), {}) == ()


def test_a_cluster_born_of_cases_that_were_always_there_does_not_emerge():
    assert watch(history(quiet(30), born=[days(30)[-1]]), {}) == ()


def test_on_the_first_night_of_all_nothing_is_known_to_be_new():
    assert watch(history([[500]]), {}) == ()
    assert watch(history(np.zeros((0, 9))), {}) == ()


@pytest.mark.parametrize("seed", range(5))
def test_a_threefold_rise_is_flagged_within_two_nights(seed):
    counts = quiet(58, clusters=50, seed=seed)
    counts[0, 56:] *= 3
    raised = {one.cluster_id for night in (57, 58) for one in watch(history(counts[:, :night]), {})}
    assert raised == {"c0"}


def test_a_small_cluster_that_rises_is_flagged_within_the_week():
    counts = np.full((1, 63), 1)
    counts[0, 56:] = 4
    (alarm,) = watch(history(counts), {})
    assert (alarm.nights, alarm.since, alarm.conversations) == (7, days(63)[56], 28)


def test_traffic_that_triples_raises_nothing_when_the_rate_is_flat():
    counts = quiet(60, clusters=50)
    counts[:, 56:] *= 3
    totals = np.full(60, TRAFFIC)
    totals[56:] *= 3
    assert watch(history(counts, totals=totals), {}) == ()
    assert len(watch(history(counts), {})) == 50


def test_a_monday_after_every_weekend_is_no_rise():
    mondays = np.array([[10 if night.weekday() < 5 else 1 for night in days(57)]]) * 10
    assert days(57)[-1].weekday() == 0
    assert watch(history(mondays), {}) == ()


def test_forty_quiet_nights_of_fifty_clusters_raise_nothing():
    counts = quiet(96, clusters=50, seed=3)
    assert run(counts, range(56, 96)) == [[]] * 40


def test_an_alarm_stands_until_the_rate_is_back_and_does_not_flap():
    counts = quiet(80, clusters=10)
    counts[0, 60:66] *= 4
    # Between the level that raises and the one that ends it, nothing changes.
    counts[0, 66:70] *= 2
    told = run(counts, range(60, 80))
    states = [state for night in told for state in night]
    assert states.count(AlarmState.RAISED) == states.count(AlarmState.OVER) == 1
    assert told[0] == [AlarmState.RAISED]
    assert told[9] == [AlarmState.STANDING]
    assert told[-1] == []


def test_a_level_that_has_held_for_four_weeks_is_the_usual_one():
    counts = quiet(100, clusters=10)
    counts[0, 60:] *= 3
    states = [state for night in run(counts, range(60, 100)) for state in night]
    assert states.count(AlarmState.RAISED) == states.count(AlarmState.OVER) == 1


def test_what_is_usual_is_not_learned_from_the_night_that_discovered_a_cluster():
    counts = np.full((1, 40), 20)
    counts[0, 25] = 600
    trend = trend_of(history(counts, born=[days(40)[25]]), "c0")
    assert trend[-1].usual.low < 10 < trend[-1].usual.high
    assert trend[25].rate.hits == 600


def test_of_a_new_cluster_nothing_is_usual_yet():
    assert {one.usual for one in trend_of(history(quiet(20), born=[days(20)[15]]), "c0")} == {None}


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 40), st.integers(1, 4))
def test_the_order_of_clusters_changes_nothing(seed, nights, clusters):
    random = np.random.default_rng(seed)
    counts = random.poisson(random.exponential(20, size=(clusters, 1)), size=(clusters, nights))
    counts[0, -1] *= 5
    forward, turned = history(counts), history(counts[::-1])
    told = {(one.cluster_id, one.conversations, one.since) for one in watch(forward, {})}
    again = {(f"c{clusters - 1 - int(one.cluster_id[1:])}", one.conversations, one.since) for one in watch(turned, {})}
    assert told == again


def test_a_burst_over_two_nights_emerges_on_the_second():
    counts = np.zeros((1, 30))
    counts[0, -2:] = 4
    (alarm,) = watch(history(counts, born=[days(30)[-2]]), {})
    assert (alarm.kind, alarm.nights, alarm.conversations) == (AlarmKind.EMERGENCE, 2, 8)
