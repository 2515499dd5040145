import numpy as np
import pytest

from monitor.clusters import layout_updating
from monitor.clusters.layout import fit_layout
from monitor.clusters.layout_placing import place
from monitor.clusters.layout_updating import ROOM, add_groups, is_outdated, update_layout


def named(vectors):
    return [f"text {row}" for row in range(len(vectors))]


def shuffled(vectors):
    return np.random.default_rng(3).permutation(vectors)


def test_a_night_that_brings_more_of_the_same_moves_nothing(make_families):
    vectors = shuffled(make_families([40, 40, 40, 40]))
    first = update_layout(None, named(vectors[:100]), vectors[:100])
    second = update_layout(first, named(vectors), vectors)
    assert second.names[: second.fitted] == first.names[: first.fitted]
    assert np.array_equal(place(second, vectors[:100]), place(first, vectors[:100]))


def test_a_map_that_doubled_is_drawn_anew_onto_itself(make_families):
    vectors = shuffled(make_families([60, 50, 40, 30]))
    first = update_layout(None, named(vectors[:80]), vectors[:80])
    second = update_layout(first, named(vectors), vectors)
    assert (first.fitted, second.fitted) == (80, 180)
    moved = np.linalg.norm(place(second, vectors[:80]) - place(first, vectors[:80]), axis=1)
    assert 0 < np.median(moved) < 0.3


def test_a_map_of_a_handful_grows_into_one_of_neighbourhoods(make_families):
    vectors = shuffled(make_families([20, 20]))
    layout = None
    for rows in (2, 5, 11, 25, 40):
        layout = update_layout(layout, named(vectors[:rows]), vectors[:rows])
        assert np.isfinite(place(layout, vectors[:rows])).all()
    assert layout.fitted == 25
    assert 0.5 < np.abs(layout.places).max() < 2


def test_a_map_of_something_else_is_drawn_anew(make_families):
    old, new = make_families([40, 40]), make_families([20, 20], seed=9)
    first = update_layout(None, named(old), old)
    both = np.vstack([old, new])
    assert update_layout(first, named(both), both).fitted == 120


@pytest.mark.parametrize(("strangers", "rows", "expected"), [(0, 40, False), (20, 79, False), (30, 79, True)])
def test_a_map_is_outdated_by_its_strangers(make_families, strangers, rows, expected):
    layout = fit_layout(named(make_families([40])), make_families([40]))
    assert is_outdated(layout, np.arange(rows) < strangers) is expected


def test_a_large_map_is_not_drawn_anew_for_its_size(make_families, monkeypatch):
    vectors = make_families([40])
    layout = fit_layout(named(vectors), vectors)
    assert is_outdated(layout, np.zeros(80, dtype=bool))
    monkeypatch.setattr(layout_updating, "DRAWN_TOGETHER", 40)
    assert not is_outdated(layout, np.zeros(800, dtype=bool))


def test_a_new_group_gets_a_free_spot_of_its_own_and_keeps_it(make_families):
    known, new = make_families([40, 40, 40], alone=20), make_families([12], seed=9)
    first = update_layout(None, named(known), known)
    both = np.vstack([known, new])
    second = update_layout(first, named(both), both)
    assert second.fitted == first.fitted
    group = place(second, new)
    assert np.linalg.norm(group - group[0], axis=1).max() < ROOM
    assert np.linalg.norm(first.places[:, None] - group, axis=2).min() > ROOM / 3
    assert np.array_equal(place(second, known), place(first, known))
    third = update_layout(second, named(both), both)
    assert third.names == second.names
    assert np.array_equal(third.places, second.places)


def test_strangers_without_company_get_no_spot(make_families):
    known, alone = make_families([40, 40], alone=20), make_families([], alone=4, seed=9)
    layout = fit_layout(named(known), known)
    assert add_groups(layout, named(alone), alone) is layout


def test_no_cases_leave_the_map_as_it_is(make_families):
    vectors = make_families([20])
    layout = fit_layout(named(vectors), vectors)
    assert update_layout(layout, [], vectors[:0]) is layout
    assert update_layout(None, [], vectors[:0]).names == ()
    assert update_layout(update_layout(None, [], vectors[:0]), named(vectors), vectors).fitted == 20
