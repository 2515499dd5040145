"""A family has one side even when both are chosen at once."""

from tests.datasets.races import race

# `tests/bench/bench_histories.py` runs a thousand.
PROMOTIONS = 60


def test_promotions_of_one_family_to_both_sides_at_once_leave_it_on_one(tmp_path):
    told, sides = race(f"sqlite:///{tmp_path / 'ledger.sqlite'}", PROMOTIONS)
    assert len(sides) == 1
    assert told == {"promoted": PROMOTIONS // 2, "refused": PROMOTIONS // 2}
    assert sides.total() == PROMOTIONS // 2
