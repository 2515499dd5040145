from hypothesis import given
from hypothesis import strategies as st

from monitor.clusters import NOISE, LineageEvent, match_clusters
from monitor.taxonomy import Axis, LineageKind


def cases(letter, count, *, start=0):
    return [f"{letter}{number:03}" for number in range(start, start + count)]


def previous(**clusters):
    return {case: cluster_id for cluster_id, members in clusters.items() for case in members}


def current(*clusters, noise=()):
    labels = {case: label for label, members in enumerate(clusters) for case in members}
    return labels | dict.fromkeys(noise, NOISE)


def match(before, now):
    return match_clusters(before, now, axis=Axis.RESPONSE)


def events(matching, kind):
    return [event for event in matching.lineage if event.event is kind]


def test_the_first_night_bears_new_clusters_named_by_axis():
    matching = match({}, current(cases("a", 4), cases("b", 5)))
    assert len(set(matching.ids.values())) == 2
    assert all(cluster_id.startswith("r-") for cluster_id in matching.ids.values())
    assert [event.event for event in matching.lineage] == [LineageKind.BORN] * 2
    assert match_clusters({}, {"a": 0}, axis=Axis.PROMPT).ids[0].startswith("p-")


def test_a_cluster_that_grows_keeps_its_id():
    matching = match(previous(old=cases("a", 5)), current(cases("n", 6), cases("a", 40)))
    assert matching.ids[1] == "old"
    assert events(matching, LineageKind.CONTINUED) == [LineageEvent("old", LineageKind.CONTINUED, None, 5)]
    assert len(events(matching, LineageKind.BORN)) == 1


def test_old_cases_that_fell_to_noise_do_not_change_ids():
    matching = match(previous(old=cases("a", 20)), current(cases("a", 4), noise=cases("a", 16, start=4)))
    assert matching.ids == {0: "old"}


def test_when_clusters_merge_the_larger_keeps_its_id_and_the_other_ends_in_it():
    before = previous(large=cases("a", 9), small=cases("b", 4))
    matching = match(before, current([*cases("a", 9), *cases("b", 4)]))
    assert matching.ids == {0: "large"}
    assert events(matching, LineageKind.MERGED) == [LineageEvent("small", LineageKind.MERGED, "large", 4)]


def test_when_a_cluster_splits_the_larger_part_keeps_its_id_and_the_other_comes_from_it():
    matching = match(previous(old=cases("a", 10)), current(cases("a", 4), cases("a", 6, start=4)))
    assert matching.ids[1] == "old"
    split = LineageEvent(matching.ids[0], LineageKind.SPLIT, "old", 4)
    assert events(matching, LineageKind.SPLIT) == [split]


def test_a_cluster_in_three_equal_parts_ends_and_each_part_says_where_from():
    thirds = [cases("a", 4), cases("a", 4, start=4), cases("a", 4, start=8)]
    matching = match(previous(old=cases("a", 12)), current(*thirds))
    assert "old" not in matching.ids.values()
    assert [event.other_id for event in events(matching, LineageKind.SPLIT)] == ["old"] * 3
    assert [event.cluster_id for event in events(matching, LineageKind.VANISHED)] == ["old"]


def test_a_cluster_without_any_clustered_case_vanishes():
    matching = match(previous(old=cases("a", 5)), current(cases("b", 5), noise=cases("a", 5)))
    assert events(matching, LineageKind.VANISHED) == [LineageEvent("old", LineageKind.VANISHED, None, 0)]


def test_one_stray_old_case_does_not_make_a_new_cluster_its_child():
    before = previous(old=cases("a", 10))
    matching = match(before, current(cases("a", 9), [*cases("a", 1, start=9), *cases("n", 10)]))
    assert matching.ids[0] == "old"
    assert len(events(matching, LineageKind.BORN)) == 1


def test_the_pairing_keeps_most_cases_under_their_id():
    before = previous(one=cases("a", 10), two=cases("b", 9))
    now = current([*cases("a", 5), *cases("b", 9)], cases("a", 5, start=5))
    assert match(before, now).ids == {0: "two", 1: "one"}


def test_a_new_id_never_takes_one_that_is_in_use():
    born = match({}, current(cases("a", 4))).ids[0]
    before = dict.fromkeys(cases("z", 6), born)
    ids = match(before, current(cases("z", 6), cases("a", 4))).ids
    assert ids[0] == born
    assert ids[1] != born


def test_ids_survive_thirty_nights_of_growth():
    before, first = {}, None
    for night in range(30):
        now = current(cases("a", 4 + night), cases("b", 4 + 2 * night))
        ids = match(before, now).ids
        first = first or ids
        assert ids == first
        before = {case: ids[label] for case, label in now.items()}


def test_a_night_without_cases_ends_every_cluster():
    matching = match(previous(old=cases("a", 5)), {})
    assert matching.ids == {}
    assert [event.event for event in matching.lineage] == [LineageKind.VANISHED]


NAMES = st.sampled_from(cases("c", 24))


@given(
    st.dictionaries(NAMES, st.sampled_from(["p", "q", "r", "s"])),
    st.dictionaries(NAMES, st.integers(NOISE, 5)),
    st.permutations(range(6)),
    st.randoms(use_true_random=False),
)
def test_neither_the_order_of_cases_nor_the_numbers_of_labels_matter(before, now, numbers, random):
    straight = match(before, now)
    renumbered = {case: label if label == NOISE else numbers[label] for case, label in now.items()}
    shuffled = match(dict(random.sample(sorted(before.items()), len(before))),
                     dict(random.sample(sorted(renumbered.items()), len(renumbered))))  # fmt: skip
    assert {numbers[label]: cluster_id for label, cluster_id in straight.ids.items()} == shuffled.ids
    assert straight.lineage == shuffled.lineage


@given(st.dictionaries(NAMES, st.sampled_from(["p", "q", "r"])), st.dictionaries(NAMES, st.integers(NOISE, 5)))
def test_every_cluster_of_both_nights_has_exactly_one_id_and_one_event(before, now):
    matching = match(before, now)
    assert set(matching.ids) == {label for label in now.values() if label != NOISE}
    assert len(set(matching.ids.values())) == len(matching.ids)
    told = [event.cluster_id for event in matching.lineage]
    assert sorted(told) == sorted(set(matching.ids.values()) | set(before.values()))
