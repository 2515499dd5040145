import numpy as np
import pytest

from monitor.clusters.layout import Layout, fit_layout
from monitor.clusters.layout_placing import BLOCK_ROWS, is_stranger, least_likeness, place


@pytest.fixture
def drawn(make_families):
    """Return a map of every other row of four families, all rows, and the number of the family of each."""
    vectors = make_families([30, 30, 30, 30])
    layout = fit_layout([f"text {row}" for row in range(60)], vectors[::2])
    return layout, vectors, np.repeat(np.arange(4), 30)


def test_an_anchor_lies_where_it_was_drawn(drawn):
    layout, vectors, _ = drawn
    assert place(layout, vectors[::2]) == pytest.approx(layout.places)


def test_a_new_case_lies_among_its_like(drawn):
    layout, vectors, family = drawn
    apart = np.linalg.norm(place(layout, vectors[1::2])[:, None] - layout.places, axis=2)
    assert np.array_equal(family[::2][np.argmin(apart, axis=1)], family[1::2])


def test_a_place_depends_on_nothing_but_the_row(drawn):
    layout, vectors, _ = drawn
    alone = np.vstack([place(layout, vectors[row : row + 1]) for row in range(len(vectors))])
    assert place(layout, vectors) == pytest.approx(alone, abs=1e-6)


def test_more_rows_than_are_compared_at_once_are_placed(drawn):
    layout, vectors, _ = drawn
    many = np.resize(vectors, (BLOCK_ROWS + 7, vectors.shape[1]))
    assert place(layout, many)[-1] == pytest.approx(place(layout, many[-1:])[0])


def test_a_case_between_two_groups_lies_with_the_nearer(drawn):
    layout, vectors, family = drawn
    between = vectors[family == 0].mean(axis=0) * 1.2 + vectors[family == 1].mean(axis=0)
    between = (between / np.linalg.norm(between)).astype(np.float32)
    spot = place(layout, between[None])[0]
    assert np.linalg.norm(layout.places - spot, axis=1).min() < 0.05


def test_copies_lie_in_one_place(drawn):
    layout, vectors, _ = drawn
    assert len(np.unique(place(layout, np.repeat(vectors[1:2], 5, axis=0)), axis=0)) == 1


def test_a_case_unlike_all_that_was_drawn_is_a_stranger(drawn, make_families):
    layout, vectors, _ = drawn
    stranger = make_families([], alone=1, seed=9)
    assert is_stranger(layout, stranger).all()
    assert is_stranger(layout, vectors[1::2]).mean() < 0.3


def test_a_stranger_lies_beside_the_first_later_anchor_it_is_like(drawn, make_families):
    layout, _, _ = drawn
    newer = make_families([4], seed=9)
    grown = Layout(
        (*layout.names, "new", "newer"),
        np.vstack([layout.vectors, newer[:2]]),
        np.vstack([layout.places, [[2.0, 2.0], [-2.0, 2.0]]]),
        layout.fitted,
    )
    assert np.linalg.norm(place(grown, newer) - [2, 2], axis=1).max() < 0.05
    assert place(grown, newer[:1])[0] == pytest.approx([2, 2], abs=1e-4)


def test_a_map_of_one_text_knows_no_strangers(make_families):
    one = make_families([1])
    layout = fit_layout(["only"], one)
    assert least_likeness(layout) == -1
    assert not is_stranger(layout, make_families([], alone=3)).any()
    assert place(layout, make_families([], alone=3)).tolist() == [[0, 0]] * 3


def test_nothing_is_placed_nowhere(drawn):
    layout, vectors, _ = drawn
    assert place(layout, vectors[:0]).shape == (0, 2)
    assert place(Layout((), vectors[:0], np.empty((0, 2)), 0), vectors[:3]).tolist() == [[0, 0]] * 3
