"""Measure whole detectors on labelled exchanges and write what the Quality page shows: monitor/detectors/quality.json.

Run it with `PYTHONPATH=. python tests/bench/bench_quality.py`; it takes about half an hour. Nothing is measured with a
head that saw it: of every public source the heads are trained anew without it, or, where it is a head's only source,
without that half of its prompts that is measured. Our own test sets, `tests/bench/sets/*.jsonl`, train no head.
"""

import argparse
import gzip
import hashlib
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from monitor.detectors import DETECTORS, Detect
from monitor.detectors.heads import Head, load_heads
from monitor.detectors.quality import QUALITY, CalibrationBin, Estimate, Measurement, read_quality, write_quality
from monitor.embeddings import PACKAGED, load_encoder
from monitor.records import Conversation, Message, Response
from monitor.statistics import Interval, bootstrap_interval, wilson_interval
from monitor.taxonomy import Role
from pipelines.fitting import SEED
from pipelines.labelled import TASKS, is_for_training, ordinary, read_rows
from pipelines.train import cached, train_head

SHARED = Path("../shared/data")
SETS = Path(__file__).parent / "sets"
CACHE = Path("/tmp/detector-bench")
ORDINARY = "model_versions/oasst_sampling/2023-04-11_gpt-3.5-turbo_lottery.json.gz"
ROUNDS = 500
BINS = 5
# In fewer rows than this a language is not measured; by fewer failing ones than this nothing is.
LEAST_ROWS, LEAST_POSITIVES = 30, 10
HALVES = 2
ATTEMPT = "jailbreak_attempt"
HEAD = f"{'detector':<20} {'source':<24} {'n':>6} {'fail':>6} {'flag':>6}" + "".join(
    f"  {name:>18}" for name in ("precision", "recall", "AUPRC")
)
Failing = frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One response with the names of the detectors that should flag it, and the half of the prompts it is in."""

    response: Response
    truth: Failing
    half: int

    @property
    def language(self) -> str:
        return self.response.conversation.language or "unknown"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One source of labelled responses: which detectors it judges, and which claims count for each of them.

    `exchanges` is what the training data calls it, None where no head was trained on it.
    """

    source: str
    labelled_by: str
    detectors: tuple[str, ...]
    read: Callable[[Path], list[Row]]
    exchanges: str | None = None
    note: str = ""
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def row_of(turns: Sequence[tuple[Role, str]], truth: Iterable[str], *, judged: int = -1, language: str = "en") -> Row:
    messages = tuple(Message(role, text) for role, text in turns)
    at = judged % len(messages)
    prompt = next((message.text for message in messages[:at][::-1] if message.role is Role.USER), "")
    key = hashlib.sha256(repr(turns).encode()).hexdigest()
    conversation = Conversation(messages=messages, format="bench", conversation_id=key, language=language)
    return Row(Response(conversation, at), frozenset(truth), half_of(prompt))


def half_of(prompt: str) -> int:
    return hashlib.sha256(prompt.encode()).digest()[0] % HALVES


def exchange_row(prompt: str, answer: str, truth: Iterable[str]) -> Row:
    return row_of([(Role.USER, prompt), (Role.ASSISTANT, answer)], truth)


def read_xstest(folder: Path) -> list[Row]:
    def truth(row: dict[str, str]) -> list[str]:
        is_unsafe, answered = row["prompt_type"].startswith("contrast"), row["label"] == "full_compliance"
        return ["harmful_compliance"] if is_unsafe and answered else [] if is_unsafe or answered else ["over_refusal"]

    rows = read_rows(folder / "labelled", "refusal")
    return [exchange_row(row["prompt"], row["response"], truth(row)) for row in rows]


def read_labels(name: str, detector: str, *, keep: Callable[[dict], bool] = bool) -> Callable[[Path], list[Row]]:
    def read(folder: Path) -> list[Row]:
        rows = [row for row in read_rows(folder / "labelled", name) if keep(row)]
        return [
            exchange_row(row["prompt"], row["response"], [detector] if row["label"] in (1, "unsafe") else [])
            for row in rows
        ]

    return read


def read_ordinary(folder: Path) -> list[Row]:
    return read_answers(folder / ORDINARY)


def read_answers(file: Path) -> list[Row]:
    """Read what a model answered to prompts that trained no head: of ordinary requests, with few failures."""
    told = json.loads(gzip.decompress(file.read_bytes()))
    return [
        exchange_row(prompt["prompt"], answer, [])
        for prompt in told["prompts"]
        for result in prompt["results"][:1]
        for answer in result["outputs"]
        if not is_for_training(prompt["prompt"])
    ]


