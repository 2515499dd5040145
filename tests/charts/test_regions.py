import numpy as np
import pytest

from monitor.charts.regions import inside_box, inside_lasso

PLACES = np.array([[0.5, 0.5], [2.0, 0.5], [0.9, 0.1], [-1.0, -1.0]])


def test_a_box_holds_what_lies_between_its_corners():
    assert inside_box(PLACES, ([1, 0], [0, 1])).tolist() == [True, False, True, False]


def test_a_lasso_holds_what_it_goes_around():
    triangle = ([0, 1, 0], [0, 1, 1])
    assert inside_lasso(PLACES, triangle).tolist() == [False, False, False, False]
    assert inside_lasso(PLACES, ([0, 2, 0], [-1, 0.4, 2])).tolist() == [True, False, True, False]


def test_a_hole_in_a_lasso_is_outside():
    there, back = [0, 3, 3, 0, 0], [0, 0, 3, 3, 0]
    hole = ([*there, 1, 1, 2, 2, 1], [*back, 1, 2, 2, 1, 1])
    assert inside_lasso(np.array([[0.5, 0.5], [1.5, 1.5]]), hole).tolist() == [True, False]


def test_a_lasso_agrees_with_a_box():
    places = np.random.default_rng(1).uniform(-1, 1, size=(500, 2))
    box = ([-0.3, 0.6, 0.6, -0.3], [-0.8, -0.8, 0.2, 0.2])
    assert np.array_equal(inside_lasso(places, box), inside_box(places, ([-0.3, 0.6], [-0.8, 0.2])))


@pytest.mark.parametrize("line", [([], []), ([0], [0]), ([0, 1], [0, 1])])
def test_a_line_that_closes_nothing_holds_nothing(line):
    assert not inside_lasso(PLACES, line).any()
