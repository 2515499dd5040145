"""Train the learned heads, measure them honestly and write their cards: `python -m pipelines.train`."""

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from safetensors.numpy import save
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedGroupKFold

from monitor.detectors.heads import (
    BUCKETS,
    HEAD_VERSION,
    VECTOR_SIZE,
    WEIGHTS,
    Linear,
    Reads,
    count_words,
    relate,
    weigh_words,
)
from monitor.embeddings import PACKAGED, load_encoder
from monitor.statistics import Interval, bootstrap_interval
from pipelines.command import as_main
from pipelines.labelled import LICENCES, TASKS, Exchange, Task

SEED = 20261122
FOLDS = 5
# A word or pair in fewer texts than this is dropped: it is noise, and it could give a sentence away.
RAREST = 5
# Inverse regularisation strengths, chosen on the groups' cross-validation.
WORD_C = 4.0
VECTOR_C = 1.0
ROUNDS = 500
DECIDED = 0.5

Floats = NDArray[np.float64]
Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Features:
    """What a head can read of its exchanges: word counts, and vectors."""

    counts: csr_matrix
    vectors: NDArray[np.float32]


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


def read_features(exchanges: Sequence[Exchange], embed: Embed, *, reads: Reads) -> Features:
    """Return word counts and vectors of the side that a head reads."""
    answers = [one.response for one in exchanges]
    prompts = [one.prompt for one in exchanges]
    counts = count_words(prompts if reads is Reads.PROMPT else answers)
    blank = np.zeros((len(exchanges), VECTOR_SIZE), dtype=np.float32)
    by_prompt = blank if reads is Reads.RESPONSE else embed(prompts)
    by_answer = blank if reads is Reads.PROMPT else embed(answers)
    return Features(counts, relate(by_prompt, by_answer, reads=reads))


def inverse_frequencies(counts: csr_matrix) -> NDArray[np.float32]:
    """Return ln((1 + texts) / (1 + texts with the word)) + 1 per bucket, and 0 for words in too few texts."""
    texts = np.bincount(counts.indices, minlength=BUCKETS)
    idf = np.log((1 + counts.shape[0]) / (1 + texts)) + 1
    return np.where(texts >= RAREST, idf, 0.0).astype(np.float32)


def held_out_margins(features: Features, exchanges: Sequence[Exchange]) -> tuple[Floats, Floats]:
    """Return each exchange's margins from words and from vectors, by models that never saw its group."""
    labels, groups = _labels(exchanges), np.array([one.group for one in exchanges])
    folds = min(FOLDS, len(set(groups)))
    words, vectors = np.zeros(len(labels)), np.zeros(len(labels))
    splits = StratifiedGroupKFold(folds, shuffle=True, random_state=SEED).split(features.vectors, labels, groups)
    for train, test in splits:
        idf = inverse_frequencies(features.counts[train])
        fit = _fit(weigh_words(features.counts[train], idf), labels[train], strength=WORD_C)
        words[test] = fit.decision_function(weigh_words(features.counts[test], idf))
        fit = _fit(features.vectors[train], labels[train], strength=VECTOR_C)
        vectors[test] = fit.decision_function(features.vectors[test])
    return words, vectors


def calibrate(margins: Floats, labels: NDArray[np.bool_]) -> tuple[float, float]:
    """Fit Platt's slope and offset on held-out margins.

    Source: Platt (1999), "Probabilistic outputs for support vector machines".
    """
    fit = LogisticRegression(C=1e6).fit(margins[:, None], labels)
    return float(fit.coef_[0, 0]), float(fit.intercept_[0])


def held_out_chances(features: Features, exchanges: Sequence[Exchange]) -> Floats:
    """Return the mean of both calibrated views of every exchange, as the detectors read it."""
    labels = _labels(exchanges)
    views = held_out_margins(features, exchanges)
    chances = []
    for margins in views:
        slope, offset = calibrate(margins, labels)
        chances.append(1 / (1 + np.exp(-(slope * margins + offset))))
    return np.asarray(np.mean(chances, axis=0))


def measure(chances: Floats, exchanges: Sequence[Exchange]) -> list[Figure]:
    """Measure held-out chances at .5 for every source that has both labels, each with intervals."""
    sources = sorted({one.source for one in exchanges})
    labels = _labels(exchanges)
    figures = []
    for source in [*sources, "all"]:
        rows = np.array([source in (one.source, "all") for one in exchanges])
        if labels[rows].any() and (source != "all" or len(sources) > 1):
            figures.append(_figure(source, chances[rows], labels[rows]))
    return figures


