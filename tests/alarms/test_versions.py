from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alarms import is_from, natural_order

RESOLVED = datetime(2026, 11, 10)
SEEN = {"tern": datetime(2026, 11, 1), "kite": datetime(2026, 11, 8), "wren": datetime(2026, 11, 12)}


def later(version, since, first_seen=SEEN):
    return is_from(version, since, first_seen=first_seen, resolved_at=RESOLVED)


def test_the_version_itself_and_higher_numbers_are_from_it():
    assert later("v3", "v3")
    assert later("v10", "v3")
    assert later("1.2.1", "1.2")
    assert not later("1.2", "1.10")


def test_numbers_say_more_than_the_day_a_version_was_first_seen():
    seen = {"3.0": datetime(2026, 11, 1), "2.9.1": datetime(2026, 11, 5)}
    assert not later("2.9.1", "3.0", seen)


def test_names_are_ordered_by_when_they_were_first_seen():
    assert later("wren", "kite")
    assert not later("tern", "kite")


def test_a_version_nobody_has_had_yet_is_younger_than_those_seen_before_it_was_named():
    assert later("wren", "osprey")
    assert not later("kite", "osprey")


@pytest.mark.parametrize("version", [None, "never seen"])
def test_what_cannot_be_told_is_not_from_it(version):
    assert not later(version, "kite")


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4), st.lists(st.integers(0, 99), min_size=1, max_size=4))
def test_versions_of_numbers_are_ordered_as_numbers_are(one, other):
    order = natural_order("v" + ".".join(map(str, one)), "v" + ".".join(map(str, other)))
    assert order == (one > other) - (one < other)


@given(st.text(max_size=12), st.text(max_size=12))
def test_the_order_of_any_two_names_is_the_same_from_both_sides(one, other):
    order, turned = natural_order(one, other), natural_order(other, one)
    assert order == (None if turned is None else -turned)
