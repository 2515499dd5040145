"""How fast and in how much memory chat logs are loaded, beside the fastest way to merely parse them.

python tests/bench/bench_ingest.py [CONVERSATIONS]
"""

import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from monitor.config import Settings
from monitor.redaction import redact_texts
from pipelines.ingest import ingest
from pipelines.job import open_job

CONVERSATIONS = 1_000_000
# One in this many texts is redacted again by itself, to know what redaction takes.
SAMPLED = 50
MOST_TIMES, LEAST_TIMES_FASTER, MOST_MEGABYTES = 6, 20, 1_500

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


def redaction_seconds(path: Path, conversations: int) -> float:
    """Estimate what redacting every text takes on one processor, from a sample."""
    sampled = []
    with gzip.open(path, "rt") as log:
        for number, line in enumerate(log):
            if number % SAMPLED == 0:
                sampled.append([turn["content"] for turn in json.loads(line)["messages"]])
    start = time.perf_counter()
    for texts in sampled:
        redact_texts(texts, region="US")
    return (time.perf_counter() - start) * conversations / len(sampled)


def main(conversations: int) -> int:
    seconds: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        log, plain = Path(folder) / "log.jsonl.gz", Path(folder) / "log.jsonl"
        write_log(log, conversations)
        with timed(seconds, "gunzip and parse only"):
            with plain.open("wb") as out:
                subprocess.run(["gunzip", "--stdout", str(log)], stdout=out, check=True)
            assert pl.scan_ndjson(plain).collect(engine="streaming").height == conversations
        plain.unlink()
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        with open_job(Settings(home=Path(folder) / "home")) as job:
            with timed(seconds, "first load"):
                assert ingest(job, [log])["inserted"] == conversations
            with timed(seconds, "load again"):
                assert ingest(job, [log])["seen"] == conversations
        seconds["of it in workers (processor time)"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        seconds["redaction (processor time, estimated)"] = redaction_seconds(log, conversations)
    return report(seconds, conversations)


def report(seconds: dict[str, float], conversations: int) -> int:
    for name, value in seconds.items():
        print(f"{name:<40} {value:8.2f} s  {conversations / value:>12,.0f} conversations/s")
    workers = seconds["of it in workers (processor time)"]
    redacting = seconds["redaction (processor time, estimated)"]
    share = min(1.0, redacting / workers) if workers else 0.0
    without = seconds["first load"] * (1 - share)
    times = without / seconds["gunzip and parse only"]
    faster = seconds["first load"] / seconds["load again"]
    megabytes = (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    )
    print(f"redaction takes {share:.0%} of the work; without it a load takes {times:.1f} × parsing (bar {MOST_TIMES})")
    print(f"loading a known file again is {faster:,.0f} × faster (bar {LEAST_TIMES_FASTER})")
    print(f"most memory of one process {megabytes:,.0f} MB (bar {MOST_MEGABYTES:,})")
    return int(times > MOST_TIMES or faster < LEAST_TIMES_FASTER or megabytes > MOST_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CONVERSATIONS))
