"""Parts that share a key, or a chain of keys, come back together and in order."""

import io

from monitor.sources.rows import Row
from monitor.sources.spool import Spool


def spooled(*keyed):
    spool = Spool(io.BytesIO())
    for offset, keys in enumerate(keyed):
        spool.add(Row(offset, offset + 1, {}, b"raw"), {"number": offset}, keys=keys)
    return [(first.offset, [part["number"] for part in parts]) for first, parts in spool.groups()]


def test_parts_of_one_key_come_together_in_order():
    assert spooled(["a"], ["b"], ["a"]) == [(0, [0, 2]), (1, [1])]


def test_a_part_with_two_keys_brings_their_parts_together():
    assert spooled(["a"], ["b"], ["c"], ["b", "a"], ["b"]) == [(0, [0, 1, 3, 4]), (2, [2])]


def test_the_place_of_a_group_is_that_of_its_first_part():
    assert spooled(["b"], ["a"], ["a", "b"]) == [(0, [0, 1, 2])]
