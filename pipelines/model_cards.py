"""The model card of a learned head: its data, its figures with intervals, what it may decide, its limits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score

from monitor.detectors.heads import Reads
from monitor.embeddings import PACKAGED
from monitor.statistics import Interval, bootstrap_interval
from pipelines.fitting import (
    FEWEST_GROUPS,
    FOLDS,
    LEAST_PRECISION,
    RAREST,
    SEED,
    Bools,
    Floats,
    Learned,
    labels_of,
)
from pipelines.labelled import LICENCES, Exchange, Task

ROUNDS = 500
DECIDED = 0.5
READ_WORDS = {
    Reads.PROMPT: "prompt of an exchange",
    Reads.RESPONSE: "response of an exchange",
    Reads.BOTH: "prompt and the response of an exchange",
    Reads.REPLY: "reply to a response",
    Reads.EXCHANGE: "system prompt, the prompt, the response and the reply of an exchange",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """How well held-out chances tell one source's labels, with bootstrap intervals of 95 %."""

    source: str
    rows: int
    positives: int
    precision: float
    precision_interval: Interval | None
    recall: float
    recall_interval: Interval | None
    auprc: float | None
    auprc_interval: Interval | None


def measure(chances: Floats, exchanges: Sequence[Exchange]) -> list[Figure]:
    """Measure held-out chances at .5 for every source that has both labels, each with intervals."""
    sources = sorted({one.source for one in exchanges})
    labels = labels_of(exchanges)
    figures = []
    for source in [*sources, "all"]:
        rows = np.array([source in (one.source, "all") for one in exchanges])
        if labels[rows].any() and (source != "all" or len(sources) > 1):
            figures.append(_figure(source, chances[rows], labels[rows]))
    return figures


def describe(task: Task, exchanges: Sequence[Exchange], *, figures: Sequence[Figure], learned: Learned) -> str:
    """Return the model card of a head: data and licence, figures with intervals, limits."""
    sources = sorted({one.source for one in exchanges})
    lines = [
        f"# Head `{task.name}`",
        "",
        f"Reads the {READ_WORDS[task.reads]}. Logistic regression over TF-IDF of hashed words and word pairs, of runs"
        f" of two to five letters (each in at least {RAREST} texts and {FEWEST_GROUPS} groups), and over `{PACKAGED}`"
        " vectors; one logistic regression blends them on held-out margins. Written by `python -m pipelines.train`.",
        "",
        "## Data",
        "",
        *(f"- {LICENCES[source]}: {sum(one.source == source for one in exchanges):,} exchanges" for source in sources),
        "",
        "## Figures",
        "",
        f"Cross-validated over {min(FOLDS, len({one.group for one in exchanges}))} folds of groups (a model, a question"
        " or a prompt is never on both sides); precision and recall at .5; 95 % bootstrap intervals.",
        "",
        "| source | n | positive | precision | recall | AUPRC |",
        "|---|---|---|---|---|---|",
        *(show_row(figure) for figure in figures),
        "",
        _trust(learned),
        "",
        "## Limits",
        "",
        f"{task.limits} Languages: {', '.join(task.languages)}; on others its chance is unknown. Labels are imperfect,"
        " and heads do not transfer between sources by themselves: the detectors combine them with rules.",
        "",
    ]
    return "\n".join(lines)


def _trust(learned: Learned) -> str:
    if learned.decides_at is None:
        return "It never finds a failure by itself: no chance was high enough to be trusted on held-out exchanges."
    return (
        f"From a chance of {learned.decides_at:.2f} on it finds a failure by itself: on held-out exchanges at least"
        f" {LEAST_PRECISION:.0%} of such calls were right."
    )


def _figure(source: str, chances: Floats, labels: Bools) -> Figure:
    pairs = np.column_stack([chances, labels]).astype(np.float64)
    is_mixed = not labels.all()

    def interval(statistic: Callable[[Floats], float]) -> Interval | None:
        rows = np.arange(len(pairs), dtype=np.float64)
        return bootstrap_interval(rows, lambda drawn: statistic(pairs[drawn.astype(int)]), seed=SEED, rounds=ROUNDS)

    return Figure(
        source=source,
        rows=len(labels),
        positives=int(labels.sum()),
        precision=_precision(pairs),
        precision_interval=interval(_precision),
        recall=_recall(pairs),
        recall_interval=interval(_recall),
        auprc=_auprc(pairs) if is_mixed else None,
        auprc_interval=interval(_auprc) if is_mixed else None,
    )


def _precision(pairs: Floats) -> float:
    claimed = pairs[pairs[:, 0] >= DECIDED, 1]
    return float(claimed.mean()) if claimed.size else 0.0


def _recall(pairs: Floats) -> float:
    true = pairs[pairs[:, 1] == 1, 0]
    return float((true >= DECIDED).mean()) if true.size else 0.0


def _auprc(pairs: Floats) -> float:
    return float(average_precision_score(pairs[:, 1], pairs[:, 0])) if pairs[:, 1].any() else 0.0


def show_row(figure: Figure) -> str:
    """Show a figure as a row of the card's table."""
    cells = (
        (figure.precision, figure.precision_interval),
        (figure.recall, figure.recall_interval),
        (figure.auprc, figure.auprc_interval),
    )
    shown = " | ".join(show_estimate(value, interval) for value, interval in cells)
    return f"| {figure.source} | {figure.rows:,} | {figure.positives:,} | {shown} |"


def show_estimate(value: float | None, interval: Interval | None) -> str:
    """Show a value with its interval, or a dash for what cannot be known.

    >>> show_estimate(0.914, Interval(0.9, 0.93)), show_estimate(None, None)
    ('.91 (.90–.93)', '–')
    """
    if value is None or interval is None:
        return "–"
    low, high = f"{interval.low:.2f}".removeprefix("0"), f"{interval.high:.2f}".removeprefix("0")
    return f"{f'{value:.2f}'.removeprefix('0')} ({low}–{high})"
