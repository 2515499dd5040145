from hypothesis import given
from hypothesis import strategies as st

from monitor.clusters.constraints import Bonds, Grouping, GroupingKind, bind, find_violations

CASES = [f"c{number}" for number in range(8)]


def merged(here, there):
    return Grouping(kind=GroupingKind.MERGED, cluster_id="A", other_id="B", here=tuple(here), there=tuple(there))


def split(here, there):
    return Grouping(kind=GroupingKind.SPLIT, cluster_id="A", other_id="B", here=tuple(here), there=tuple(there))


def moved(*cases):
    return Grouping(kind=GroupingKind.MOVED, cluster_id="A", other_id="B", here=(), there=cases)


def test_a_merger_ties_all_cases_of_both_sides():
    assert bind([merged("ab", "cd")]) == Bonds((("a", "b", "c", "d"),))


def test_a_split_ties_those_who_left_and_parts_them_from_each_that_stayed():
    bonds = bind([split("ab", "cd")])
    assert bonds.groups == (("a",), ("b",), ("c", "d"))
    assert bonds.apart == {(0, 2), (1, 2)}


def test_a_later_split_wins_over_an_earlier_merger():
    bonds = bind([merged("ab", "cd"), split("abd", "c")])
    assert bonds == Bonds((("a", "b", "d"), ("c",)), frozenset({(0, 1)}))


def test_a_later_merger_wins_over_an_earlier_split():
    assert bind([split("ab", "cd"), merged("ab", "cd")]) == Bonds((("a", "b", "c", "d"),))


def test_an_accepted_move_frees_a_case_from_what_was_decided_before_only():
    assert bind([merged("ab", "cd"), moved("c")]).groups == (("a", "b", "d"),)
    assert bind([moved("c"), merged("ab", "cd")]).groups == (("a", "b", "c", "d"),)


def test_violations_are_found_on_both_sides():
    bonds = bind([merged("ab", ""), split("c", "d")])
    assert list(find_violations({"a": "X", "b": "X", "c": "X", "d": "Y"}, bonds)) == []
    assert list(find_violations({"a": "X", "b": "Y", "c": "Z", "d": "Z"}, bonds)) == [("a", "b"), ("c", "d")]
    assert list(find_violations({"a": None, "b": None, "c": None, "d": None}, bonds)) == [("a", "b")]


sides = st.lists(st.sampled_from(CASES), unique=True, min_size=2, max_size=6).flatmap(
    lambda cases: st.integers(1, len(cases) - 1).map(lambda cut: (cases[:cut], cases[cut:]))
)
decisions = st.lists(st.tuples(st.sampled_from([merged, split]), sides).map(lambda one: one[0](*one[1])), max_size=8)


@given(decisions)
def test_bonds_can_all_be_kept_and_the_last_decision_on_cases_always_is(groupings):
    bonds = bind(groupings)
    held = {case: number for number, group in enumerate(bonds.groups) for case in group}
    assert all(one != other for one, other in bonds.apart)
    last = {case: number for number, one in enumerate(groupings) for case in (*one.here, *one.there)}
    for number, one in enumerate(groupings):
        here = [case for case in one.here if last[case] == number]
        there = [case for case in one.there if last[case] == number]
        if one.kind is GroupingKind.MERGED:
            assert len({held[case] for case in (*here, *there)}) <= 1
        else:
            assert len({held[case] for case in there}) <= 1
            assert all(tuple(sorted((held[left], held[right]))) in bonds.apart for left in here for right in there)
