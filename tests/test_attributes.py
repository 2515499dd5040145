import random

import pytest

from monitor.attributes import Spread, difference_interval, find_excesses


def spread(hits, members, other_hits, others, *, value="v2", cluster_id="c"):
    return Spread(
        cluster_id=cluster_id,
        attribute="model_version",
        value=value,
        hits=hits,
        members=members,
        other_hits=other_hits,
        others=others,
    )


def test_a_value_that_a_cluster_has_oftener_is_told_with_its_interval():
    (found,) = find_excesses([spread(18, 20, 100, 1000), spread(2, 20, 900, 1000, value="v1")])
    assert found.spread.value == "v2"
    assert found.difference == pytest.approx(0.8)
    assert 0.5 < found.interval.low < 0.8 < found.interval.high <= 0.9
    assert found.chance < 1e-9


def test_one_hit_and_what_was_never_met_elsewhere_or_here_tell_nothing():
    assert find_excesses([spread(1, 1, 0, 1000)]) == []
    assert find_excesses([spread(0, 0, 5, 10), spread(3, 3, 0, 0)]) == []
    assert find_excesses([]) == []


def test_of_a_thousand_clusters_that_differ_by_chance_hardly_one_is_told():
    chance = random.Random(5)
    nights = [
        [
            spread(sum(chance.random() < 0.3 for _ in range(12)), 12, 3000, 10000, cluster_id=f"{one}")
            for one in range(1000)
        ]
        for _ in range(5)
    ]
    assert sum(map(len, map(find_excesses, nights))) <= 2


def test_an_interval_of_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing"):
        difference_interval(spread(0, 0, 1, 2))
