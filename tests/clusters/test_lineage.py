from monitor.clusters import LineageEvent, resolve, tell_lineage
from monitor.taxonomy import LineageKind


def merged(old, into):
    return LineageEvent(old, LineageKind.MERGED, into, 3)


def split(new, source):
    return LineageEvent(new, LineageKind.SPLIT, source, 3)


def vanished(old, other=None):
    return LineageEvent(old, LineageKind.VANISHED, other, 0 if other is None else 1)


def test_a_cluster_that_lives_is_itself():
    assert resolve([], "a", {"a"}) == ("a",)


def test_a_link_follows_one_merger_after_another():
    nights = [[merged("a", "b")], [], [merged("b", "c")]]
    assert resolve(nights, "a", {"c"}) == ("c",)


def test_a_cluster_that_fell_apart_became_all_its_parts():
    nights = [[split("p", "a"), split("q", "a"), vanished("a", "p")], [merged("q", "r")]]
    assert resolve(nights, "a", {"p", "r"}) == ("p", "r")


def test_a_cluster_that_left_nothing_became_nothing():
    assert resolve([[vanished("a")]], "a", {"b"}) == ()
    assert resolve([], "never heard of", {"b"}) == ()


def test_a_cluster_that_came_back_is_followed_from_its_last_end():
    nights = [[merged("a", "b")], [split("a", "b")], [merged("a", "c")], [merged("b", "a2")]]
    assert resolve(nights, "a", {"c", "a2"}) == ("c",)


def test_two_clusters_that_ended_in_each_other_in_turn_end_the_search():
    nights = [[merged("a", "b")], [split("a", "b"), merged("b", "a")], [vanished("a")]]
    assert resolve(nights, "b", set()) == ()


def test_scattered_cases_still_say_where_most_of_them_went():
    before = dict.fromkeys("abcde", "old") | dict.fromkeys("uv", "x") | dict.fromkeys("wz", "y")
    now = dict.fromkeys("abuv", "x") | dict.fromkeys("cwz", "y") | {"d": "z", "e": "w"}
    ended = [event for event in tell_lineage(before, now) if event.cluster_id == "old"]
    assert ended == [LineageEvent("old", LineageKind.VANISHED, "x", 2)]
