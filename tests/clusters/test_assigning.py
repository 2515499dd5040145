import numpy as np
import pytest

from monitor.clusters import NOISE
from monitor.clusters.assigning import LEAST_SPREAD, assign, shares_within, show_known


def turned(angle):
    return np.array([np.cos(angle), np.sin(angle), 0], dtype=np.float32)


def chord(angle):
    return 2 * np.sin(angle / 2)


def test_a_row_is_taken_in_only_within_the_spread_of_the_cluster_itself():
    tight = [turned(angle) for angle in (0, 0.01, 0.02)]
    loose = [turned(angle) for angle in (2.0, 2.5, 3.0)]
    looser = [turned(angle) for angle in (4.0, 4.5, 5.0)]
    known = show_known(np.array([*tight, *loose, *looser]), np.array([4, 4, 4, 7, 7, 7, 8, 8, 8]))
    found = assign(np.array([turned(-0.25), turned(-0.4), turned(1.6), turned(1.4)]), known)
    assert found.labels.tolist() == [4, NOISE, 7, NOISE]
    assert found.shares[0] == pytest.approx(chord(0.25) / LEAST_SPREAD, rel=1e-3)
    assert found.shares[2] == pytest.approx(chord(0.4) / chord(0.5), rel=1e-3)


def test_of_two_clusters_the_one_whose_spread_is_least_used_takes_the_row():
    rows = np.array([turned(angle) for angle in (0, 0.01, 0.02, 0.6, 1.2, 1.8, 3, 3.6, 4.2)])
    known = show_known(rows, np.repeat([0, 1, 2], 3))
    assert assign(np.array([turned(0.28)]), known).labels.tolist() == [1]


def test_a_cluster_looser_than_most_takes_in_no_more_than_they_do():
    rows = np.array([turned(angle) for angle in (0, 0.4, 0.8, 2, 2.4, 2.8, 3.5, 4.3, 5.1)])
    spreads = show_known(rows, np.repeat([0, 1, 2], 3)).spreads
    assert spreads == pytest.approx(np.full(9, chord(0.4)), rel=1e-3)


def test_a_stray_member_widens_nothing(make_families):
    vectors = make_families([40], alone=1)
    spread = show_known(vectors[:40], np.zeros(40, dtype=np.int64)).spreads[0]
    assert show_known(vectors, np.zeros(41, dtype=np.int64)).spreads[0] == pytest.approx(spread, rel=0.05)


def test_no_cluster_reaches_beyond_the_horizon(make_families):
    vectors = make_families([], alone=12)
    assert show_known(vectors, np.zeros(12, dtype=np.int64), horizon=0.9).spreads[0] == pytest.approx(0.9)


def test_new_members_of_families_find_their_family_and_strangers_none(make_families):
    vectors = make_families([60, 60, 60], alone=30)
    truth = np.array([0] * 60 + [1] * 60 + [2] * 60 + [NOISE] * 30)
    is_known = (np.arange(210) % 2 == 0) & (truth != NOISE)
    found = assign(vectors[~is_known], show_known(vectors[is_known], truth[is_known])).labels
    assert np.mean(found[truth[~is_known] != NOISE] == truth[~is_known][truth[~is_known] != NOISE]) >= 0.7
    assert (found[truth[~is_known] == NOISE] == NOISE).all()


def test_without_clusters_nobody_is_assigned(make_families):
    vectors = make_families([3])
    assert assign(vectors, show_known(vectors, np.full(3, NOISE))).labels.tolist() == [NOISE] * 3


def test_shares_are_of_the_rows_own_cluster(make_families):
    vectors = make_families([12, 12], alone=1)
    labels = np.array([0] * 12 + [3] * 12 + [NOISE])
    shares = shares_within(vectors, labels, show_known(vectors, labels))
    assert np.sum(shares < 1e-2) == 20
    assert (shares[:24] < 1.5).all()
    assert shares[24] == np.inf
