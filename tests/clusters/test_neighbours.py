import numpy as np
import pytest

from monitor.clusters import neighbours
from monitor.clusters.neighbours import nearest_neighbours


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
