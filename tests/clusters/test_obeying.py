import numpy as np

from monitor.clusters import NOISE, bind
from monitor.clusters.constraints import Grouping, GroupingKind
from monitor.clusters.obeying import Rows, obey


def grouping(kind, here, there):
    return Grouping(kind=kind, cluster_id="A", other_id="B", here=tuple(here), there=tuple(there))


def rows(cases, previous, *, pinned="", vectors=None):
    spread = np.eye(len(cases), dtype=np.float32) if vectors is None else np.array(vectors, dtype=np.float32)
    return Rows(list(cases), np.array(previous), np.array([case in pinned for case in cases]), spread)


def obeyed(labels, known, *groupings):
    return obey(np.array(labels), known, bind(groupings)).tolist()


MERGED, SPLIT = GroupingKind.MERGED, GroupingKind.SPLIT


def test_without_bonds_nothing_changes():
    assert obeyed([0, 0, 1, NOISE], rows("abcd", [0, 0, 1, NOISE])) == [0, 0, 1, NOISE]


def test_what_people_merged_stays_whole_when_the_machine_parts_it():
    known = rows("abcdef", [0] * 6)
    assert obeyed([0, 0, 0, 7, 7, 7], known, grouping(MERGED, "a", "d")) == [0] * 6


def test_a_case_that_the_machine_put_elsewhere_comes_back_alone():
    known = rows("abcdef", [0, 0, 0, 1, 1, 1])
    assert obeyed([0, 0, 1, 1, 1, 1], known, grouping(MERGED, "ab", "c")) == [0, 0, 0, 1, 1, 1]


def test_what_people_parted_parts_again_and_new_cases_follow_the_nearest_side():
    vectors = [[1, 0], [1, 0], [0, 1], [0, 1], [0.8, 0.6], [0.6, 0.8]]
    known = rows("abcdxy", [0, 0, 1, 1, NOISE, NOISE], vectors=vectors)
    assert obeyed([0] * 6, known, grouping(SPLIT, "ab", "cd")) == [0, 0, 1, 1, 0, 1]


def test_who_was_on_a_side_last_night_stays_there_however_near_the_other_is():
    vectors = [[1, 0], [0, 1], [1, 0]]
    known = rows("abz", [0, 1, 1], vectors=vectors)
    assert obeyed([0, 0, 0], known, grouping(SPLIT, "a", "b")) == [0, 1, 1]


def test_those_who_stayed_stay_together_when_they_are_fewer_than_those_who_left():
    known = rows("abcde", [0, 0, 1, 1, 1])
    assert obeyed([1] * 5, known, grouping(SPLIT, "ab", "cde")) == [0, 0, 1, 1, 1]
    fresh = rows("abcde", [NOISE] * 5)
    labels = obeyed([3] * 5, fresh, grouping(SPLIT, "ab", "cde"))
    assert len({*labels[:2]}) == 1
    assert len({*labels[2:]}) == 1
    assert labels[0] != labels[2]


def test_bound_cases_that_fell_to_noise_are_a_cluster_all_the_same():
    labels = obeyed([NOISE, NOISE, 0], rows("abz", [NOISE, NOISE, 0]), grouping(MERGED, "a", "b"))
    assert labels[0] == labels[1] not in (NOISE, 0)


def test_a_pinned_case_draws_those_bound_to_it():
    known = rows("abcd", [0, 0, 1, 1], pinned="a")
    assert obeyed([0, 1, 1, 1], known, grouping(MERGED, "a", "b")) == [0, 0, 1, 1]
