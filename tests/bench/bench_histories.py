"""Look for leaks in random histories and in races: `python -m tests.bench.bench_histories [histories]`."""

import sys
import tempfile
import time
from collections import Counter

from hypothesis import HealthCheck, given, settings

from tests.datasets.histories import histories, play
from tests.datasets.races import race

HISTORIES = 2_500
PROMOTIONS = 1_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else HISTORIES
    steps: Counter[str] = Counter()
    played = []

    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(histories)
    def play_all(history):
        play(history)
        played.append(len(history))
        steps.update(name for name, *_ in history)

    start = time.perf_counter()
    play_all()
    print(f"{len(played):,} histories, {sum(played):,} steps, no leak, {time.perf_counter() - start:.0f} s")
    with tempfile.TemporaryDirectory() as folder:
        told, sides = race(f"sqlite:///{folder}/ledger.sqlite", PROMOTIONS)
    print(f"{PROMOTIONS:,} promotions of one family to both sides at once: {dict(told)}, on {dict(sides)}")
    print(", ".join(f"{name} {number:,}" for name, number in steps.most_common()))


if __name__ == "__main__":
    main()
