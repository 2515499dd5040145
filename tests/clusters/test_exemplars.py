import numpy as np

from monitor.clusters import NOISE, cluster, nearest_clusters
from monitor.clusters.exemplars import EXEMPLARS, find_exemplars


def test_exemplars_are_members_and_the_first_is_the_most_typical(make_families):
    vectors = make_families([30, 6], alone=10)
    found = cluster(vectors, min_cluster_size=4)
    assert [len(rows) for rows in found.exemplars.values()] == [EXEMPLARS, 6]
    for label, rows in found.exemplars.items():
        members = np.flatnonzero(found.labels == label)
        assert set(rows) <= set(members.tolist())
        centre = vectors[members].mean(axis=0)
        assert vectors[rows[0]] @ centre >= (vectors[members] @ centre).max() - 1e-6


def test_copies_are_shown_once(make_families):
    vectors = make_families([3])
    rows = np.vstack([np.repeat(vectors[:1], 9, axis=0), vectors[1:]])
    assert sorted(find_exemplars(rows, np.zeros(len(rows), dtype=np.int64))[0]) == [0, 9, 10]


def test_a_new_case_is_offered_the_cluster_it_resembles(make_families):
    vectors = make_families([12, 12])
    found = cluster(vectors[:20], min_cluster_size=4)
    near = nearest_clusters(vectors[20:], vectors[:20], found.exemplars)
    assert (near.labels == found.labels[19]).all()
    assert (near.similarities > 0.5).all()


def test_without_clusters_there_is_no_nearest_one(make_families):
    near = nearest_clusters(make_families([3]), make_families([3]), {})
    assert near.labels.tolist() == [NOISE] * 3
    assert np.isnan(near.similarities).all()
