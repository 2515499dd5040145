import numpy as np

from monitor.clusters.distinct import find_distinct


def test_every_copy_points_at_the_row_it_equals():
    vectors = np.array([[1, 0], [0, 1], [1, 0], [0.6, 0.8], [1, 0]], dtype=np.float32)
    distinct = find_distinct(vectors)
    assert sorted(distinct.rows) == [0, 1, 3]
    assert distinct.copies.tolist() == [2, 4]
    assert distinct.rows[distinct.copied].tolist() == [0, 0]
