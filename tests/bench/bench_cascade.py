"""Measure the cascade: how often the encoder is asked on ordinary traffic, what that loses, and how fast the rest is.

Run it with `PYTHONPATH=. python tests/bench/bench_cascade.py`; it takes some minutes. Ordinary traffic is answers of
oasst that trained no head; failing responses are those of our own test sets, mixed in as 3 of 100.
"""

import argparse
import multiprocessing
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monitor.detectors import Detect
from monitor.detectors.heads import load_heads
from monitor.embeddings import PACKAGED, load_encoder
from monitor.records import Response
from monitor.statistics import wilson_interval
from monitor.taxonomy import Outcome
from tests.bench.bench_quality import ORDINARY, SHARED, Row, read_answers, read_sets

ROWS = 1_500
FAILING = 0.03
CORES = 2
BATCH = 250
DIMENSIONS = 384

Vectors = NDArray[np.float32]


def share(hits: int, of: int) -> str:
    interval = wilson_interval(hits, of)
    return "unknown" if interval is None else f"{hits / of:.3f} ({interval.low:.3f}–{interval.high:.3f})"


class Asked:
    """An encoder that remembers whether it was asked."""

    def __init__(self) -> None:
        self._encoder = load_encoder(PACKAGED)
        self.times = 0

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.times += 1
        return self._encoder.encode(texts)


def look(detect: Detect, asked: Asked, rows: Sequence[Row]) -> tuple[int, int]:
    """Return on how many rows the encoder was asked, and of how many a failure that they have was found."""
    encoded = found = 0
    for row in rows:
        before = asked.times
        claims = detect([row.response]).detections
        encoded += asked.times > before
        found += any(str(one.failure) in row.truth and one.outcome is Outcome.SUCCESS for one in claims)
    return encoded, found


def nothing(texts: Sequence[str]) -> Vectors:
    """Stand for the encoder where only the first stage is timed."""
    return np.zeros((len(texts), DIMENSIONS), dtype=np.float32)


def run_first_stage(responses: Sequence[Response]) -> float:
    """Return the seconds that rules and quick heads take, once they are warm."""
    detect = Detect(nothing, heads=[replace(head, looks_at=2.0) for head in load_heads()])
    detect(responses)
    started = time.perf_counter()
    for at in range(0, len(responses), BATCH):
        detect(responses[at : at + BATCH])
    return time.perf_counter() - started


def time_first_stage(rows: Sequence[Row]) -> float:
    """Return how many responses a second the first stage judges on two cores."""
    shares = [[row.response for row in rows[core::CORES]] for core in range(CORES)]
    with multiprocessing.get_context("spawn").Pool(CORES) as pool:
        return len(rows) / max(pool.map(run_first_stage, shares))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED)
    folder = parser.parse_args().shared
    everyday = [row for file in sorted((folder / ORDINARY).parent.glob("*.json.gz")) for row in read_answers(file)]
    rows = [everyday[at] for at in np.random.default_rng(1).permutation(len(everyday))[:ROWS]]
    failing = [row for row in read_sets(folder) if row.truth - {"jailbreak_attempt"}]
    asked = Asked()
    heads = load_heads()
    encoded, _ = look(Detect(asked, heads=heads), asked, rows)
    encoded_failing, found = look(Detect(asked, heads=heads), asked, failing)
    _, found_by_all = look(Detect(asked, heads=[replace(head, looks_at=0.0) for head in heads]), asked, failing)
    mixed = (1 - FAILING) * encoded / len(rows) + FAILING * encoded_failing / len(failing)
    lost = (found_by_all - found) / len(failing)
    lines = (
        f"encoder asked, ordinary    {share(encoded, len(rows))}",
        f"encoder asked, failing     {share(encoded_failing, len(failing))}",
        f"encoder asked, mixed       {mixed:.3f}, bar .20",
        f"recall, cascade            {share(found, len(failing))}",
        f"recall, encoder always     {share(found_by_all, len(failing))}, lost {lost:+.3f}, bar .01",
        f"first stage on {CORES} cores     {time_first_stage(rows):,.0f} responses a second, bar 3,000",
    )
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
