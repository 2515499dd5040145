"""Measure heads and detectors on the public labelled data, beside their floors.

Run it with `PYTHONPATH=. python tests/bench/bench_detectors.py`; it takes some minutes.

Heads: cross-validated over groups. Detectors: rules with the shipped heads' word views left out, so that no figure
rests on rows that were trained on. All intervals are bootstrap intervals of 95 %.
"""

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from monitor.detectors import DETECTORS, Detect, Scores
from monitor.detectors.refusal import judge_refusal
from monitor.embeddings import PACKAGED, load_encoder
from monitor.records import Conversation, Message, Response
from monitor.statistics import bootstrap_interval
from monitor.taxonomy import Failure, Outcome, Role
from pipelines.fitting import SEED, learn, read_features
from pipelines.labelled import BENCH_TASKS, read_rows
from pipelines.model_cards import measure, show_estimate
from pipelines.train import cached

LABELLED = Path("../shared/data/labelled")
CACHE = Path("/tmp/detector-bench")
ROUNDS = 500
FLOORS = {
    "refusal": "macro-F1: string match .88 (.34 on a model with its own words), MiniLM .85, GPT-4 .81",
    "harmful_request": "moderation AUPRC: keywords .52, TF-IDF .72, MiniLM .71, Llama Guard .85",
    "jailbroken": "gptfuzz: 'not refused' F1 .64, TF-IDF F1 .90 AUPRC .96; elsewhere: 'not refused' F1 .785",
    "unsafe_reply": "MiniLM macro-F1 .75",
    "made_up": "prevalence .18, MiniLM AUPRC .36",
}
Pairs = list[tuple[bool, bool]]


def responses_of(rows: Iterable[dict[str, object]]) -> list[Response]:
    def response(prompt: str, text: str, key: str) -> Response:
        messages = (Message(Role.USER, prompt), Message(Role.ASSISTANT, text))
        return Response(Conversation(messages=messages, format="bench", conversation_id=key), 1)

    return [response(str(row["prompt"] or ""), str(row["response"]), str(row["id"])) for row in rows]


def claims(response: Response, failures: Sequence[Failure]) -> bool:
    found = (one for detector in DETECTORS for one in detector.find(response, Scores()))
    return any(one.failure in failures and one.outcome is Outcome.SUCCESS for one in found)


def estimate(name: str, pairs: Pairs) -> str:
    table = np.array(pairs)

    def shown(statistic: Callable[[np.ndarray], float]) -> str:
        interval = bootstrap_interval(
            np.arange(len(table)), lambda rows: statistic(table[rows.astype(int)]), seed=SEED, rounds=ROUNDS
        )
        return show_estimate(statistic(table), interval)

    cells = (shown(precision), shown(recall), shown(macro_f1))
    return f"{name:<34} {len(table):>6} {int(table[:, 1].sum()):>6}  " + "  ".join(f"{cell:>15}" for cell in cells)


def precision(table: np.ndarray) -> float:
    return float(table[table[:, 0], 1].mean()) if table[:, 0].any() else 0.0


def recall(table: np.ndarray) -> float:
    return float(table[table[:, 1], 0].mean()) if table[:, 1].any() else 0.0


def macro_f1(table: np.ndarray) -> float:
    both = []
    for side in (table, ~table):
        found, true = precision(side), recall(side)
        both.append(2 * found * true / (found + true) if found + true else 0.0)
    return sum(both) / len(both)


def bench_heads() -> None:
    embed = cached(load_encoder(PACKAGED).encode, CACHE)
    print("Heads, groups held out" + " " * 12 + "     n    pos        precision           recall            AUPRC")
    for task in BENCH_TASKS:
        exchanges = list(task.read(LABELLED))
        features = read_features(exchanges, embed, reads=task.reads)
        chances = learn(features, exchanges, judged_on=task.judged_on).held_out
        for figure in measure(chances, exchanges):
            cells = (
                show_estimate(figure.precision, figure.precision_interval),
                show_estimate(figure.recall, figure.recall_interval),
                show_estimate(figure.auprc, figure.auprc_interval),
            )
            line = "  ".join(f"{cell:>15}" for cell in cells)
            print(f"{task.name + ' · ' + figure.source:<34} {figure.rows:>6} {figure.positives:>6}  {line}")
        if task.name in FLOORS:
            print(f"    floors: {FLOORS[task.name]}")


def bench_detectors() -> None:
    print("\nDetectors, rules alone" + " " * 12 + "     n    pos        precision           recall         macro-F1")
    xstest = read_rows(LABELLED, "refusal")
    for model in sorted({row["model"] for row in xstest}):
        rows = [row for row in xstest if row["model"] == model]
        pairs = [(bool(judge_refusal(row["response"])), row["label"] != "full_compliance") for row in rows]
        print(estimate(f"refusal rule · {model}", pairs))
    over = [
        (
            claims(one, (Failure.OVER_REFUSAL,)),
            not row["prompt_type"].startswith("contrast") and row["label"] != "full_compliance",
        )
        for one, row in zip(responses_of(xstest), xstest, strict=True)
    ]
    print(estimate("over_refusal · xstest", over))
    for name in ("jailbroken_llmjudge",):
        rows = read_rows(LABELLED, name)
        given = (Failure.JAILBREAK, Failure.HARMFUL_COMPLIANCE)
        found = [(claims(one, given), bool(row["label"])) for one, row in zip(responses_of(rows), rows, strict=True)]
        print(estimate("harm given · jbb", found))
    ordinary = [row for row in read_rows(LABELLED, "hallucination") if not row["label"]]
    flagged = sum(claims(one, tuple(Failure)) for one in responses_of(ordinary))
    print(f"flagged among {len(ordinary):,} ordinary answers (halueval, sound): {flagged}")


def bench_speed() -> None:
    rows = read_rows(LABELLED, "hallucination")[:500]
    responses = responses_of(rows)
    encoder = load_encoder(PACKAGED)
    for name, encode in (
        ("without the encoder", lambda texts: np.zeros((len(texts), 384), np.float32)),
        ("with it", encoder.encode),
    ):
        detect = Detect(encode)
        detect(responses[:10])
        start = time.perf_counter()
        detect(responses)
        print(f"speed {name}: {len(responses) / (time.perf_counter() - start):,.0f} responses/s")


def main() -> int:
    bench_detectors()
    bench_speed()
    bench_heads()
    return 0


if __name__ == "__main__":
    sys.exit(main())
