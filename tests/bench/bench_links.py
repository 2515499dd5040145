"""Measure how reports are linked to conversations: paraphrases, quotes, thresholds, cost.

Run it with `PYTHONPATH=. python tests/bench/bench_links.py --cache vectors.npz`; some minutes where nothing is cached:
only the candidates are encoded, where all of the traffic would be 80,000 texts. What the traffic is made of is told in
`linked_traffic.py`, what the planted incidents are in `sets/linked_reports.tsv`. Intervals are Wilson's of 95 %.
`close` is the conversation that a report tells of, `far` one of the same kind with other facts and words; `retold` asks
for the close one by a summary that shares few words with it.
"""

import argparse
import random
import resource
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from monitor.embeddings import PACKAGED, load_encoder
from monitor.linking import (
    build_told,
    empty_candidates,
    find_meant,
    find_worded,
    join_reports,
    matching,
    pair_reports,
    rank_exchanges,
    rarities,
)
from monitor.linking.candidates import MOST_CANDIDATES
from monitor.records import content_hash
from monitor.shingles import find_shingles
from monitor.statistics import wilson_interval
from tests.bench.linked_traffic import Exchange, read_planted, read_traffic

SIZE = 50_000
SAMPLED = 20_000
PAGE = 10_000
SEED = 7
QUOTED = 300
SHORTEST, LONGEST = 10, 40
# Of twenty words of a quote one is lost or mistyped.
EDITED = 20
HALF = 0.5
FRAMES = (
    'Your bot said to me: "{}" Is that how you treat customers?',
    "Seen on a forum today, somebody pastes “{}” and says that it works every time.",
    "Dear team, attached is what my colleague got.\n> {}\nPlease look into it.",
    "unbelievable „{}“ lol",
    "I typed this into the chat\nUser: {}\nand what came back was out of order.",
)
COSINES = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
Vectors = dict[str, NDArray[np.float32]]


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--cache", type=Path, help="file that keeps vectors between two runs")
    options.add_argument("--size", type=int, default=SIZE)
    options.add_argument("--most", type=int, default=MOST_CANDIDATES, help="candidates per report that are encoded")
    chosen = options.parse_args()
    traffic = read_traffic(chosen.size)
    frame = as_frame(traffic)
    print(f"{len(traffic):,} conversations, {len({one.source for one in traffic})} sources")
    bench_quotes(traffic)
    bench_planted(traffic, frame, Cached(chosen.cache), most=chosen.most)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB")


