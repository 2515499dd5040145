from datetime import datetime

import pytest

from monitor.alarms import Resolution, Sighting, find_evidence

RESOLVED = datetime(2026, 11, 10, 9)
BEFORE, AFTER = datetime(2026, 11, 9), datetime(2026, 11, 11)
SEEN = {"v2": datetime(2026, 10, 1), "v3": datetime(2026, 11, 9)}


def evidence(*sightings, version="v3", known=frozenset()):
    return find_evidence(Resolution(RESOLVED, version, known), sightings, first_seen=SEEN)


def test_a_case_of_the_version_it_was_resolved_in_or_a_later_one_says_that_it_is_back():
    found = evidence(Sighting("a", "v3", AFTER, AFTER), Sighting("b", "v4", AFTER, None))
    assert found == ("a", "b")


def test_old_logs_that_are_loaded_again_say_nothing():
    assert evidence(Sighting("a", "v2", BEFORE, AFTER), Sighting("b", "v2", AFTER, AFTER)) == ()


@pytest.mark.parametrize("at", [BEFORE, None])
def test_resolved_in_no_version_only_what_took_place_afterwards_counts(at):
    assert evidence(Sighting("a", "v2", at, AFTER), version=None) == ()
    assert evidence(Sighting("a", "v2", AFTER, AFTER), version=None) == ("a",)


def test_an_unknown_version_proves_nothing():
    assert evidence(Sighting("a", None, AFTER, AFTER)) == ()


def test_what_people_could_know_when_they_resolved_it_is_no_news():
    assert evidence(Sighting("a", "v3", BEFORE, BEFORE)) == ()


def test_the_same_case_is_told_once():
    assert evidence(Sighting("a", "v3", AFTER, AFTER), Sighting("b", "v3", AFTER, AFTER), known={"a"}) == ("b",)