def cached(embed: Embed, folder: Path | None) -> Embed:
    """Keep vectors in a folder by the hash of their texts, so that a second training need not encode again."""

    def look_up(texts: Sequence[str]) -> NDArray[np.float32]:
        distinct = sorted(set(texts))
        key = hashlib.sha256("\0".join(distinct).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        file = None if folder is None else folder / f"{key}.npy"
        vectors = np.load(file) if file is not None and file.is_file() else embed(distinct)
        if file is not None and not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, vectors)
        row_of = {text: row for row, text in enumerate(distinct)}
        found: NDArray[np.float32] = vectors[[row_of[text] for text in texts]]
        return found

    return look_up


def train_head(task: Task, exchanges: Sequence[Exchange], embed: Embed, *, folder: Path = WEIGHTS) -> list[Figure]:
    """Train one head on all its exchanges, and write weights and card; the figures are of held-out groups."""
    features = read_features(exchanges, embed, reads=task.reads)
    labels = _labels(exchanges)
    by_words, by_vectors = held_out_margins(features, exchanges)
    idf = inverse_frequencies(features.counts)
    words = _calibrated(_fit(weigh_words(features.counts, idf), labels, strength=WORD_C), by_words, labels)
    vectors = _calibrated(_fit(features.vectors, labels, strength=VECTOR_C), by_vectors, labels)
    figures = measure(held_out_chances(features, exchanges), exchanges)
    _write_head(task, idf, (words, vectors), folder=folder)
    card = describe(task, exchanges, figures)
    (folder / f"{task.name}.md").write_text(card, encoding="utf-8")
    return figures


def describe(task: Task, exchanges: Sequence[Exchange], figures: Sequence[Figure]) -> str:
    """Return the model card of a head: data and licence, figures with intervals, limits."""
    sources = sorted({one.source for one in exchanges})
    lines = [
        f"# Head `{task.name}`",
        "",
        f"Reads the {task.reads.value.replace('both', 'prompt and the response')} of an exchange. Logistic regression"
        f" over TF-IDF of hashed words and word pairs (in at least {RAREST} texts) and over `{PACKAGED}` vectors;"
        " both calibrated (Platt), their mean is the chance. Written by `python -m pipelines.train`.",
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
        *(_row(figure) for figure in figures),
        "",
        "## Limits",
        "",
        f"{task.limits} Languages: {', '.join(task.languages)}; on others its chance is unknown. Labels are imperfect,"
        " and heads do not transfer between sources by themselves: the detectors combine them with rules.",
        "",
    ]
    return "\n".join(lines)


def _labels(exchanges: Sequence[Exchange]) -> NDArray[np.bool_]:
    return np.array([one.label for one in exchanges], dtype=np.bool_)


def _fit(
    features: csr_matrix | NDArray[np.float32], labels: NDArray[np.bool_], *, strength: float
) -> LogisticRegression:
    fit = LogisticRegression(C=strength, class_weight="balanced", max_iter=1_000, solver="liblinear", random_state=SEED)
    return fit.fit(features, labels)


def _calibrated(fit: LogisticRegression, margins: Floats, labels: NDArray[np.bool_]) -> Linear:
    slope, offset = calibrate(margins, labels)
    offset += slope * float(fit.intercept_[0])
    return Linear(fit.coef_[0].astype(np.float32), slope, offset)


def _figure(source: str, chances: Floats, labels: NDArray[np.bool_]) -> Figure:
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


def _write_head(task: Task, idf: NDArray[np.float32], views: tuple[Linear, Linear], *, folder: Path) -> None:
    words, vectors = views
    arrays: dict[str, NDArray[Any]] = {
        "idf": idf.astype(np.float16),
        "words": words.weights.astype(np.float16),
        "vectors": vectors.weights.astype(np.float32),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{task.name}.safetensors").write_bytes(save(arrays))
    card = {
        "name": task.name,
        "version": HEAD_VERSION,
        "reads": task.reads.value,
        "languages": list(task.languages),
        "encoder": PACKAGED,
        "words": {"slope": words.slope, "offset": words.offset},
        "vectors": {"slope": vectors.slope, "offset": vectors.offset},
    }
    (folder / f"{task.name}.json").write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")


def _row(figure: Figure) -> str:
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


def train_command(
    labelled: Annotated[Path, typer.Option(help="Folder of the labelled data.")] = Path("../shared/data/labelled"),
    cache: Annotated[Path | None, typer.Option(help="Folder that keeps the vectors between trainings.")] = None,
) -> None:
    """Train every learned head from labelled data and write weights and model cards.

    Example: `python -m pipelines.train --labelled ../shared/data/labelled`
    """
    embed = cached(load_encoder(PACKAGED).encode, cache)
    for task in TASKS:
        figures = train_head(task, list(task.read(labelled)), embed)
        sys.stdout.write(f"{task.name}: {_row(figures[-1])}\n")
        sys.stdout.flush()


main = as_main(train_command)

if __name__ == "__main__":
    sys.exit(main())
