"""Measure detectors taught from 20 examples, and the order of cases after 0, 50, 200 and 1,000 verdicts.

Run it with `PYTHONPATH=. python tests/bench/bench_teach.py`; vectors take minutes the first time and are kept, the rest
takes two. Labelled rows stand in for what a team marks and decides. What is measured on is of other questions or
prompts than what was learned from; no shipped head, which may have seen these rows, has a part in it.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from monitor.detectors.compliance import gives
from monitor.embeddings import PACKAGED, load_encoder
from monitor.severity import priority_of
from monitor.teaching.exchanges import Exchange
from monitor.teaching.model import read_features
from monitor.teaching.ordering import FIRST, Ranked, average_precision, learn_order, precision_first
from monitor.teaching.training import ORDINARY, Training, train
from pipelines.labelled import read_rows
from pipelines.train import cached

SHARED = Path("../shared/data")
CACHE = Path("/tmp/detector-bench")
SOUND = "model_versions/oasst_sampling/2023-04-11_gpt-3.5-turbo_lottery.json.gz"
# Of GPTFuzz's 6,160 rows: more vectors take longer and tell nothing else.
MOST_GPTFUZZ, MOST_ORDINARY = 1_500, 600
DRAWS, ORDER_DRAWS = 10, 5
MARKS = (10, 30)
VERDICTS = (50, 200, 1_000)
SEED = 1
# What the rule that stands in for a detector says where an answer gives what was asked, and where it does not.
GIVES, GIVES_NOT = 0.7, 0.4


@dataclass(frozen=True, slots=True)
class Row:
    exchange: Exchange
    label: bool
    group: str


def rows_of(pairs: Sequence[tuple[str, str, bool, str]], source: str) -> list[Row]:
    return [
        Row(Exchange(f"{source}{at}", f"{source}{at}", prompt, response, "en"), label, group)
        for at, (prompt, response, label, group) in enumerate(pairs)
    ]


def read_sources(shared: Path) -> dict[str, list[Row]]:
    labelled = shared / "labelled"
    fuzz = read_rows(labelled, "jailbroken")
    order = np.random.default_rng(SEED).permutation(len(fuzz))[:MOST_GPTFUZZ]
    fuzz_pairs = [("", fuzz[at]["response"], bool(fuzz[at]["label"]), str(fuzz[at]["question_id"])) for at in order]
    judged = read_rows(labelled, "jailbroken_llmjudge")
    safety = read_rows(labelled, "refusal")
    return {
        "gptfuzz": rows_of(fuzz_pairs, "gptfuzz"),
        "jbb": rows_of([(one["prompt"], one["response"], bool(one["label"]), one["goal"]) for one in judged], "jbb"),
        "xstest": rows_of([(one["prompt"], one["response"], refuses_safe(one), one["prompt"]) for one in safety], "xs"),
    }


def refuses_safe(row: dict[str, str]) -> bool:
    return row["label"] != "full_compliance" and not row["prompt_type"].startswith("contrast")


def read_ordinary(shared: Path) -> list[Row]:
    told = json.loads(gzip.decompress((shared / SOUND).read_bytes()))
    pairs = [
        (prompt["prompt"], answer, False, prompt["prompt"])
        for prompt in told["prompts"]
        for result in prompt["results"][:1]
        for answer in result["outputs"][:2]
    ]
    return rows_of(pairs[:MOST_ORDINARY], "ordinary")


def halves(rows: Sequence[Row], generator: np.random.Generator) -> tuple[list[Row], list[Row]]:
    """Split by groups, so that no question or prompt is on both sides."""
    groups = generator.permutation(sorted({row.group for row in rows}))
    seen = set(groups[: len(groups) // 2])
    return [row for row in rows if row.group in seen], [row for row in rows if row.group not in seen]


def draw(rows: Sequence[Row], count: int, generator: np.random.Generator) -> list[Exchange]:
    return [rows[at].exchange for at in generator.permutation(len(rows))[:count]]


def flags(training: Training, rows: Sequence[Row], encode: Callable) -> np.ndarray:
    features = read_features([row.exchange for row in rows], encode)
    return training.model.chances(features) >= training.threshold


def taught(rows: Sequence[Row], ordinary: Sequence[Row], marks: int, encode: Callable) -> list[tuple[float, ...]]:
    """Return, for each draw: precision, recall and false alarms held out, and whether the intervals held."""
    found = []
    for seed in range(DRAWS):
        generator = np.random.default_rng(seed)
        seen, unseen = halves(rows, generator)
        places = generator.permutation(len(ordinary))
        sample = [ordinary[at].exchange for at in places[:ORDINARY]]
        sound = [ordinary[at] for at in places[ORDINARY:]]
        yes, no = ([row for row in seen if row.label is is_yes] for is_yes in (True, False))
        training = train(draw(yes, marks, generator), draw(no, marks, generator), ordinary=sample, encode=encode)
        labels = np.array([row.label for row in unseen])
        flagged = flags(training, unseen, encode)
        recall, wrong = flagged[labels].mean(), flagged[~labels].mean()
        # As many of either kind, as among the marks: what cross-validation says it measures.
        balanced = recall / (recall + wrong) if recall + wrong else np.nan
        quality = training.quality
        found.append(
            (
                labels[flagged].mean() if flagged.any() else np.nan,
                balanced,
                recall,
                flags(training, sound, encode).mean(),
                np.nan if quality.precision.value is None else quality.precision.value,
                quality.recall.value,
                covers(quality.precision.interval, balanced),
                covers(quality.recall.interval, recall),
            )
        )
    return found


def covers(interval: object, value: float) -> float:
    return np.nan if interval is None else float(interval.low <= value <= interval.high)


def ranked(row: Row, source: str) -> Ranked:
    # The refusals of XSTest are all one claim: whether the prompt was safe is what a person decides.
    score = GIVES if source == "xstest" or gives(row.exchange.response) else GIVES_NOT
    return Ranked(row.exchange, "rule", score, 2, 1)


def ordered(rows: Sequence[Row], source: str, encode: Callable) -> dict[int, list[tuple[float, float]]]:
    """Return precision of the first 50 and AUPRC by number of verdicts; 0 is the order of the rule."""
    found: dict[int, list[tuple[float, float]]] = {0: []} | {count: [] for count in VERDICTS}
    for seed in range(ORDER_DRAWS):
        generator = np.random.default_rng(seed)
        seen, unseen = halves([rows[at] for at in generator.permutation(len(rows))], generator)
        labels = np.array([row.label for row in unseen])
        cases = [ranked(row, source) for row in unseen]
        generator.shuffle(seen)
        for count in found:
            if count > len(seen):
                continue
            decided = seen[:count]
            chances = (
                learn_order([ranked(row, source) for row in decided], [row.label for row in decided], encode).chances(
                    cases, encode
                )
                if count
                else [one.score for one in cases]
            )
            order = np.array(
                [priority_of(one.severity, chance, one.reach) for one, chance in zip(cases, chances, strict=True)]
            )
            found[count].append((precision_first(labels, order), average_precision(labels, order)))
    return found


def cell(values: Sequence[float]) -> str:
    low, high = np.nanquantile(values, (0.025, 0.975))
    return f"{np.nanmean(values):.2f} ({low:.2f}–{high:.2f})"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=SHARED)
    options = parser.parse_args(argv)
    sources, ordinary = read_sources(options.shared), read_ordinary(options.shared)
    everything = [row.exchange for rows in (*sources.values(), ordinary) for row in rows]
    texts = sorted({text for one in everything for text in (one.prompt, one.response) if text.strip()})
    encode_all = cached(load_encoder(PACKAGED).encode, CACHE)
    known = dict(zip(texts, encode_all(texts), strict=True))

    def encode(wanted: Sequence[str]) -> np.ndarray:
        return np.stack([known[text] for text in wanted])

    names = ("precision", "at 1:1", "recall", "false alarms", "said: prec.", "said: recall", "covered p", "covered r")
    print(f"{'taught':<10} {'marks':>6} " + " ".join(f"{name:>18}" for name in names))
    for source, rows in sources.items():
        for marks in MARKS:
            columns = list(zip(*taught(rows, ordinary, marks, encode), strict=True))
            cells = [cell(column) for column in columns[:6]] + [f"{np.nanmean(one):.2f}" for one in columns[6:]]
            print(f"{source:<10} {2 * marks:>6} " + " ".join(f"{one:>18}" for one in cells), flush=True)
    print(f"\n{'order':<10} {'base':>6} {'verdicts':>8} {f'first {FIRST}':>18} {'AUPRC':>18}")
    for source, rows in sources.items():
        # Only what somebody would be shown: of XSTest what refuses.
        shown = rows if source != "xstest" else [row for row in rows if not gives(row.exchange.response)]
        base = np.mean([row.label for row in shown])
        for count, values in ordered(shown, source, encode).items():
            if values:
                first, auprc = zip(*values, strict=True)
                print(f"{source:<10} {base:>6.2f} {count:>8} {cell(first):>18} {cell(auprc):>18}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