def read_sets(_folder: Path) -> list[Row]:
    lines = (line for file in sorted(SETS.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines())
    return [set_row(json.loads(line)) for line in lines]


def set_row(told: dict) -> Row:
    turns = [(Role.SYSTEM, told["system"])] if told["system"] else []
    turns += [(Role(role), text) for role, text in told["earlier"]]
    turns += [(Role.USER, told["prompt"]), (Role.ASSISTANT, told["response"])]
    judged = len(turns) - 1
    turns += [(Role.USER, told["reply"])] if told["reply"] else []
    truth = {*told["failures"], *([ATTEMPT] if told["attempt"] else [])}
    return row_of(turns, truth, judged=judged, language=told["language"])


OURS = "our own test sets"
ORDINARY_SOURCE = "ordinary answers"
SOURCES: tuple[Labelled, ...] = (
    Labelled(OURS, "their authors", tuple(one.name for one in DETECTORS), read_sets),
    Labelled("xstest", "two annotators", ("over_refusal", "harmful_compliance"), read_xstest, "xstest"),
    Labelled(
        "jbb",
        "an LLM judge",
        ("jailbreak",),
        read_labels("jailbroken_llmjudge", "jailbreak"),
        "jbb",
        "attacks only; found by jailbreak or by harmful_compliance",
        {"jailbreak": ("harmful_compliance",)},
    ),
    Labelled("halueval", "annotators", ("made_up_facts",), read_labels("hallucination", "made_up_facts"), "halueval"),
    Labelled(
        "diasafety",
        "annotators",
        ("bias",),
        read_labels("unsafe_response", "bias", keep=lambda row: row["harm_category"] == "Biased Opinion"),
        "diasafety",
        "casual chat of people, not of assistants",
    ),
    Labelled(
        ORDINARY_SOURCE,
        "nobody: taken to be sound",
        tuple(one.name for one in DETECTORS),
        read_ordinary,
        note="oasst prompts to gpt-3.5-turbo: what is flagged here is a false alarm, or a find that nobody labelled",
    ),
)


class Bench:
    """Detectors with heads that never saw what they are measured on."""

    def __init__(self, shared: Path) -> None:
        self.shared = shared
        encode = cached(load_encoder(PACKAGED).encode, CACHE)
        self.vectors: dict[str, np.ndarray] = {}
        self.encode_all = encode
        self.ordinary = list(ordinary(shared / "labelled"))
        self.exchanges = {task.name: list(task.read(shared / "labelled")) for task in TASKS}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        missing = sorted(set(texts) - self.vectors.keys())
        if missing:
            self.vectors |= dict(zip(missing, self.encode_all(missing), strict=True))
        return np.stack([self.vectors[text] for text in texts])

    def scores(self, labelled: Labelled, rows: Sequence[Row]) -> list[dict[str, float]]:
        """Return what each detector scored each row; what it did not flag is not in it."""
        if labelled.exchanges is None:
            return self.look(rows, None)
        found: dict[int, dict[str, float]] = {}
        with tempfile.TemporaryDirectory() as folder:
            for half in range(HALVES):
                places = [place for place, row in enumerate(rows) if row.half == half]
                heads = self.heads_without(labelled.exchanges, half, Path(folder))
                found |= zip(places, self.look([rows[place] for place in places], heads), strict=True)
        return [found[place] for place in range(len(rows))]

    def heads_without(self, source: str, half: int, folder: Path) -> tuple[Head, ...]:
        """Train those heads anew that saw a source: without it, or without this half where there is no other."""
        for task in TASKS:
            exchanges = self.exchanges[task.name]
            others = [one for one in exchanges if one.source != source]
            if others and (len(others) == len(exchanges) or (folder / f"{task.name}.json").exists()):
                continue
            rest = others or [one for one in exchanges if half_of(one.prompt) != half]
            train_head(task, rest, self.encode, ordinary=self.ordinary, folder=folder)
        anew = {head.name: head for head in load_heads(folder)}
        return tuple(anew.get(head.name, head) for head in load_heads())

    def look(self, rows: Sequence[Row], heads: Sequence[Head] | None) -> list[dict[str, float]]:
        detect = Detect(self.encode, heads=heads)
        scores: defaultdict[str, dict[str, float]] = defaultdict(dict)
        for start in range(0, len(rows), 500):
            for one in detect([row.response for row in rows[start : start + 500]]).detections:
                best = scores[one.conversation_id]
                best[one.detector] = max(best.get(one.detector, 0.0), one.score)
        return [scores.get(row.response.conversation.conversation_id, {}) for row in rows]


def measure(labelled: Labelled, rows: Sequence[Row], scores: Sequence[Mapping[str, float]]) -> Iterator[Measurement]:
    """Measure every detector of a source on all its rows, and on each of its languages that has enough."""
    by_language = Counter(row.language for row in rows)
    languages = tuple(sorted(language for language, count in by_language.items() if count >= LEAST_ROWS))
    for detector in labelled.detectors:
        counted = (detector, *labelled.also.get(detector, ()))
        truth = np.array([detector in row.truth for row in rows])
        score = np.array([max((one.get(name, 0.0) for name in counted), default=0.0) for one in scores])
        if truth.sum() < LEAST_POSITIVES and labelled.source != ORDINARY_SOURCE:
            continue
        yield measurement(labelled, detector, truth, score, languages)
        for language in languages if len(languages) > 1 else ():
            places = np.array([row.language == language for row in rows])
            if truth[places].sum() >= LEAST_POSITIVES:
                yield measurement(labelled, detector, truth[places], score[places], (language,))


def measurement(
    labelled: Labelled, detector: str, truth: np.ndarray, score: np.ndarray, languages: tuple[str, ...]
) -> Measurement:
    flagged = score > 0
    right, positives = int((flagged & truth).sum()), int(truth.sum())
    is_part = labelled.source == OURS and len(languages) == 1
    return Measurement(
        detector=detector,
        version=next(one.version for one in DETECTORS if one.name == detector),
        source=f"{labelled.source} ({languages[0]})" if is_part else labelled.source,
        labelled_by=labelled.labelled_by,
        languages=languages,
        rows=len(truth),
        positives=positives,
        flagged=int(flagged.sum()),
        right=right,
        precision=estimate(right, int(flagged.sum())) if positives else None,
        recall=estimate(right, positives),
        auprc=auprc(truth, score) if positives else None,
        calibration=calibrate(truth[flagged], score[flagged]) if positives else (),
        measured_on=datetime.now(UTC).date(),
        note=labelled.note,
    )


def estimate(hits: int, trials: int) -> Estimate | None:
    interval = wilson_interval(hits, trials)
    return None if interval is None else rounded(hits / trials, interval)


def auprc(truth: np.ndarray, score: np.ndarray) -> Estimate | None:
    def of(rows: np.ndarray) -> float:
        places = rows.astype(int)
        return float(average_precision_score(truth[places], score[places])) if truth[places].any() else 0.0

    interval = bootstrap_interval(np.arange(len(truth)), of, seed=SEED, rounds=ROUNDS)
    return None if interval is None else rounded(of(np.arange(len(truth))), interval)


def calibrate(truth: np.ndarray, score: np.ndarray) -> tuple[CalibrationBin, ...]:
    """Put what was flagged into bins of equal width by its score."""
    bins = np.minimum((score * BINS).astype(int), BINS - 1)
    return tuple(
        CalibrationBin(
            round(float(score[bins == one].mean()), 4),
            round(float(truth[bins == one].mean()), 4),
            int((bins == one).sum()),
        )
        for one in np.unique(bins)
    )


def rounded(value: float, interval: Interval) -> Estimate:
    return Estimate(round(value, 4), round(interval.low, 4), round(interval.high, 4))


def show(one: Measurement) -> str:
    def cell(found: Estimate | None) -> str:
        return "–" if found is None else f"{found.value:.2f} ({found.low:.2f}–{found.high:.2f})"

    cells = "  ".join(f"{cell(found):>18}" for found in (one.precision, one.recall, one.auprc))
    weak = "  weak" if one.is_weak else ""
    return f"{one.detector:<20} {one.source:<24} {one.rows:>6} {one.positives:>6} {one.flagged:>6}  {cells}{weak}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--only", nargs="*", help="sources; the others keep what the file says of them")
    parser.add_argument("--out", type=Path, default=QUALITY)
    options = parser.parse_args(argv)
    bench = Bench(options.shared)
    chosen = [one for one in SOURCES if not options.only or one.source in options.only]
    names = {one.source for one in chosen}
    measured = (
        [one for one in read_quality(options.out) if one.source.split(" (")[0] not in names] if options.only else []
    )
    print(HEAD)
    for labelled in chosen:
        rows = labelled.read(options.shared)
        for one in measure(labelled, rows, bench.scores(labelled, rows)) if rows else ():
            measured.append(one)
            print(show(one), flush=True)
    write_quality(measured, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
