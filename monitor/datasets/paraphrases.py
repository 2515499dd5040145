"""Prompts that ask the same in other words, by their vectors."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

# Cosines of MiniLM, by `tests/bench/bench_leaks.py`: see there what each threshold catches and what it joins in vain.
THRESHOLD = 0.6
# 32 million float32 cosines are 128 MB.
BLOCK_CELLS = 32_000_000


def find_paraphrases(texts: Mapping[str, str], embed: Embed) -> Iterator[tuple[str, str, float]]:
    """Find every pair of names whose texts mean nearly the same, with the cosine of their vectors.

    Compared are all pairs, in blocks that bound the memory; blank texts mean nothing and are left out.
    """
    names = [name for name, text in texts.items() if text.strip()]
    if len(names) < 2:
        return
    vectors = embed([texts[name] for name in names])
    height = max(BLOCK_CELLS // len(names), 1)
    for start in range(0, len(names), height):
        cosines = vectors[start : start + height] @ vectors[start:].T
        for left, right in np.argwhere(np.triu(cosines, k=1) >= THRESHOLD).tolist():
            yield names[start + left], names[start + right], float(cosines[left, right])
