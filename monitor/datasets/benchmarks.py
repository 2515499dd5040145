"""Examples that stand in public benchmarks, told by hashes: their texts are not here."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from monitor.records import Example
from monitor.shingles import THRESHOLD, find_shingles

FILE = Path(__file__).parent / "benchmarks.parquet"
HASH_BYTES = 4
# The smallest hashes stand for all of a text (bottom-k sketch, Broder 1997); up to so many, the similarity is exact.
KEPT = 64
# With fewer runs of words, sharing them says little.
FEWEST_SHINGLES = 3


@dataclass(frozen=True, slots=True)
class Known:
    """An example that is nearly the same as a row of a public benchmark; `similarity` is their Jaccard similarity."""

    example_id: str
    benchmark: str
    row: str
    similarity: float


def find_known(examples: Iterable[Example]) -> tuple[Known, ...]:
    """Find the examples whose question is in a public benchmark, each with the most similar row."""
    rows, postings = _load()
    found = []
    for example in examples:
        mine = hash_shingles(example.prompt)
        if len(mine) < FEWEST_SHINGLES:
            continue
        candidates = {row for one in mine for row in postings.get(one, ())}
        similarity, row = max(((_similarity(mine, rows[row][2]), row) for row in candidates), default=(0.0, -1))
        if similarity >= THRESHOLD:
            benchmark, name, _ = rows[row]
            found.append(Known(example.example_id, benchmark, name, similarity))
    return tuple(found)


def hash_shingles(text: str) -> frozenset[int]:
    """Hash the runs of three words to 32 bits, and keep the smallest."""
    digests = (hashlib.blake2b(one.encode(), digest_size=HASH_BYTES).digest() for one in find_shingles(text))
    return frozenset(sorted({int.from_bytes(one) for one in digests})[:KEPT])


def read_names() -> dict[str, int]:
    """Return how many rows of each benchmark are known."""
    return Counter(benchmark for benchmark, _, _ in _load()[0])


def _similarity(left: frozenset[int], right: frozenset[int]) -> float:
    smallest = sorted(left | right)[:KEPT]
    return sum(one in left and one in right for one in smallest) / len(smallest)


@cache
def _load() -> tuple[list[tuple[str, str, frozenset[int]]], dict[int, list[int]]]:
    """Return every row's benchmark, id and hashes, and the rows in which each hash stands."""
    rows, postings = [], defaultdict(list)
    for number, (benchmark, row, hashes) in enumerate(pl.read_parquet(FILE).iter_rows()):
        rows.append((benchmark, row, frozenset(hashes)))
        for one in hashes:
            postings[one].append(number)
    return rows, dict(postings)
