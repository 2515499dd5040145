import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from monitor.clusters import NOISE, cluster


def test_families_become_clusters_numbered_by_size_and_the_rest_is_noise(make_families):
    vectors = make_families([8, 20, 12], alone=30)
    found = cluster(vectors, min_cluster_size=4)
    assert found.labels.tolist() == [2] * 8 + [0] * 20 + [1] * 12 + [NOISE] * 30
    assert found.noise_ratio == pytest.approx(30 / 70)
    assert found.labels.dtype == np.int64


def test_strengths_are_shares_and_noise_has_none(make_families):
    found = cluster(make_families([10, 10], alone=10), min_cluster_size=4)
    assert ((found.strengths >= 0) & (found.strengths <= 1)).all()
    assert (found.strengths[found.labels != NOISE] > 0).all()
    assert (found.strengths[found.labels == NOISE] == 0).all()


def test_a_night_with_a_single_family_gives_one_cluster(make_families):
    assert cluster(make_families([25]), min_cluster_size=4).labels.tolist() == [0] * 25


def test_unlike_rows_are_all_noise(make_families):
    found = cluster(make_families([], alone=40), min_cluster_size=4)
    assert found.noise_ratio == 1
    assert found.exemplars == {}


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_fewer_rows_than_a_cluster_needs_are_noise(make_families, rows):
    found = cluster(make_families([4])[:rows], min_cluster_size=4)
    assert found.labels.tolist() == [NOISE] * rows
    assert found.strengths.shape == (rows,)


@pytest.mark.parametrize("copies", [4, 8, 15, 16, 40])
def test_copies_are_one_cluster_however_many(make_families, copies):
    burst = np.repeat(make_families([1]), copies, axis=0)
    assert cluster(burst, min_cluster_size=4).labels.tolist() == [0] * copies


def test_bursts_of_copies_do_not_split_or_swallow_their_neighbours(make_families):
    vectors = make_families([1, 1, 9], alone=6)
    rows = np.vstack([np.repeat(vectors[:1], 30, axis=0), np.repeat(vectors[1:2], 20, axis=0), vectors[2:]])
    assert cluster(rows, min_cluster_size=4).labels.tolist() == [0] * 30 + [1] * 20 + [2] * 9 + [NOISE] * 6


def test_copies_inside_a_family_count_as_members(make_families):
    two, alone = make_families([2]), make_families([], alone=20, seed=5)
    rows = np.vstack([two, two, alone])
    assert cluster(rows, min_cluster_size=4).labels[:4].tolist() == [0] * 4


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(60)))
def test_the_order_of_the_rows_never_changes_the_groups(order):
    generator = np.random.default_rng(4)
    centres = generator.normal(size=(4, 32))
    rows = np.vstack([centres[np.arange(60) % 4] + 0.9 * generator.normal(size=(60, 32)), centres, centres[:1]])
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    chosen = [*order, 64, 60, 61, 62, 63]
    straight, shuffled = cluster(rows).labels, cluster(rows[chosen]).labels
    assert adjusted_rand_score(straight[chosen], shuffled) == 1
    assert np.array_equal(straight[chosen] == NOISE, shuffled == NOISE)


def test_the_same_vectors_give_the_same_clustering(make_families):
    vectors = make_families([9, 7, 5], alone=9, spread=0.8)
    first, second = cluster(vectors), cluster(vectors)
    assert np.array_equal(first.labels, second.labels)
    assert np.array_equal(first.strengths, second.strengths)
    assert first.exemplars == second.exemplars


def test_texts_with_the_same_failure_cluster_and_others_do_not():
    from monitor.embeddings import PACKAGED, load_encoder

    refunds = [f"Your refund of {n} euros has been sent to your bank account today." for n in (12, 40, 75, 8)]
    humans = [f"Yes, I am a real person called {name}, not a machine." for name in ("Ann", "Mia", "Tom", "Lea")]
    others = ["Basil goes well with tomatoes.", "The train to Oulu leaves at nine."]
    labels = cluster(load_encoder(PACKAGED).encode([*refunds, *humans, *others]), min_cluster_size=3).labels
    assert labels.tolist() == [0] * 4 + [1] * 4 + [NOISE] * 2


@pytest.mark.parametrize("shape", [(5,), (2, 3, 4)])
def test_vectors_of_a_wrong_shape_are_refused(shape):
    with pytest.raises(ValueError, match="cannot be clustered"):
        cluster(np.zeros(shape, dtype=np.float32))


def test_a_cluster_of_one_is_refused(make_families):
    with pytest.raises(ValueError, match="min_cluster_size cannot be 1"):
        cluster(make_families([5]), min_cluster_size=1)
