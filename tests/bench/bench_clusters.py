"""How right and how fast clusters are: `python -m tests.bench.bench_clusters [--large]`."""

import gzip
import json
import resource
import sys
import time
from collections import Counter
from pathlib import Path

import hdbscan
import numpy as np
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from monitor.clusters import NOISE, cluster, nearest_clusters, place
from monitor.embeddings import PACKAGED, load_encoder

LABELLED = Path(__file__).parents[3] / "shared" / "data" / "labelled"
SIZE = 3
PER_QUESTION = 20


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


def report_labelled(encode):
    counted, questions = Counter(), []
    for row in read_rows("jailbroken"):
        if str(row["label"]) == "1" and counted[row["question_id"]] < PER_QUESTION:
            counted[row["question_id"]] += 1
            questions.append(row)
    judged = [row for row in read_rows("jailbroken_llmjudge") if row["label"] == 1]
    for name, rows, field in (
        ("GPTFuzz by question", questions[:1000], "question_id"),
        ("JailbreakBench by behaviour", judged, "behavior"),
        ("JailbreakBench by category", judged, "category"),
    ):
        vectors = encode([row["response"] for row in rows])
        truth = np.array([str(row[field]) for row in rows])
        found = cluster(vectors, min_cluster_size=SIZE)
        print(f"{name} ({len(rows)}): ours {score(truth, found.labels)}")
        plain = hdbscan.HDBSCAN(min_cluster_size=SIZE).fit_predict(vectors.astype(float))
        print(f"  plain hdbscan: {score(truth, plain)}")
        report_offers(vectors, found, truth)
        start = time.perf_counter()
        place(vectors)
        print(f"  map: {time.perf_counter() - start:.1f} s")


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
    centres = generator.normal(size=(rows // 50, 384))
    truth = generator.integers(0, len(centres), rows)
    vectors = centres[truth] + 0.8 * generator.normal(size=(rows, 384))
    alone = rows // 5
    vectors[:alone] = generator.normal(size=(alone, 384))
    truth[:alone] = len(centres) + np.arange(alone)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), truth


def report_speed(rows, *, with_plain):
    vectors, truth = make_vectors(rows)
    start = time.perf_counter()
    found = cluster(vectors, min_cluster_size=SIZE)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{rows:,} synthetic rows: {seconds:.1f} s, peak {peak:.1f} GB, {score(truth, found.labels)}")
    if with_plain:
        start = time.perf_counter()
        labels = hdbscan.HDBSCAN(min_cluster_size=SIZE).fit_predict(vectors.astype(float))
        print(f"  plain hdbscan: {time.perf_counter() - start:.1f} s, {score(truth, labels)}")


def main():
    report_speed(10_000, with_plain="--large" in sys.argv)
    if "--large" in sys.argv:
        report_speed(50_000, with_plain=False)
    report_labelled(load_encoder(PACKAGED).encode)


if __name__ == "__main__":
    main()
