"""How fast and in how much memory chat logs are loaded, beside the fastest way to merely parse them.

python tests/bench/bench_ingest.py [CONVERSATIONS]
"""

import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path

from monitor.config import Settings
from monitor.redaction import admit_conversation, identify
from monitor.sources import ReadOptions, open_source, read_piece
from pipelines.ingest import ingest
from pipelines.intake import Rules, admit
from pipelines.job import open_job

CONVERSATIONS = 1_000_000
# So many pieces are redacted again by themselves, to know what redaction takes.
SAMPLED = 20
MOST_TIMES, LEAST_TIMES_FASTER, MOST_MEGABYTES = 6, 20, 1_500

PARSE = """
import sys, time, polars
start = time.perf_counter()
height = polars.scan_ndjson(sys.argv[1]).collect(engine="streaming").height
print(height, time.perf_counter() - start)
"""

COMMON = (
    "the of and to in that is was he for it with as his on be at by had not are but from or have an they which one you "
    "were her all she there would their we him been has when who will more no if out so said what up its about into "
    "than them can only other new some could time these two may then do first any now such like our over even most"
)
WORDS = COMMON.split()


def sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def chat(chance: random.Random, number: int) -> dict[str, object]:
    """One conversation of about a kilobyte; one in twenty holds an e-mail address and a telephone number."""
    turns = [
        {"role": role, "content": sentence(chance, words)}
        for role, words in (("user", 35), ("assistant", 60), ("user", 25), ("assistant", 50))
    ]
    if number % 20 == 0:
        turns[2]["content"] += f" Write to user{number}@example.org or call +44 20 7946 0{number % 1000:03d}."
    return {
        "id": f"c{number}",
        "user_id": f"u{chance.randrange(1 + number // 4)}",
        "model": "aria",
        "model_version": "v3",
        "surface": "web",
        "language": "en",
        "timestamp": 1_793_526_004 + number,
        "messages": turns,
    }


def write_log(path: Path, conversations: int) -> None:
    chance = random.Random(3)
    with gzip.open(path, "wt", compresslevel=6) as log:
        for number in range(conversations):
            log.write(json.dumps(chat(chance, number)) + "\n")


@contextmanager
def timed(seconds: dict[str, float], name: str):
    start = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - start


def parsing_seconds(log: Path, plain: Path, conversations: int) -> float:
    """Time the fastest way to merely parse, in a process of its own: what it takes in memory is not ours."""
    start = time.perf_counter()
    with plain.open("wb") as out:
        subprocess.run(["gunzip", "--stdout", str(log)], stdout=out, check=True)
    unpacking = time.perf_counter() - start
    told = subprocess.run([sys.executable, "-c", PARSE, str(plain)], stdout=subprocess.PIPE, check=True, text=True)
    height, parsing = told.stdout.split()
    assert int(height) == conversations
    plain.unlink()
    return unpacking + float(parsing)


def redaction_share(log: Path) -> float:
    """Measure how much of the work of admitting pieces is redaction, on the first pieces of the log."""
    rules = Rules(ReadOptions(), b"k" * 32, "US", date(2026, 11, 1))
    with open_source(log, options=rules.options) as source:
        pieces = list(islice(source.pieces, SAMPLED))
    logged = [part.record for piece in pieces for part in read_piece(piece, options=rules.options)]
    admitting = processor_seconds(lambda: [admit(piece, rules) for piece in pieces])
    whole = processor_seconds(lambda: [admit_conversation(one, key=rules.key, region=rules.region) for one in logged])
    identifying = processor_seconds(lambda: [identify(one, key=rules.key) for one in logged])
    return (whole - identifying) / admitting


def processor_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main(conversations: int) -> int:
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        log, plain = Path(folder) / "log.jsonl.gz", Path(folder) / "log.jsonl"
        write_log(log, conversations)
        seconds["gunzip and parse only"] = parsing_seconds(log, plain, conversations)
        parsed = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        with open_job(Settings(home=Path(folder) / "home")) as job:
            before = time.process_time()
            with timed(seconds, "first load"):
                assert ingest(job, [log])["inserted"] == conversations
            seconds["of it one process reads and writes (processor)"] = time.process_time() - before
            with timed(seconds, "load again"):
                assert ingest(job, [log])["seen"] == conversations
        workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - parsed
        seconds["of it workers parse and redact (processor)"] = workers
        seconds["of that redaction (processor)"] = workers * redaction_share(log)
    return report(seconds, conversations)


def report(seconds: dict[str, float], conversations: int) -> int:
    for name, value in seconds.items():
        print(f"{name:<48} {value:8.2f} s  {conversations / value:>12,.0f} conversations/s")
    _, first, main_process, again, workers, redaction = seconds.values()
    # Processor time, as whoever else is at work on this machine would count too; all processors work all the time.
    without = (main_process + workers - redaction) / (os.cpu_count() or 1)
    times = without / seconds["gunzip and parse only"]
    faster = first / again
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"without redaction a load would take {without:.0f} s: {times:.1f} × parsing (bar {MOST_TIMES})")
    print(f"loading a known file again is {faster:,.0f} × faster (bar {LEAST_TIMES_FASTER})")
    print(f"most memory of the loading process {megabytes:,.0f} MB (bar {MOST_MEGABYTES:,})")
    return int(times > MOST_TIMES or faster < LEAST_TIMES_FASTER or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CONVERSATIONS))
