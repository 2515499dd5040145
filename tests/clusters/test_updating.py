import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.clusters import NOISE, Folded, cluster, regroup


def as_unit(rows):
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def test_known_labels_keep_their_number_and_new_ones_count_on(make_families):
    vectors = make_families([20, 20, 8, 12], alone=5)
    known = np.array([9] * 18 + [NOISE] * 2 + [3] * 18 + [NOISE] * 27)
    found = regroup(vectors, known, min_cluster_size=4)
    assert found.labels.tolist() == [9] * 20 + [3] * 20 + [11] * 8 + [10] * 12 + [NOISE] * 5
    assert sorted(found.exemplars) == [3, 9, 10, 11]


def test_without_known_clusters_it_is_a_first_night(make_families):
    vectors = make_families([9, 6], alone=6)
    nothing = np.full(21, NOISE)
    assert np.array_equal(regroup(vectors, nothing).labels, cluster(vectors).labels)


def test_old_noise_and_new_rows_become_a_cluster_together(make_families):
    vectors = make_families([10, 6])
    found = regroup(vectors, np.array([0] * 10 + [NOISE] * 6), min_cluster_size=6)
    assert found.labels.tolist() == [0] * 10 + [1] * 6


def test_a_copy_follows_what_it_is_a_copy_of_wherever_its_vector_lies(make_families):
    vectors = make_families([8, 8], alone=2)
    known = np.array([5] * 8 + [6] * 8 + [NOISE] * 2)
    into = np.arange(18)
    into[16] = 3
    into[0] = 3
    assert regroup(vectors, known, folded=Folded(into)).labels.tolist() == [5] * 8 + [6] * 8 + [5, NOISE]


def test_a_burst_of_copies_is_a_new_cluster(make_families):
    vectors = make_families([8], alone=4)
    into = np.array([*range(8), 8, 8, 8, 8])
    known = np.array([0] * 8 + [NOISE] * 4)
    assert regroup(vectors, known, min_cluster_size=4, folded=Folded(into)).labels.tolist() == [0] * 8 + [1] * 4


def test_strengths_are_full_at_exemplars_and_none_for_noise(make_families):
    vectors = make_families([30], alone=3)
    found = regroup(vectors, np.array([0] * 30 + [NOISE] * 3))
    assert found.strengths[list(found.exemplars[0])] == pytest.approx(np.ones(10), abs=1e-3)
    assert ((found.strengths[:30] > 0.3) & (found.strengths[:30] <= 1)).all()
    assert (found.strengths[30:] == 0).all()


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(48)), st.sets(st.integers(0, 47), max_size=30))
def test_no_order_changes_a_group_and_no_known_label_a_number(order, known_rows):
    generator = np.random.default_rng(2)
    centres = generator.normal(size=(4, 32))
    vectors = as_unit(centres[np.arange(48) % 4] + 0.5 * generator.normal(size=(48, 32)))
    known = np.full(48, NOISE)
    known[sorted(known_rows)] = np.array([8, 2, 5, 4])[np.array(sorted(known_rows), dtype=int) % 4]
    straight, shuffled = regroup(vectors, known).labels, regroup(vectors[order], known[order]).labels
    assert np.array_equal(straight[known != NOISE], known[known != NOISE])
    assert {frozenset(np.flatnonzero(straight == label)) for label in set(straight)} == {
        frozenset(order[row] for row in np.flatnonzero(shuffled == label)) for label in set(shuffled)
    }


def test_labels_that_do_not_match_the_rows_are_refused(make_families):
    with pytest.raises(ValueError, match="do not match"):
        regroup(make_families([4]), np.zeros(3, dtype=np.int64))
