"""Texts per second and agreement of the encoder with the plain model: `python -m tests.bench.bench_embeddings`."""

import gzip
import json
import time
from pathlib import Path

import numpy as np
import torch

from monitor.embeddings import PACKAGED, load_encoder

LABELLED = Path(__file__).parents[3] / "shared" / "data" / "labelled"
TEXTS = 200


def read_responses(name, limit):
    with gzip.open(LABELLED / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        return [row["response"] for row in rows if row["response"]][:limit]


def report_speed(encoder, texts, plain):
    for dtype in (torch.float32, torch.bfloat16):
        encoder.model.to(dtype)
        encoder.encode(texts[:8])
        start = time.perf_counter()
        vectors = encoder.encode(texts)
        rate = len(texts) / (time.perf_counter() - start)
        cosines = np.sum(vectors * plain, axis=1)
        print(
            f"{dtype}: {rate:.0f} texts/s, cosine to encode() median {np.median(cosines):.4f} min {cosines.min():.4f}"
        )
    encoder.model.to(torch.float32)


def report_late_failures(encoder):
    """How near is a long, harmless start with a failing end to that failure: head only against head and tail."""
    harmless, failing = read_responses("refusal", 60), read_responses("jailbroken_llmjudge", 60)
    long = [
        f"{first}\n{second}\n{last}" for first, second, last in zip(harmless[:30], harmless[30:], failing, strict=False)
    ]
    target = encoder.encode(failing[:30])
    plain = encoder.model.encode(long, normalize_embeddings=True, show_progress_bar=False)
    for name, vectors in (("head", plain), ("head and tail", encoder.encode(long))):
        print(f"late failures, {name}: mean cosine to the failing end {np.sum(vectors * target, axis=1).mean():.2f}")


def main():
    encoder = load_encoder(PACKAGED)
    capabilities = torch.cpu.get_capabilities()
    print(encoder.name, "AMX" if capabilities.get("amx_bf16") else "no AMX", f"{torch.get_num_threads()} threads")
    texts = read_responses("refusal", TEXTS)
    start = time.perf_counter()
    plain = encoder.model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    print(f"plain encode(): {len(texts) / (time.perf_counter() - start):.0f} texts/s")
    report_speed(encoder, texts, plain)
    report_late_failures(encoder)


if __name__ == "__main__":
    main()
