import numpy as np

from monitor.clusters import NOISE, cluster, find_part, measure_stability
from monitor.clusters.stability import ROUNDS, Part


def regroup(vectors):
    return lambda rows: cluster(vectors[rows]).labels


def whole(labels):
    return Part(np.arange(len(labels)), frozenset(labels.tolist()) - {NOISE})


def test_clear_families_are_found_again_and_thrown_together_ones_are_not(make_families):
    vectors = make_families([30, 30, 30, 30], alone=20, spread=0.3)
    labels = np.array([0] * 30 + [1] * 30 + [2] * 60 + [NOISE] * 20)
    found = measure_stability(labels, regroup(vectors), part=whole(labels), seed=1)
    assert found[0].likeness > 0.9
    assert found[1].likeness > 0.9
    assert found[2].likeness < 0.6
    assert {one.rounds for one in found.values()} == {ROUNDS}


def test_the_order_of_the_rows_hides_nothing(make_families):
    vectors = make_families([20, 20], spread=0.3)
    labels = np.repeat([0, 1], 20)
    turned = np.arange(40)[::-1]
    straight = measure_stability(labels, regroup(vectors), part=whole(labels), seed=1)
    turned_over = measure_stability(labels[turned], regroup(vectors[turned]), part=whole(labels), seed=1)
    assert straight.keys() == turned_over.keys()
    assert all(one.likeness == 1.0 for one in (*straight.values(), *turned_over.values()))


def test_a_cluster_of_which_too_few_were_drawn_is_not_judged_in_that_round(make_families):
    vectors = make_families([3, 30], spread=0.3)
    labels = np.array([0] * 3 + [1] * 30)
    assert measure_stability(labels, regroup(vectors), part=whole(labels), seed=1)[0].rounds < ROUNDS
    assert measure_stability(labels, regroup(vectors), part=whole(labels), seed=1, least=4).keys() == {1}


def test_a_part_holds_the_cluster_and_what_is_nearest_to_it(make_families):
    vectors = make_families([10, 10, 10], spread=0.3)
    labels = np.repeat([0, 1, 2], 10)
    part = find_part(vectors, labels, [1, 2], most=10)
    assert part.rows.tolist() == list(range(10, 20))
    assert part.wanted == {1}
    assert find_part(vectors, labels, [1, 2]).wanted == {1, 2}
    assert find_part(vectors, labels, [2], most=4).wanted == {2}
