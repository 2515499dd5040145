import numpy as np
import pytest

from monitor.datasets import Candidates, choose_representatives
from monitor.taxonomy import Choice


def at(*degrees):
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


# A crowd around 0°, and one far out on either side.
CROWD = Candidates(["a", "b", "c", "d", "e", "f"], at(-30, 0, 12, 25, 70, -60), [1, 2, 1, 4, 3, 1])


def ids(candidates, most, *choices):
    return [one.case_id for one in choose_representatives(candidates, most=most, choices=choices)]


def test_central_ones_are_nearest_the_mean_and_edge_ones_farthest():
    assert set(ids(CROWD, 2, Choice.CENTRAL)) == {"b", "c"}
    assert set(ids(CROWD, 2, Choice.EDGE)) == {"e", "f"}


def test_severe_ones_are_the_worst():
    assert ids(CROWD, 3, Choice.SEVERE) == ["d", "e", "b"]


def test_diverse_ones_are_farthest_from_each_other():
    first, *others = ids(CROWD, 3, Choice.DIVERSE)
    assert first in {"b", "c"}
    assert set(others) == {"e", "f"}


def test_kinds_take_turns_and_say_why_each_was_chosen():
    chosen = choose_representatives(CROWD, most=4)
    assert [one.chosen_as for one in chosen] == [Choice.CENTRAL, Choice.EDGE, Choice.SEVERE, Choice.DIVERSE]
    assert len({one.case_id for one in chosen}) == 4


def test_the_order_of_the_cases_changes_nothing():
    generator = np.random.default_rng(6)
    vectors = generator.normal(size=(40, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    names, severities = [f"case-{number:02}" for number in range(40)], generator.integers(0, 5, 40).tolist()
    first = choose_representatives(Candidates(names, vectors, severities), most=12)
    for _ in range(5):
        order = generator.permutation(40).tolist()
        shuffled = Candidates([names[row] for row in order], vectors[order], [severities[row] for row in order])
        assert choose_representatives(shuffled, most=12) == first


def test_ties_go_to_the_smaller_id():
    same = Candidates(["z", "m", "a"], at(0, 0, 0), [2, 2, 2])
    for choice in Choice:
        assert ids(same, 1, choice) == ["a"]


def test_copies_come_only_when_nothing_else_is_left():
    copied = Candidates(["a", "b", "c", "d"], at(0, 0.1, 0.2, 40), [4, 4, 4, 0])
    assert ids(copied, 2, Choice.SEVERE) == ["c", "d"]
    assert set(ids(copied, 4, Choice.SEVERE)) == {"a", "b", "c", "d"}


@pytest.mark.parametrize("most", [0, 3])
def test_of_nothing_nothing_is_chosen(most):
    assert choose_representatives(Candidates([], at(), []), most=most) == ()


def test_no_more_are_chosen_than_there_are():
    assert len(choose_representatives(CROWD, most=100)) == 6
