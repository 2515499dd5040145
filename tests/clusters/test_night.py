import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.clusters import Before, Plane, Will, bind, group_night, resolve
from monitor.clusters.constraints import Grouping, GroupingKind, find_violations
from monitor.clusters.corrections import Edit
from monitor.taxonomy import Axis, LineageKind

NUMBERS = 400


@pytest.fixture
def families(make_families):
    vectors = make_families([12, 10, 8, 8], alone=4)
    names = [
        f"{letter}{row:02}" for letter, size in zip("abcdn", (12, 10, 8, 8, 4), strict=True) for row in range(size)
    ]
    return dict(zip(names, vectors, strict=True))


def plane(vectors, cases):
    texts = [f"{word} {number} {word[::-1]}" for number, word in enumerate(cases)]
    return Plane(Axis.RESPONSE, list(cases), texts, np.stack([vectors[case] for case in cases]))


def after(night, tonight):
    return Before(night.clusters_of(tonight.case_ids), night.centroids, night.rows)


def cases_of(vectors, letters):
    return [case for case in vectors if case[0] in letters]


def first_night(vectors, letters):
    tonight = plane(vectors, cases_of(vectors, letters))
    night = group_night(tonight, Before(), Will())
    return tonight, night, night.clusters_of(tonight.case_ids)


def merger(clusters, into, other):
    here, there = (tuple(case for case, one in clusters.items() if one == clusters[name]) for name in (into, other))
    return Grouping(
        kind=GroupingKind.MERGED, cluster_id=clusters[into], other_id=clusters[other], here=here, there=there
    )


def test_new_cases_join_what_is_known_and_found_what_is_new(families):
    close = families["a11"] + 4 * families["a00"]
    vectors = families | {"a11": close / np.linalg.norm(close)}
    tonight = plane(vectors, [case for case in cases_of(vectors, "abn") if case != "a11"])
    first = group_night(tonight, Before(), Will())
    before = after(first, tonight)
    second_night = plane(vectors, cases_of(vectors, "abcn"))
    second = group_night(second_night, before, Will(), refits=False)
    clusters = second.clusters_of(second_night.case_ids)
    assert {case: clusters[case] for case in before.clusters} == before.clusters
    assert clusters["a11"] == clusters["a00"]
    assert clusters["c00"] not in before.clusters.values()
    assert not second.is_refit


def test_clusters_are_found_anew_when_a_fifth_has_come(families):
    tonight, night, _ = first_night(families, "abn")
    before = after(night, tonight)
    assert not group_night(tonight, before, Will()).is_refit
    assert group_night(plane(families, cases_of(families, "abcn")), before, Will()).is_refit


def test_the_order_of_rows_changes_nothing(families):
    tonight, night, clusters = first_night(families, "abcdn")
    order = np.random.default_rng(3).permutation(len(tonight.case_ids))
    shuffled = tonight.reordered(order)
    again = group_night(shuffled, Before(), Will())
    assert again.clusters_of(shuffled.case_ids) == clusters
    assert again.lineage == night.lineage
    shown = {
        again.ids[label]: {shuffled.case_ids[row] for row in rows} for label, rows in again.clustering.exemplars.items()
    }
    assert shown == {
        night.ids[label]: {tonight.case_ids[row] for row in rows} for label, rows in night.clustering.exemplars.items()
    }


def test_what_people_merge_is_one_at_once_and_after_a_refit_and_two_again_when_taken_back(families):
    tonight, night, clusters = first_night(families, "abn")
    grouping = merger(clusters, "a00", "b00")
    merged = group_night(tonight, after(night, tonight), Will((Edit(grouping),), bind([grouping])))
    assert set(merged.clusters_of(tonight.case_ids).values()) == {clusters["a00"]}
    ended = [event for event in merged.lineage if event.event is LineageKind.MERGED]
    assert [(event.cluster_id, event.other_id) for event in ended] == [(clusters["b00"], clusters["a00"])]
    assert resolve([merged.lineage], clusters["b00"], set(merged.ids.values())) == (clusters["a00"],)
    anew = group_night(tonight, after(merged, tonight), Will(bonds=bind([grouping])), refits=True)
    assert anew.clusters_of(tonight.case_ids) == merged.clusters_of(tonight.case_ids)
    back = group_night(tonight, after(anew, tonight), Will((Edit(grouping, is_undone=True),)))
    assert back.clusters_of(tonight.case_ids) == clusters


def test_what_people_split_off_has_a_new_id_at_once_and_after_a_refit(families):
    tonight, night, clusters = first_night(families, "abn")
    leaving, staying = (f"a{row:02}" for row in range(4)), (f"a{row:02}" for row in range(4, 12))
    grouping = Grouping(
        kind=GroupingKind.SPLIT, cluster_id=clusters["a00"], other_id="r-new", here=tuple(staying), there=tuple(leaving)
    )
    will = Will((Edit(grouping),), bind([grouping]))
    parted = group_night(tonight, after(night, tonight), will).clusters_of(tonight.case_ids)
    assert {case for case, one in parted.items() if one == "r-new"} == set(grouping.there)
    assert parted["a05"] == clusters["a00"]
    anew = group_night(tonight, Before(parted), Will(bonds=will.bonds), refits=True)
    assert anew.clusters_of(tonight.case_ids) == parted


