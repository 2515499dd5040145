from monitor.clusters.constraints import Grouping, GroupingKind
from monitor.clusters.corrections import Edit, correct

CLUSTERS = {"a1": "A", "a2": "A", "a3": "A", "b1": "B", "b2": "B", "c1": "C"}


def edit(kind, here="", there="", *, names="AB", is_undone=False):
    grouping = Grouping(
        kind=kind, cluster_id=names[0], other_id=names[1], here=tuple(here.split()), there=tuple(there.split())
    )
    return Edit(grouping, is_undone)


def corrected(*edits, clusters=CLUSTERS, nearer=()):
    found = correct(clusters, edits, divide=lambda rest, here, there: [case for case in rest if case in nearer])
    return {case: one for case, one in found.items() if clusters[case] != one}


def test_a_merger_takes_every_member_also_those_nobody_named():
    assert corrected(edit(GroupingKind.MERGED, "a1", "b1")) == {"b1": "A", "b2": "A"}


def test_a_split_takes_the_named_and_what_is_nearer_to_them():
    split = edit(GroupingKind.SPLIT, "a1", "a2", names="AN")
    assert corrected(split) == {"a2": "N"}
    assert corrected(split, nearer=("a3",)) == {"a2": "N", "a3": "N"}


def test_what_is_taken_back_goes_back():
    merger = edit(GroupingKind.MERGED, "a1 a2 a3", "b1 b2")
    undone = edit(GroupingKind.MERGED, "a1 a2 a3", "b1 b2", is_undone=True)
    assert corrected(merger, undone) == {}
    split = edit(GroupingKind.SPLIT, "a1 a3", "a2", names="AN")
    assert corrected(split, edit(GroupingKind.SPLIT, "a1 a3", "a2", names="AN", is_undone=True)) == {}


def test_a_decision_on_a_cluster_that_is_gone_follows_its_cases():
    assert corrected(edit(GroupingKind.MERGED, "a1 a2", "b1", names="XB")) == {"b1": "A", "b2": "A"}
    assert corrected(edit(GroupingKind.MERGED, "gone", "b1", names="XB")) == {}


def test_a_case_moves_only_to_a_cluster_that_lives_and_back_when_taken_back():
    assert corrected(edit(GroupingKind.MOVED, "", "a1")) == {"a1": "B"}
    assert corrected(edit(GroupingKind.MOVED, "", "a1", names="AX")) == {}
    moved = edit(GroupingKind.MOVED, "", "a1")
    assert corrected(moved, edit(GroupingKind.MOVED, "", "a1", is_undone=True)) == {}
