import numpy as np

from monitor.clusters import find_edges, find_nearest, find_related

EAST, NORTH = (1.0, 0.0), (0.0, 1.0)


def units(*rows):
    found = np.array(rows, dtype=np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def test_the_edge_of_a_cluster_is_what_is_least_like_the_rest():
    vectors = units(EAST, EAST, (1, 0.1), (1, 0.6), NORTH, NORTH)
    edges = find_edges(vectors, np.array([0, 0, 0, 0, 1, 1]))
    assert [one.row for one in edges[0]] == [3, 0, 2]
    assert edges[0][0].likeness < edges[0][1].likeness
    assert [one.row for one in edges[1]] == [4]


def test_related_clusters_are_those_whose_means_are_near():
    related = find_related(units(EAST, (1, 0.5), NORTH))
    assert [one.other for one in related[0]] == [1]
    assert [one.other for one in related[1]] == [0, 2]


def test_what_was_asked_like_it_is_found_or_said_to_be_none():
    near = find_nearest(units(EAST, NORTH), units((1, 0.2), (-1, 0)))
    assert (near.row, near.other) == (0, 0)
    assert near.likeness > 0.95
    assert find_nearest(units(EAST), units((-1, 0), NORTH)) is None
    assert find_nearest(units(EAST), np.empty((0, 0), dtype=np.float32)) is None
