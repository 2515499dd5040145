"""Run the whole night over real public data: `python tests/bench/bench_real_input.py --shared ../shared`.

Turns the labelled refusal and jailbreak rows into chat logs, adds the reports and format samples, and reports what
was loaded, rejected, detected and clustered, and how long it took.
"""

import argparse
import gzip
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from monitor.config import Settings
from monitor.errors import SourceError
from monitor.redaction import load_key
from monitor.sources import ReadOptions, find_files, find_format
from monitor.warehouse.clusters import clusters_frame
from monitor.warehouse.connection import open_snapshot
from monitor.warehouse.detections import scans_frame
from monitor.warehouse.landings import rejected_counts_frame
from pipelines.nightly import run_night

LABELLED = ("refusal", "jailbroken_llmjudge")


def read_rows(shared: Path, name: str) -> Iterator[dict[str, object]]:
    with gzip.open(shared / "data" / "labelled" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def write_chat_log(rows: Iterator[dict[str, object]], target: Path) -> int:
    """Write labelled rows as the `messages` log that a chatbot would have kept; the labels stay behind."""
    lines = [json.dumps(chat_of(row)) + "\n" for row in rows]
    target.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def chat_of(row: dict[str, object]) -> dict[str, object]:
    messages = [{"role": "user", "content": row["prompt"]}, {"role": "assistant", "content": row["response"]}]
    return {"id": row["id"], "model": row["model"], "messages": messages}


def split_known(files: list[Path]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """Tell files of a known format from the others, with the reason why not."""
    known, others = [], []
    for file in files:
        try:
            find_format(file, options=ReadOptions())
            known.append(file)
        except SourceError as error:
            others.append((file, str(error)))
    return known, others


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    shared = parser.parse_args().shared
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        load_key(home)
        chats = [home / f"{name}.jsonl" for name in LABELLED]
        for name, chat in zip(LABELLED, chats, strict=True):
            print(f"{name}: {write_chat_log(read_rows(shared, name), chat):,} conversations")
        found = find_files([shared / "data" / "reports", shared / "data" / "formats"])
        known, others = split_known(found)
        print(f"{len(known)} real files of a known format, {len(others)} of a format still to come:")
        for file, reason in others:
            print(f"  {file.relative_to(shared)}: {reason[:140]}")
        settings = Settings(home=home / "home")
        started = time.perf_counter()
        night = run_night(settings, [*chats, *known])
        print("\n".join(night.lines()))
        print(f"{time.perf_counter() - started:.0f} s")
        with open_snapshot(settings.published) as store:
            print(rejected_counts_frame(store), scans_frame(store))
            print(clusters_frame(store).select("axis", "name", "size", "severity", "failure"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
