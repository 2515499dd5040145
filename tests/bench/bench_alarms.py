"""How often alarms are false, and how soon true ones come: `python -m tests.bench.bench_alarms [--seeds 5]`."""

import sys
import time
from collections import Counter
from datetime import date, timedelta

import numpy as np
from scipy.stats import nbinom

from monitor.alarms import History, Standing, watch
from monitor.alarms.history import WINDOWS
from monitor.taxonomy import AlarmKind, AlarmState

FIRST = date(2026, 1, 5)
CLUSTERS = 200
LEARNED, QUIET = 56, 100
TRAFFIC = 20_000
# How much of its traffic a weekday has, Monday first, and how the rates of failures differ by weekday.
TRAFFIC_WEEK = np.array([1.1, 1.1, 1.1, 1.1, 1.0, 0.8, 0.8])
RATE_WEEK = np.array([1.1, 1.05, 1.0, 1.0, 1.1, 1.0, 0.75])
KEPT = 56


class World:
    """Clusters whose rates have a week of their own and over-dispersion; nothing else changes unless told."""

    def __init__(self, seed, *, nights, shared=0.0, correlation=0.0, least=0.05, most=200.0):
        self.random = np.random.default_rng(seed)
        self.nights = [FIRST + timedelta(days=number) for number in range(nights)]
        days = np.array([night.weekday() for night in self.nights])
        self.totals = self.random.poisson(TRAFFIC * TRAFFIC_WEEK[days]).astype(np.int64)
        self.rates = np.exp(self.random.uniform(np.log(least), np.log(most), CLUSTERS)) / TRAFFIC
        own_week = RATE_WEEK * np.exp(0.15 * self.random.normal(size=(CLUSTERS, 7)))
        self.dispersion = np.exp(self.random.uniform(np.log(0.02), np.log(0.3), CLUSTERS))
        shocks = self._shocks(nights, shared, correlation)
        self.usual = self.rates[:, None] * own_week[:, days] * shocks
        self.counts = self.random.poisson(self.usual * self.totals)

    def _shocks(self, nights, shared, correlation):
        """Log-normal shocks: each cluster's own dispersion; some of it shared, some of it lasting."""
        sigma = np.sqrt(np.log1p(self.dispersion))[:, None]
        noise = self.random.normal(size=(CLUSTERS, nights))
        for night in range(1, nights):
            noise[:, night] = correlation * noise[:, night - 1] + np.sqrt(1 - correlation**2) * noise[:, night]
        common = shared * self.random.normal(size=(1, nights))
        return np.exp(sigma * noise - sigma**2 / 2 + common)

    def again(self, rows, nights, factor):
        """Draw some nights anew with rates multiplied."""
        rows, nights = np.asarray(rows)[:, None], np.asarray(nights)[None, :]
        self.counts[rows, nights] = self.random.poisson(factor * self.usual[rows, nights] * self.totals[nights])

    def history(self, night, born=None):
        first = max(0, night + 1 - KEPT)
        counts = self.counts[:, first : night + 1]
        people = np.stack([counts[:, -nights:].sum(axis=1) for nights in WINDOWS], axis=1)
        return History(
            cluster_ids=[str(row) for row in range(CLUSTERS)],
            nights=self.nights[first : night + 1],
            counts=counts,
            totals=self.totals[first : night + 1],
            people=people,
            born=born or [None] * CLUSTERS,
        )


def run(world, nights, *, born=None):
    """Watch night after night; yield the night's number and its alarms."""
    standing = {}
    for night in nights:
        alarms = watch(world.history(night, born), standing)
        standing = {one.cluster_id: Standing(one.kind, one.since) for one in alarms if one.state is not AlarmState.OVER}
        yield night, alarms


def count_raised(world, nights):
    kinds = Counter()
    for _, alarms in run(world, nights):
        kinds.update(one.kind for one in alarms if one.state is AlarmState.RAISED)
    return kinds


def report_quiet(seeds):
    scenes = {
        "seasonality and over-dispersion": {},
        "and shocks that last (lag-1 .5)": {"correlation": 0.5},
        "and shocks all share (10 %)": {"shared": 0.1},
        "large clusters only (50 to 500)": {"least": 50.0, "most": 500.0},
        "small clusters only (.05 to 2)": {"most": 2.0},
    }
    print(f"{QUIET} quiet nights, {CLUSTERS} clusters, after {LEARNED} nights; false escalations by seed (bar: <= 2)")
    for name, settings in scenes.items():
        found = []
        for seed in range(seeds):
            world = World(seed, nights=LEARNED + QUIET, **settings)
            found.append(count_raised(world, range(LEARNED, LEARNED + QUIET))[AlarmKind.ESCALATION])
        print(f"  {name:<34} {found}")
    found = [count_raised(World(seed, nights=QUIET), range(QUIET)) for seed in range(seeds)]
    print(f"  from the very first night on          {[sum(kinds.values()) for kinds in found]}")


