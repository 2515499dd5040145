"""Whatever is done to a curated set, in whatever order: nothing is ever on both sides."""

from hypothesis import given, settings

from tests.datasets.histories import histories, play

# `tests/bench/bench_histories.py` plays thousands.
PLAYED = 150


@settings(max_examples=PLAYED, deadline=None)
@given(histories)
def test_no_history_puts_a_family_on_both_sides(history):
    play(history)