class Cached:
    """The packaged encoder, with a file that remembers."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.vectors: Vectors = {}
        if path is not None and path.is_file():
            with np.load(path) as kept:
                self.vectors = dict(zip(kept["keys"].tolist(), kept["rows"], strict=True))
        self.encoder = load_encoder(PACKAGED)

    def encode(self, texts: Iterable[str]) -> None:
        missing = {content_hash(one): one for one in texts if content_hash(one) not in self.vectors}
        start = time.perf_counter()
        todo = list(missing.items())
        for at in range(0, len(todo), 2_000):
            lot = dict(todo[at : at + 2_000])
            self.vectors |= dict(zip(lot, self.encoder.encode(list(lot.values())), strict=True))
            if self.path is not None:
                np.savez(self.path, keys=np.array(list(self.vectors)), rows=np.stack(list(self.vectors.values())))
        took = time.perf_counter() - start
        print(f"encoded {len(missing):,} texts in {took:.0f} s ({len(missing) / max(took, 1e-9):.0f}/s)")

    def __getitem__(self, text: str) -> NDArray[np.float32]:
        return self.vectors[content_hash(text)]


def as_frame(traffic: Sequence[Exchange]) -> pl.DataFrame:
    """Number the exchanges: their places stand for hashes."""
    return pl.DataFrame(
        {
            "prompt_hash": ["" for _ in traffic],
            "response_hash": [f"{row:06}" for row in range(len(traffic))],
            "prompt": [one.prompt for one in traffic],
            "response": [one.response for one in traffic],
        }
    )


def look_through(reports: Sequence[tuple[str, str]], frame: pl.DataFrame) -> pl.DataFrame:
    sampled = frame.sample(min(SAMPLED, len(frame)), seed=SEED)
    texts = [f"{prompt}\n{response}" for prompt, response in sampled.select("prompt", "response").iter_rows()]
    start = time.perf_counter()
    known, mean_length = rarities(texts)
    told = build_told(reports, known, mean_length=mean_length, texts=len(texts))
    best = empty_candidates()
    for at in range(0, len(frame), PAGE):
        best = rank_exchanges(told, frame[at : at + PAGE], best)
    took = time.perf_counter() - start
    print(f"looked {len(frame):,} exchanges through for {len(reports):,} reports in {took:.1f} s")
    return best.with_columns(row=pl.col("response_hash").cast(pl.Int64))


def share(found: int, of: int) -> str:
    interval = wilson_interval(found, of)
    return f"{found / of:.3f} ({interval.low:.3f}–{interval.high:.3f}) {found}/{of}" if interval else "nothing to count"


def bench_quotes(traffic: Sequence[Exchange]) -> None:
    """Quote passages of known conversations, and of as many that were held back, with light edits."""
    rng = random.Random(SEED)
    places = [row for row, one in enumerate(traffic) if one.source not in ("planted", "far") and is_quotable(one)]
    drawn = rng.sample(places, 2 * QUOTED)
    held = set(drawn[QUOTED:])
    kept = [one for row, one in enumerate(traffic) if row not in held]
    passages = [passage_of(traffic[row], rng) for row in drawn]
    reports = [(f"q{n:04}", rng.choice(FRAMES).format(edit(text, rng))) for n, text in enumerate(passages)]
    candidates = look_through(reports, as_frame(kept))
    told = dict(reports)
    top: dict[str, tuple[float, int, int]] = {}
    for report_id, start, end, row in candidates.select("report_id", "start", "end", "row").iter_rows():
        passage = told[report_id] if start is None else told[report_id][start:end]
        found = find_worded(passage, (kept[row].prompt, kept[row].response), is_quote=start is not None)
        if found is not None and found.side is not None:
            top[report_id] = max(top.get(report_id, (0.0, 0, 0)), (found.similarity, -row, found.side))
    right = {name for name, place in top.items() if holds(kept[-place[1]], place[2], passages[int(name[1:])])}
    recalled = sum(f"q{n:04}" in right for n in range(QUOTED))
    linked = sum(f"q{n:04}" in top for n in range(QUOTED))
    unheld = len(top) - linked
    print(f"near-duplicates: recall@1 {share(recalled, QUOTED)}; precision {share(recalled, linked)}")
    print(f"  of {QUOTED} quotes of conversations that are not there, {unheld} were linked, some to the same words")
    print(f"  precision over both {share(len(right), len(top))}")


def is_quotable(one: Exchange) -> bool:
    return any(len(text.split()) >= SHORTEST for text in (one.prompt, one.response))


def passage_of(one: Exchange, rng: random.Random) -> str:
    text = rng.choice([text for text in (one.prompt, one.response) if len(text.split()) >= SHORTEST]).split()
    length = min(len(text), rng.randint(SHORTEST, LONGEST))
    start = rng.randint(0, len(text) - length)
    return " ".join(text[start : start + length])


def edit(text: str, rng: random.Random) -> str:
    """Lose or mistype one word of every twenty, at least one; drop quotes, and capitals now and then."""
    words = text.translate(str.maketrans("", "", '"“”„«»')).split()
    for _ in range(max(1, len(words) // EDITED)):
        place = rng.randrange(len(words))
        words[place : place + 1] = [] if rng.random() < HALF else [words[place][1:] + words[place][:1]]
    edited = " ".join(words)
    return edited.lower() if rng.random() < HALF else edited


def holds(one: Exchange, side: int, passage: str) -> bool:
    """Tell whether the linked text really has the passage, unedited: another conversation may have the same words."""
    mine = find_shingles(passage)
    return len(mine & find_shingles((one.prompt, one.response)[side])) >= 0.8 * len(mine)


def bench_planted(traffic: Sequence[Exchange], frame: pl.DataFrame, cached: Cached, *, most: int) -> None:
    planted = read_planted()
    close = {f"r{n:03}": traffic.index(one.exchange) for n, one in enumerate(planted)}
    far = {f"r{n:03}": traffic.index(one.far) for n, one in enumerate(planted)}
    for name, texts in (
        ("report", [one.report for one in planted]),
        ("retold", [one.retold for one in planted]),
    ):
        reports = {f"r{n:03}": text for n, text in enumerate(texts)}
        candidates = look_through(list(reports.items()), frame).filter(pl.col("start").is_null())
        for kind, truth in (("close", close), ("far", far)):
            among = {(report_id, row) for report_id, row in candidates.select("report_id", "row").iter_rows()}
            print(f"{name}: {sum(one in among for one in truth.items())} of {len(truth)} {kind} are candidates")
        candidates = candidates.group_by("report_id", maintain_order=True).head(most)
        places = sorted(set(candidates["row"]))
        print(f"{name}: {len(candidates) / len(reports):.0f} candidates each, {len(places):,} exchanges in all")
        cached.encode([*texts, *(t for row in places for t in (traffic[row].prompt, traffic[row].response))])
        rows = score(reports, candidates, traffic, cached)
        report_recall(f"{name} → close", rows, close)
        if name == "report":
            report_recall(f"{name} → far", rows, far)
            report_thresholds(rows, close, far)
    cached.encode([text for one in planted for text in (one.report, one.retold)])
    bench_groups([(one.report, one.retold) for one in planted], cached)


def score(
    reports: dict[str, str], candidates: pl.DataFrame, traffic: Sequence[Exchange], cached: Cached
) -> dict[str, list[tuple[float, int]]]:
    """Return the cosine and place of every candidate of each report, the closest first."""
    rows: dict[str, list[tuple[float, int]]] = {name: [] for name in reports}
    with lowered(matching, "LEAST_COSINE", -1.0):
        for report_id, row in candidates.select("report_id", "row").iter_rows():
            one = traffic[row]
            meant = find_meant(cached[reports[report_id]], (cached[one.prompt], cached[one.response]))
            rows[report_id].append((meant.similarity if meant else -1.0, row))
    return {name: sorted(found, reverse=True) for name, found in rows.items()}


class lowered:
    """Set a threshold aside for as long as all scores are wanted."""

    def __init__(self, module: object, name: str, value: float) -> None:
        self.module, self.name, self.value = module, name, value

    def __enter__(self) -> None:
        self.before = getattr(self.module, self.name)
        setattr(self.module, self.name, self.value)

    def __exit__(self, *_: object) -> None:
        setattr(self.module, self.name, self.before)


def report_recall(title: str, rows: dict[str, list[tuple[float, int]]], truth: dict[str, int]) -> None:
    ranks = [
        [row for _, row in rows[name]].index(truth[name]) if found_in(rows[name], truth[name]) else None
        for name in rows
    ]
    known = [one for one in ranks if one is not None]
    parts = [f"recall@{most} {share(sum(rank < most for rank in known), len(ranks))}" for most in (1, 10)]
    print(f"{title}: among the candidates {len(known) / len(ranks):.2f}; {'; '.join(parts)}")


def found_in(found: Sequence[tuple[float, int]], row: int) -> bool:
    return any(place == row for _, place in found)


def report_thresholds(rows: dict[str, list[tuple[float, int]]], close: dict[str, int], far: dict[str, int]) -> None:
    """Print what a threshold costs; links to others need not be wrong, since the traffic tells of incidents too."""
    print("  cosine   planted linked   far linked   others linked per report   planted first among links")
    for least in COSINES:
        above = {name: [row for cosine, row in found if cosine >= least] for name, found in rows.items()}
        near = sum(close[name] in found for name, found in above.items())
        away = sum(far[name] in found for name, found in above.items())
        others = sum(len(found) for found in above.values()) - near - away
        first = sum(bool(found) and found[0] == close[name] for name, found in above.items())
        some = sum(bool(found) for found in above.values())
        others_each = others / len(rows)
        print(f"  {least:.2f}     {near:>3}              {away:>3}          {others_each:>8.2f}       {first}/{some}")


def bench_groups(told: Sequence[tuple[str, str]], cached: Cached) -> None:
    """Join a hundred reports with their retellings."""
    reports = {f"{kind}{n:03}": text for n, pair in enumerate(told) for kind, text in zip("ab", pair, strict=True)}
    vectors = {name: cached[text] for name, text in reports.items()}
    for least in COSINES:
        with lowered(matching, "LEAST_PAIR_COSINE", least):
            pairs = list(pair_reports(reports, vectors, new=set(reports)))
        right = sum(one.report_id[1:] == one.other_id[1:] for one in pairs)
        groups = join_reports(
            reports, {(one.report_id, one.other_id): one.similarity for one in pairs}, joined=(), parted=()
        )
        largest = max(len(group) for group in groups.values())
        precision = f"{right / len(pairs):.3f}" if pairs else "–"
        print(f"  pairs ≥ {least:.2f}: recall {right / len(told):.2f}, precision {precision}, largest group {largest}")


if __name__ == "__main__":
    main()