def report_tripled_traffic(seeds):
    found = []
    for seed in range(seeds):
        world = World(seed, nights=LEARNED + 14)
        world.totals[LEARNED:] *= 3
        world.again(range(CLUSTERS), range(LEARNED, LEARNED + 14), 1.0)
        found.append(sum(count_raised(world, range(LEARNED, LEARNED + 14)).values()))
    print(f"Traffic tripled for 14 nights, rates flat: alarms by seed {found}")


def report_rises(seeds, *, rise=3.0):
    print(f"A rise of {rise:g} times: share flagged within 1, 2, 3 and 7 nights (and by who knows all, within 2)")
    for base in (1, 2, 5, 10, 20, 50, 100):
        for dispersion in (0.05, 0.15):
            delays, known = rises(seeds, base, dispersion, rise)
            shares = ", ".join(f"{np.mean(delays <= nights):.2f}" for nights in (1, 2, 3, 7))
            print(f"  {base:>4} a night, dispersion {dispersion:.2f}: {shares} (knowing all: {np.mean(known):.2f})")


def rises(seeds, base, dispersion, rise):
    delays, known = [], []
    for seed in range(seeds):
        world = World(seed, nights=LEARNED + 8)
        # Ten clusters of the size asked for rise together, among those that do not.
        rows = np.arange(10)
        shape = 1 / dispersion
        week = RATE_WEEK[[night.weekday() for night in world.nights]]
        gamma = world.random.gamma(shape, dispersion, size=(10, LEARNED + 8))
        world.usual[rows] = base / TRAFFIC * week * gamma
        world.again(rows, range(LEARNED), 1.0)
        world.again(rows, range(LEARNED, LEARNED + 8), rise)
        found = {}
        for night, alarms in run(world, range(LEARNED, LEARNED + 8)):
            for one in alarms:
                found.setdefault(int(one.cluster_id), night - LEARNED + 1)
        delays += [found.get(row, 99) for row in rows]
        known += [knows_all(world, row, base, dispersion, week) for row in rows]
    return np.array(delays), np.array(known)


def knows_all(world, row, base, dispersion, week):
    """Whether one who knows rate, week and dispersion, tested by the same limits, would flag within two nights."""
    for last in (1, 2):
        for nights in range(1, last + 1):
            window = slice(LEARNED + last - nights, LEARNED + last)
            mean = base / TRAFFIC * week[window] * world.totals[window]
            spread = dispersion * np.sum(mean**2) / mean.sum() ** 2
            chance = nbinom.sf(world.counts[row, window].sum() - 1, 1 / spread, 1 / (1 + spread * mean.sum()))
            if chance * len(WINDOWS) * CLUSTERS <= 0.005:
                return True
    return False


def report_bursts(seeds):
    print("A burst of a new kind: share flagged on its first night, by its size and the nights before it")
    for before in (1, 3, 7, 14, 56):
        shares = []
        for size in (3, 5, 8, 12):
            found = []
            for seed in range(seeds * 4):
                world = World(seed, nights=before + 1, most=5.0)
                world.counts[0] = 0
                world.counts[0, -1] = size
                born = [world.nights[-1], *[None] * (CLUSTERS - 1)]
                ((_, alarms),) = run(world, [before], born=born)
                found.append(any(one.cluster_id == "0" and one.kind is AlarmKind.EMERGENCE for one in alarms))
            shares.append(f"{size}: {np.mean(found):.2f}")
        print(f"  after {before:>2} nights: {', '.join(shares)}")


def report_hysteresis(seeds):
    """A level that hovers where alarms begin: how often an alarm is raised again within the same rise."""
    again, raised = [], []
    for seed in range(seeds):
        world = World(seed, nights=LEARNED + 28, least=10.0, most=100.0)
        world.again(range(40), range(LEARNED, LEARNED + 21), 2.0)
        times, lasting = Counter(), Counter()
        for night, alarms in run(world, range(LEARNED, LEARNED + 28)):
            times.update(one.cluster_id for one in alarms if one.state is AlarmState.RAISED)
            if night == LEARNED + 27:
                lasting.update(one.cluster_id for one in alarms if one.state is not AlarmState.OVER)
        raised.append(len(times))
        again.append(sum(count - 1 for count in times.values()))
        print(
            f"  seed {seed}: {len(times)} of 40 raised, {again[-1]} raised again, {len(lasting)} still on a week later"
        )


def main():
    seeds = int(sys.argv[sys.argv.index("--seeds") + 1]) if "--seeds" in sys.argv else 5
    start = time.perf_counter()
    report_quiet(seeds)
    report_tripled_traffic(seeds)
    report_rises(seeds)
    report_bursts(seeds)
    print("A doubled level for three weeks, then the usual one (hysteresis):")
    report_hysteresis(seeds)
    world = World(0, nights=LEARNED)
    began = time.perf_counter()
    watch(world.history(LEARNED - 1), {})
    print(f"One night of {CLUSTERS} clusters over {KEPT} nights: {1000 * (time.perf_counter() - began):.0f} ms")
    print(f"{time.perf_counter() - start:.0f} s in all")


if __name__ == "__main__":
    main()
