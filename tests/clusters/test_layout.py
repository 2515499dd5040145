import numpy as np
import pytest

from monitor.clusters import layout
from monitor.clusters.layout import align, fit_layout, refit_layout, spread_rows


def named(vectors):
    return [f"text {row}" for row in range(len(vectors))]


def fitted(vectors):
    return fit_layout(named(vectors), vectors).places


def spread_and_gap(places, sizes):
    parts = np.split(places, np.cumsum(sizes)[:-1])
    centres = np.array([part.mean(axis=0) for part in parts])
    spread = max(np.linalg.norm(part - centre, axis=1).mean() for part, centre in zip(parts, centres, strict=True))
    gaps = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    return spread, gaps[gaps > 0].min()


def turned(places, *, angle, scale, shift):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return places @ turn * scale + shift


def test_like_cases_lie_together(make_families):
    sizes = [20, 25, 15, 20]
    places = fitted(make_families(sizes))
    spread, gap = spread_and_gap(places, sizes)
    assert places.shape == (80, 2)
    assert gap > 2 * spread


def test_the_map_stays_within_its_frame(make_families):
    places = fitted(make_families([30], alone=30))
    assert np.abs(places).max() == pytest.approx(1)
    assert places.mean(axis=0) == pytest.approx(0, abs=1e-6)


def test_the_same_vectors_give_the_same_map(make_families):
    vectors = make_families([20, 20], alone=10)
    assert np.array_equal(fitted(vectors), fitted(vectors))


def test_a_few_other_cases_do_not_turn_a_new_map_around(make_families):
    vectors = make_families([60, 40, 25, 15, 10, 3])
    before, after = fitted(vectors[:150]), fitted(vectors)[:150]
    assert all(np.corrcoef(before[:, axis], after[:, axis])[0, 1] > 0.8 for axis in (0, 1))


@pytest.mark.parametrize("rows", [1, 2, 3, 11, 13])
def test_a_handful_of_cases_is_drawn(make_families, rows):
    places = fitted(make_families([13])[:rows])
    assert places.shape == (rows, 2)
    assert np.isfinite(places).all()


def test_copies_have_no_width(make_families):
    assert np.allclose(fitted(np.repeat(make_families([1]), 20, axis=0)), 0)


def test_a_large_map_is_drawn_from_rows_spread_evenly(make_families, monkeypatch):
    monkeypatch.setattr(layout, "DRAWN_TOGETHER", 40)
    assert spread_rows(30).tolist() == list(range(30))
    rows = spread_rows(120)
    assert len(set(rows)) == 40
    assert set(np.diff(rows)) <= {3, 4}
    vectors = make_families([40, 40, 40])
    drawn = fit_layout(named(vectors), vectors)
    assert drawn.names == tuple(f"text {row}" for row in rows)


def test_a_map_drawn_anew_lies_on_the_old_one(make_families):
    vectors = make_families([40, 30, 20, 20, 15])
    before = turned(fitted(vectors), angle=2, scale=0.7, shift=np.array([0.4, -0.2]))
    mirrored = before * [-1, 1]
    everything = np.ones(len(vectors), dtype=bool)
    for old in (before, mirrored):
        again = refit_layout(named(vectors), vectors, before=old, known=everything).places
        assert np.median(np.linalg.norm(again - old, axis=1)) < 0.15 * np.ptp(old)


def test_a_turned_mirrored_scaled_and_shifted_map_is_put_back(make_families):
    places = fitted(make_families([20, 20]))
    moved = turned(places, angle=1, scale=3, shift=np.array([5.0, -2.0])) * [1, -1]
    shared = np.arange(len(places)) % 2 == 0
    assert align(moved, places, shared=shared) == pytest.approx(places)


def test_rows_new_to_the_old_map_do_not_say_how_it_is_turned(make_families):
    places = fitted(make_families([20, 20]))
    shared = np.arange(len(places)) < 30
    wrong = np.where(shared[:, None], places, 9.0)
    assert align(turned(places, angle=1, scale=2, shift=np.zeros(2)), wrong, shared=shared) == pytest.approx(places)


def test_a_map_that_shares_nothing_is_only_centred():
    places = np.array([[0.0, 0.0], [4.0, 0.0]])
    nothing = np.zeros(2, dtype=bool)
    assert align(places, places, shared=nothing).tolist() == [[-1, 0], [1, 0]]
