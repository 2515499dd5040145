"""Measure how often the interval of a corrected rate holds the true rate.

Run it with `PYTHONPATH=. python tests/bench/bench_rates.py`; it takes about ten minutes and fails below 93 %.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from monitor.statistics import Counted, corrected_prevalence

SEED = 20261123
# What the interval must reach at every corner, for a nominal 95 %.
LEAST_COVERAGE = 0.93
PREVALENCES = (0.0, 0.002, 0.01, 0.05, 0.2, 0.5)
SENSITIVITIES = (0.6, 0.8, 0.95)
SPECIFICITIES = (0.9, 0.99, 1.0)
SCANNED = (200, 2_000, 20_000)
# Labelled rows with the failure, and as many without.
LABELLED = (60, 300)


@dataclass(frozen=True, slots=True)
class Corner:
    """One world to simulate: how much there is, how good the detector is, how much was seen."""

    prevalence: float
    sensitivity: float
    specificity: float
    scanned: int
    labelled: int


def corners() -> list[Corner]:
    return [Corner(*one) for one in product(PREVALENCES, SENSITIVITIES, SPECIFICITIES, SCANNED, LABELLED)]


def coverage(corner: Corner, *, worlds: int, rounds: int) -> tuple[float, float]:
    """Return the share of simulated worlds whose interval holds the true rate, and its mean width."""
    generator = np.random.default_rng(SEED)
    apparent = corner.prevalence * corner.sensitivity + (1 - corner.prevalence) * (1 - corner.specificity)
    counts = np.stack(
        [
            generator.binomial(corner.scanned, apparent, worlds),
            generator.binomial(corner.labelled, corner.sensitivity, worlds),
            generator.binomial(corner.labelled, corner.specificity, worlds),
        ],
        axis=1,
    )
    held, widths = [], []
    for seed, (flagged, found, spared) in enumerate(counts.tolist()):
        corrected = corrected_prevalence(
            Counted(flagged, corner.scanned),
            sensitivity=Counted(found, corner.labelled),
            specificity=Counted(spared, corner.labelled),
            seed=seed,
            rounds=rounds,
        )
        # A detector that tells nothing apart claims nothing: its interval is everything.
        low, high = (0.0, 1.0) if corrected is None else (corrected.interval.low, corrected.interval.high)
        held.append(low <= corner.prevalence <= high)
        widths.append(high - low)
    return float(np.mean(held)), float(np.mean(widths))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=1_000)
    options = parser.parse_args(argv)
    print("prevalence  sensitivity  specificity  scanned  labelled  coverage   width")
    shares = []
    for corner in corners():
        share, width = coverage(corner, worlds=options.worlds, rounds=options.rounds)
        shares.append(share)
        print(
            f"{corner.prevalence:>10}  {corner.sensitivity:>11}  {corner.specificity:>11}  {corner.scanned:>7}"
            f"  {corner.labelled:>8}  {share:>8.3f}  {width:>6.4f}"
        )
    below = sum(share < LEAST_COVERAGE for share in shares)
    print(f"coverage of the nominal 95 %: mean {np.mean(shares):.3f}, least {min(shares):.3f} of {len(shares)} corners")
    print(f"corners below {LEAST_COVERAGE:.0%}: {below}")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
