import numpy as np
import pytest

from monitor.clusters import find_alike, neighbours
from monitor.clusters.neighbours import nearest_neighbours


def test_the_most_alike_rows_come_first(make_families):
    vectors = make_families([5, 5], alone=20)
    alike = find_alike(vectors, vectors[2], limit=5)
    assert alike.indices[0] == 2
    assert sorted(alike.indices.tolist()) == [0, 1, 2, 3, 4]
    assert alike.similarities[0] == pytest.approx(1, abs=1e-5)
    assert (np.diff(alike.similarities) <= 0).all()


def test_equally_alike_rows_keep_their_order():
    vectors = np.tile(np.array([1, 0], dtype=np.float32), (6, 1))
    assert find_alike(vectors, vectors[0], limit=4).indices.tolist() == [0, 1, 2, 3]


def test_fewer_rows_give_fewer_results(make_families):
    vectors = make_families([3])
    assert len(find_alike(vectors, vectors[0], limit=10).indices) == 3
    assert len(find_alike(vectors[:0], vectors[0], limit=10).indices) == 0


def test_blocks_change_nothing(make_families, monkeypatch):
    vectors = make_families([20, 30], alone=17)
    whole = nearest_neighbours(vectors, 7)
    monkeypatch.setattr(neighbours, "BLOCK_CELLS", 300)
    blocked = nearest_neighbours(vectors, 7)
    assert np.array_equal(whole.indices, blocked.indices)
    assert np.allclose(whole.similarities, blocked.similarities, atol=1e-6)


def test_neighbours_are_the_ones_that_all_distances_give(make_families):
    vectors = make_families([10, 15], alone=8)
    products = vectors @ vectors.T
    np.fill_diagonal(products, -np.inf)
    found = nearest_neighbours(vectors, 4)
    assert np.array_equal(found.indices, np.argsort(-products, axis=1)[:, :4])


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_a_row_is_never_its_own_neighbour(make_families, rows):
    found = nearest_neighbours(make_families([2])[:rows], 15)
    assert found.indices.shape == (rows, max(rows - 1, 0))
    assert all(row not in others for row, others in enumerate(found.indices))
