import numpy as np
from sklearn.metrics import adjusted_rand_score

from monitor.clusters import NOISE, cluster


def as_unit(rows):
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


def around(generator, centre, count, *, spread):
    return as_unit(centre + spread * as_unit(generator.normal(size=(count, 64))))


def make_neighbourhood(generator, families, *, close, spread):
    """Make families of thirty rows whose centres lie close to one another, and what each row is of."""
    centres = around(generator, as_unit(generator.normal(size=64)), families, spread=close)
    rows = np.vstack([around(generator, centre, 30, spread=spread) for centre in centres])
    return rows, np.repeat(np.arange(families), 30)


def test_families_close_to_one_another_are_not_swallowed_by_one_huge_cluster():
    generator = np.random.default_rng(0)
    rows, truth = make_neighbourhood(generator, 20, close=0.8, spread=0.7)
    others = [around(generator, as_unit(generator.normal(size=64)), 10, spread=0.7) for _ in range(12)]
    labels = cluster(np.vstack([rows, *others])).labels
    assert np.bincount(labels[labels != NOISE]).max() <= 0.25 * len(labels)
    assert adjusted_rand_score(truth, labels[: len(truth)]) > 0.8


def test_one_big_family_stays_whole_however_large(make_families):
    vectors = make_families([300, *[8] * 10], spread=0.5)
    assert np.bincount(cluster(vectors).labels[:300] + 1).max() >= 290


def test_a_loose_family_beside_bursts_of_copies_stays_whole(make_families):
    family = make_families([60, *[1] * 8], spread=0.5)
    vectors = np.vstack([family[:60], np.repeat(family[60:], 5, axis=0)])
    assert cluster(vectors).labels[:60].tolist() == [0] * 60
