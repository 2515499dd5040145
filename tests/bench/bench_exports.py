"""How fast each format is exported, and what kills leave: `python -m tests.bench.bench_exports [examples] [kills]`."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from monitor.exports import WRITERS, export_dataset
from tests.faults.export_kills import make_dataset

ROOT = Path(__file__).parents[2]
EXAMPLES = 100_000
KILLS = 200
MOST_SECONDS = 30


def report_speed(examples):
    """Export one version with this many examples that the format holds."""
    print("| format | examples | seconds | of a processor | again | MB |")
    print("|---|---|---|---|---|---|")
    slow = []
    for format, kind in WRITERS.items():
        dataset = make_dataset(1, examples=examples, sides=kind.sides)
        with tempfile.TemporaryDirectory() as folder:
            start, busy = time.perf_counter(), time.process_time()
            export = export_dataset(dataset, format=format, folder=Path(folder))
            seconds, busy = time.perf_counter() - start, time.process_time() - busy
            start = time.perf_counter()
            export_dataset(dataset, format=format, folder=Path(folder))
            again = time.perf_counter() - start
            size = sum(path.stat().st_size for path in export.folder.rglob("*") if path.is_file()) / 1e6
        written = sum(export.counts.values())
        print(f"| `{format}` | {written:,} | {seconds:.1f} | {busy:.1f} | {again:.1f} | {size:,.0f} |", flush=True)
        if seconds > MOST_SECONDS:
            slow.append(format)
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB; over {MOST_SECONDS} s: {slow}")


def report_kills(kills):
    """Kill exports of every format at random moments, and say what was found."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.faults.export_kills", folder, str(kills)]
        told = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    print(f"kill -9 of exports: {told}")


def main():
    examples, kills = ([int(one) for one in sys.argv[1:]] + [EXAMPLES, KILLS][len(sys.argv) - 1 :])[:2]
    report_speed(examples)
    report_kills(kills)


if __name__ == "__main__":
    main()
