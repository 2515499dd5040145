"""Play random histories of a curated set and look for leaks: `python -m tests.bench.bench_histories [histories]`."""

import sys
import time
from collections import Counter

from hypothesis import HealthCheck, given, settings

from tests.datasets.histories import histories, play

HISTORIES = 2_500


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
    print(", ".join(f"{name} {number:,}" for name, number in steps.most_common()))


if __name__ == "__main__":
    main()
