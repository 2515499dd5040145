import numpy as np
import pytest

from monitor.clusters import layout, place


def spread_and_gap(places, sizes):
    parts = np.split(places, np.cumsum(sizes)[:-1])
    centres = np.array([part.mean(axis=0) for part in parts])
    spread = max(np.linalg.norm(part - centre, axis=1).mean() for part, centre in zip(parts, centres, strict=True))
    gaps = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    return spread, gaps[gaps > 0].min()


def test_like_cases_lie_together(make_families):
    sizes = [20, 25, 15, 20]
    places = place(make_families(sizes))
    spread, gap = spread_and_gap(places, sizes)
    assert places.shape == (80, 2)
    assert gap > 2 * spread


def test_the_map_stays_within_its_frame(make_families):
    places = place(make_families([30], alone=30))
    assert np.abs(places).max() == pytest.approx(1)
    assert places.mean(axis=0) == pytest.approx(0, abs=1e-6)


def test_the_same_vectors_give_the_same_map(make_families):
    vectors = make_families([20, 20], alone=10)
    assert np.array_equal(place(vectors), place(vectors))


def test_a_few_new_cases_do_not_turn_the_map_around(make_families):
    vectors = make_families([60, 40, 25, 15, 10, 3])
    before, after = place(vectors[:150]), place(vectors)[:150]
    assert all(np.corrcoef(before[:, axis], after[:, axis])[0, 1] > 0.8 for axis in (0, 1))


@pytest.mark.parametrize("rows", [0, 1, 2, 3, 11, 13])
def test_a_handful_of_cases_is_placed(make_families, rows):
    places = place(make_families([13])[:rows])
    assert places.shape == (rows, 2)
    assert np.isfinite(places).all()


def test_copies_lie_in_one_place(make_families):
    places = place(np.repeat(make_families([1]), 20, axis=0))
    assert np.allclose(places, 0)


def test_cases_beyond_those_drawn_together_lie_beside_their_like(make_families, monkeypatch):
    monkeypatch.setattr(layout, "DRAWN_TOGETHER", 40)
    sizes = [40, 40, 40]
    spread, gap = spread_and_gap(place(make_families(sizes)), sizes)
    assert gap > 2 * spread
