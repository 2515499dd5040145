from monitor.clusters import ClusterName, keep_name, remember
from monitor.clusters.keywords import read_said

LAMPS = ["the garden lamp is broken", "my lamp broke", "garden lamps arrive broken", "a lamp for the garden"]
BOATS = ["a wooden boat", "boat repair", "sell my boat", "boats and sails"]
NAME = ClusterName("Garden lamp - broken", ("lamp", "garden", "broken"))


def said(texts):
    return [read_said(text) for text in texts]


def named(cases=("a", "b", "c", "d"), name=NAME):
    return remember(name, cases, said(LAMPS))


def test_a_cluster_that_only_grows_keeps_its_name():
    assert keep_name(named(), [*"abcdefghijkl"], said(LAMPS * 3))


def test_a_cluster_that_most_of_its_first_members_left_is_named_anew():
    assert keep_name(named(), ["a", "b", "x", "y"], said(LAMPS))
    assert not keep_name(named(), ["a", "x", "y", "z"], said(LAMPS))


def test_a_cluster_that_no_longer_talks_about_its_name_is_named_anew():
    assert keep_name(named(), [*"abcdefgh"], said([*LAMPS, *BOATS]))
    assert not keep_name(named(), [*"abcdefghijkl"], said([*LAMPS, *BOATS, *BOATS]))


def test_how_well_a_name_covered_at_first_is_what_counts_later():
    half = remember(ClusterName("Boat", ("boat", "wooden", "sail")), "abcdefgh", said([*LAMPS, *BOATS]))
    assert half.covered == 0.5
    assert keep_name(half, "abcdefgh", said([*LAMPS, *BOATS[:2]]))


def test_a_name_by_few_words_is_given_anew_when_the_cluster_has_doubled():
    poor = named(name=ClusterName("Lamp", ("lamp",)))
    assert keep_name(poor, [*"abcdef"], said(LAMPS))
    assert not keep_name(poor, [*"abcdefgh"], said(LAMPS))
    assert not keep_name(named(name=ClusterName("No common words", ())), [*"abcdefgh"], said(LAMPS))
