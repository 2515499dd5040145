import pytest

from monitor.clusters.constraints import GroupingKind
from monitor.errors import LedgerError, StaleError
from monitor.taxonomy import Axis, Verdict
from monitor.triage import (
    CaseRef,
    SeenCluster,
    accept_moves,
    assess_case,
    last_event,
    merge_clusters,
    open_incident,
    read_cluster_names,
    read_cluster_state,
    read_edits,
    read_taught,
    refuse_moves,
    rename_cluster,
    split_cluster,
    undo,
    undo_grouping,
)

RESPONSE = Axis.RESPONSE


def seen(ledger, cluster_id, *cases, axis=RESPONSE):
    return SeenCluster(cluster_id, axis, read_cluster_state(ledger, cluster_id).version, cases)


def taught(ledger, axis=RESPONSE):
    return read_taught(ledger, axis, until=last_event(ledger, at=None))


def edits(ledger, since=0):
    found = read_edits(ledger, RESPONSE, since=since, until=last_event(ledger, at=None))
    return [(edit.grouping.kind, edit.is_undone) for edit in found]


def merge(ledger, actor, reason="same template"):
    return merge_clusters(
        ledger, seen(ledger, "r-a", "a1", "a2"), seen(ledger, "r-b", "b1"), actor=actor, reason=reason
    )


def test_a_merger_binds_the_cases_of_both_and_is_told_on_both(ledger, mia):
    event = merge(ledger, mia)
    (grouping,) = taught(ledger).groupings
    assert (grouping.kind, grouping.cluster_id, grouping.other_id) == (GroupingKind.MERGED, "r-a", "r-b")
    assert (grouping.here, grouping.there) == (("a1", "a2"), ("b1",))
    assert event.reason == "same template"
    assert [read_cluster_state(ledger, one).version for one in ("r-a", "r-b")] == [1, 1]
    assert taught(ledger, Axis.PROMPT).groupings == ()


def test_undoing_a_merger_on_either_side_takes_back_both(ledger, mia):
    for side in ("r-a", "r-b"):
        merge(ledger, mia)
        undo_grouping(ledger, seen(ledger, side), actor=mia)
        assert taught(ledger).groupings == ()
    assert edits(ledger) == []
    with pytest.raises(LedgerError, match="no decision left"):
        undo_grouping(ledger, seen(ledger, "r-a"), actor=mia)


def test_a_split_names_the_new_cluster_and_both_sides(ledger, mia):
    event = split_cluster(ledger, seen(ledger, "r-a", "a1", "a2", "a3"), ["a3"], actor=mia, reason="another harm")
    (grouping,) = taught(ledger).groupings
    assert (grouping.here, grouping.there, grouping.other_id) == (("a1", "a2"), ("a3",), event.payload["new_id"])
    assert grouping.other_id.startswith("r-")


def test_edits_are_what_came_since_in_order_and_what_was_taken_back_since(ledger, mia):
    merge(ledger, mia)
    night = last_event(ledger, at=None)
    split_cluster(ledger, seen(ledger, "r-c", "c1", "c2"), ["c2"], actor=mia, reason="differs")
    undo_grouping(ledger, seen(ledger, "r-a"), actor=mia)
    assert edits(ledger) == [(GroupingKind.SPLIT, False)]
    assert edits(ledger, since=night) == [(GroupingKind.SPLIT, False), (GroupingKind.MERGED, True)]


def test_what_was_decided_later_is_not_known_earlier(ledger, mia):
    merge(ledger, mia)
    night = last_event(ledger, at=None)
    undo_grouping(ledger, seen(ledger, "r-a"), actor=mia)
    rename_cluster(ledger, seen(ledger, "r-a"), "Late name", actor=mia)
    before = read_taught(ledger, RESPONSE, until=night)
    assert len(before.groupings) == 1
    assert before.names == {}
    first = last_event(ledger, at=read_cluster_state(ledger, "r-a").history[0].at)
    assert first == night


def test_a_name_is_kept_until_it_is_taken_back_and_cannot_come_to_life(ledger, mia):
    rename_cluster(ledger, seen(ledger, "r-a"), "Grandma's recipe, again", actor=mia)
    assert read_cluster_names(ledger) == {"r-a": "Grandma's recipe, again"}
    for hostile in ("![x](http://a.invalid)", "<b>", "", " ", "x" * 81, "a_b", "www.evil.invalid", ":material/delete:"):
        with pytest.raises(LedgerError, match="letters"):
            rename_cluster(ledger, seen(ledger, "r-a"), hostile, actor=mia)
    undo_grouping(ledger, seen(ledger, "r-a"), actor=mia)
    assert read_cluster_names(ledger) == {}


def test_merging_and_splitting_need_a_reason_a_role_and_the_version_that_was_seen(ledger, mia, guest):
    old = seen(ledger, "r-a", "a1", "a2")
    with pytest.raises(LedgerError, match="reason"):
        merge(ledger, mia, reason=" ")
    with pytest.raises(LedgerError, match="may only look"):
        merge(ledger, guest)
    assert read_cluster_state(ledger, "r-b").version == 0
    merge(ledger, mia)
    with pytest.raises(StaleError):
        split_cluster(ledger, old, ["a1"], actor=mia, reason="differs")
    with pytest.raises(LedgerError, match="already"):
        merge_clusters(ledger, seen(ledger, "r-c", "c"), seen(ledger, "r-b", "b1"), actor=mia, reason="same")


@pytest.mark.parametrize("cases", [[], ["a1", "a2"]])
def test_a_split_leaves_some_on_both_sides(ledger, mia, cases):
    with pytest.raises(LedgerError, match="some must stay"):
        split_cluster(ledger, seen(ledger, "r-a", "a1", "a2"), cases, actor=mia, reason="differs")


def test_a_cluster_is_not_merged_into_itself_nor_over_axes(ledger, mia):
    one = seen(ledger, "r-a", "a1")
    for other in (one, seen(ledger, "p-a", "a1", axis=Axis.PROMPT)):
        with pytest.raises(LedgerError, match="one axis"):
            merge_clusters(ledger, one, other, actor=mia, reason="same")


def test_answers_to_moves_are_remembered(ledger, mia):
    accept_moves(ledger, seen(ledger, "r-a"), to="r-b", case_ids=["a1"], actor=mia)
    refuse_moves(ledger, seen(ledger, "r-a"), to="r-c", case_ids=["a2", "a3"], actor=mia)
    found = taught(ledger)
    assert [(one.kind, one.there, one.other_id) for one in found.groupings] == [(GroupingKind.MOVED, ("a1",), "r-b")]
    assert found.refused == {("a2", "r-c"), ("a3", "r-c")}
    with pytest.raises(LedgerError, match="needs a case"):
        accept_moves(ledger, seen(ledger, "r-a"), to="r-b", case_ids=[], actor=mia)


def test_decided_are_cases_with_any_verdict_and_those_in_incidents_as_they_stood(ledger, mia):
    assess_case(ledger, CaseRef("c-1", "h", 0), Verdict.UNSURE, actor=mia)
    open_incident(ledger, "One cause", case_ids=["c-2"], actor=mia)
    before = last_event(ledger, at=None)
    undo(ledger, CaseRef("c-1", "h", 1), actor=mia)
    assert taught(ledger).decided == {"c-2"}
    assert read_taught(ledger, RESPONSE, until=before).decided == {"c-1", "c-2"}
