"""Faults in input files, at full count, and what became of each: `python tests/bench/bench_input_faults.py`.

Ends with 1 if one fault of any kind was not handled: if anything was lost, doubled, changed or half-loaded in silence,
or if a bomb took more memory or time than it may.
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from monitor.config import Settings
from monitor.records import Rejected
from monitor.sources import ReadOptions, read_source
from monitor.sources.reasons import CODES
from monitor.sources.strict_json import parse_json
from pipelines.ingest import ingest
from pipelines.job import open_job
from tests.bench.bench_ingest import chat as kilobyte_chat
from tests.faults.bombs import MOST_MEGABYTES, MOST_SECONDS, burst_all
from tests.faults.loads import content, loaded, rejected
from tests.faults.malformed import KINDS, malformed
from tests.faults.nights import make_home
from tests.faults.packing import GARBAGE, PACKERS, chats, cuts, flips, outcomes

FLIPS, CUTS = 500, 200
LINES, BAD = 200_000, 2_000
# So many damaged files go all the way into a warehouse, beside a good one.
LOADED = 60
PARSED = 20_000

# A fault's name, how often it was injected, how often it was handled.
Row = tuple[str, int, int]


def packed_faults(folder: Path) -> Iterator[Row]:
    whole = chats(1_000)
    for name, pack in PACKERS.items():
        packed = pack(whole)
        damages = {
            "bit flips": (flips(packed, FLIPS), FLIPS),
            "truncations": (cuts(packed, CUTS), CUTS),
            "something after the end": ((packed + one for one in GARBAGE.values()), len(GARBAGE)),
        }
        for damage, (damaged, count) in damages.items():
            found = outcomes(damaged, whole, folder / "log")
            yield f"{name}: {damage}", count, count - found["silent"]


def damaged_deliveries(folder: Path) -> Iterator[Row]:
    """Load damaged files beside a good one, and compare with a warehouse that never saw them."""
    delivery = folder / "delivery"
    delivery.mkdir()
    (delivery / "good").write_bytes(chats(3))
    undisturbed = loaded(folder / "undisturbed", [delivery])
    for name, pack in PACKERS.items():
        packed = pack(chats(200))
        damaged = [*flips(packed, LOADED // 2), *cuts(packed, LOADED // 2)]
        for number, one in enumerate(damaged):
            (delivery / f"bad {number}").write_bytes(one)
        with open_job(make_home(folder / name)) as job:
            counts = ingest(job, [delivery])
            is_same = content(job) == undisturbed
        yield f"{name}: loaded beside a good file", len(set(damaged)), counts["refused_files"] if is_same else 0


def malformed_lines(folder: Path) -> Iterator[Row]:
    lines = list(malformed(LINES, BAD))
    log = folder / "malformed"
    log.write_bytes(b"".join(line + b"\n" for line, _ in lines))
    with open_job(Settings(home=folder / "malformed home")) as job:
        counts = ingest(job, [log])
        kept = rejected(job)
    whole = log.read_bytes()
    handled = sum(
        reason.partition(":")[0] in CODES
        and reason.startswith(lines[number - 1][1] or "?")
        and whole[offset:].startswith(lines[number - 1][0] + b"\n")
        for number, offset, reason, _ in kept
    )
    bad = (one for one in read_source(log, options=ReadOptions()) if isinstance(one, Rejected))
    raw = sum(whole[one.offset :].startswith(one.raw) for one in bad)
    yield f"malformed lines of {len(KINDS)} kinds among {LINES:,}", BAD, handled
    yield "their raw bytes", BAD, raw
    yield "good lines among them, all of which must be in", LINES - BAD, counts["inserted"]


def bombs(folder: Path) -> Iterator[Row]:
    for name, code, burst in burst_all(folder):
        is_handled = burst.says(code) and burst.seconds <= MOST_SECONDS and burst.megabytes <= MOST_MEGABYTES
        yield f"bomb: {name} ({burst.seconds:.1f} s, {burst.megabytes:.0f} MB, {code})", 1, int(is_handled)


def parse_speed() -> str:
    chance = random.Random(3)
    lines = [json.dumps(kilobyte_chat(chance, number)).encode() for number in range(PARSED)]
    start = time.process_time()
    for line in lines:
        parse_json(line)
    return f"strict JSON: {PARSED / (time.process_time() - start):,.0f} lines of a kilobyte a second"


def main() -> int:
    missed = 0
    print(f"{'fault':<90} {'injected':>9} {'handled':>9}")
    for family in (packed_faults, damaged_deliveries, malformed_lines, bombs):
        with tempfile.TemporaryDirectory() as folder:
            for name, injected, handled in family(Path(folder)):
                missed += injected != handled
                print(f"{name:<90} {injected:>9,} {handled:>9,}", flush=True)
    print(parse_speed())
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