def test_a_decided_case_stays_where_a_refit_would_move_it_and_its_cluster_lives_on(families):
    tonight, _, clusters = first_night(families, "abn")
    wrong = clusters | {"a00": "r-own", "a01": "r-own", "a02": "r-own"}
    refitted = group_night(tonight, Before(wrong), Will(decided=frozenset({"a00", "b00"})), refits=True)
    found = refitted.clusters_of(tonight.case_ids)
    assert (found["a00"], found["a01"]) == ("r-own", clusters["a05"])
    assert refitted.moves == (("a00", "r-own", clusters["a05"]),)
    assert LineageKind.CONTINUED in [event.event for event in refitted.lineage if event.cluster_id == "r-own"]
    refused = Will(decided=frozenset({"a00"}), refused=frozenset({("a00", clusters["a05"])}))
    assert group_night(tonight, Before(wrong), refused, refits=True).moves == ()
    accepted = Grouping(kind=GroupingKind.MOVED, cluster_id="r-own", other_id=clusters["a05"], here=(), there=("a00",))
    will = Will((Edit(accepted),), bind([accepted]), frozenset({"a00"}))
    assert group_night(tonight, Before(found), will).clusters_of(tonight.case_ids)["a00"] == clusters["a05"]


def test_a_cluster_whose_cases_are_all_gone_continues_in_one_that_means_the_same(families):
    old, new = (plane(families, [f"a{row:02}" for row in rows]) for rows in (range(6), range(6, 12)))
    night = group_night(old, Before(), Will())
    later = group_night(new, after(night, old), Will())
    assert later.ids == night.ids
    other = group_night(plane(families, cases_of(families, "b")), after(night, old), Will())
    assert set(other.ids.values()).isdisjoint(night.ids.values())


def test_a_night_without_cases_ends_every_cluster(families):
    tonight, night, _ = first_night(families, "a")
    nothing = Plane(Axis.RESPONSE, [], [], np.empty((0, 0), dtype=np.float32))
    empty = group_night(nothing, after(night, tonight), Will())
    assert [event.event for event in empty.lineage] == [LineageKind.VANISHED]


acts = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "undo", "quiet"]), st.integers(0, NUMBERS), st.booleans()),
    min_size=3,
    max_size=9,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts, st.randoms(use_true_random=False))
def test_no_night_ever_breaks_what_people_decided_nor_moves_what_they_assessed(families, acts, random):
    live, before, decided = [], Before(), {}
    cases = random.sample(sorted(families), 24)
    for act, number, refits in acts:
        edits = _act(act, number, live, before.clusters)
        for edit in edits:
            live.remove(edit.grouping) if edit.is_undone else live.append(edit.grouping)
        touched = {case for edit in edits for case in (*edit.grouping.here, *edit.grouping.there)}
        bonds = bind(live)
        tonight = plane(families, sorted(cases))
        night = group_night(tonight, before, Will(tuple(edits), bonds, frozenset(decided)), refits=refits)
        clusters = night.clusters_of(tonight.case_ids)
        assert list(find_violations({case: clusters.get(case) for case in cases}, bonds)) == []
        assert _broken(live, clusters) == []
        if not touched:
            assert {case: clusters[case] for case in decided} == decided
        decided = {case: clusters[case] for case in {*decided, *random.sample(sorted(clusters), min(2, len(clusters)))}}
        before = after(night, tonight)
        cases = sorted({*cases, *random.sample(sorted(families), 4)})


def _act(act, number, live, clusters):
    """One person's decision on what the last night showed."""
    members = {}
    for case, cluster_id in sorted(clusters.items()):
        members.setdefault(cluster_id, []).append(case)
    ids = sorted(members)
    if act == "merge" and len(ids) > 1:
        into, other = ids[number % len(ids)], ids[(number + 1) % len(ids)]
        return [Edit(Grouping(kind=GroupingKind.MERGED, cluster_id=into, other_id=other,
                              here=tuple(members[into][:5]), there=tuple(members[other][:5])))]  # fmt: skip
    if act == "split" and ids:
        cluster_id = ids[number % len(ids)]
        cut = 1 + number % max(len(members[cluster_id]) - 1, 1)
        here, there = members[cluster_id][cut:][:5], members[cluster_id][:cut]
        new = f"r-split{number}-{len(live)}"
        return [Edit(Grouping(kind=GroupingKind.SPLIT, cluster_id=cluster_id, other_id=new,
                              here=tuple(here), there=tuple(there)))] if here else []  # fmt: skip
    if act == "undo" and live:
        return [Edit(live[number % len(live)], is_undone=True)]
    return []


def _broken(live, clusters):
    """Decisions whose cases nobody decided on since, and that do not hold: worked out without any bond."""
    last = {case: number for number, one in enumerate(live) for case in (*one.here, *one.there)}
    broken = []
    for number, one in enumerate(live):
        here, there = (
            {clusters.get(case, case) for case in cases if last[case] == number} for cases in (one.here, one.there)
        )
        is_merger = one.kind is GroupingKind.MERGED
        if (len(here | there) > 1) if is_merger else (len(there) > 1 or here & there):
            broken.append(one)
    return broken
