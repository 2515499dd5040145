"""Nearest neighbours by cosine, exact, in blocks that bound the memory."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# 32 million float32 similarities are 128 MB: large enough for a fast matrix product, small enough for a laptop.
BLOCK_CELLS = 32_000_000


@dataclass(frozen=True, slots=True)
class Alike:
    """The rows most like each row, most alike first, with their cosine similarities."""

    indices: NDArray[np.int64]
    similarities: NDArray[np.float32]


def nearest_neighbours(vectors: NDArray[np.float32], count: int) -> Alike:
    """Find the `count` nearest other rows of every row: both arrays have shape (n, min(count, n - 1)).

    Similarities fall along a row. The vectors, shape (n, dimensions), are of unit length.
    """
    rows = len(vectors)
    count = max(min(count, rows - 1), 0)
    indices = np.empty((rows, count), dtype=np.int64)
    similarities = np.empty((rows, count), dtype=np.float32)
    # Seconds to import, which `--help` need not wait for; its choice of the largest is ten times as fast as NumPy's.
    import torch

    for block in _blocks(rows):
        products = vectors[block] @ vectors.T
        own = np.arange(block.start, block.stop)
        products[own - block.start, own] = -np.inf
        largest = torch.topk(torch.from_numpy(products), count, dim=1)
        indices[block] = largest.indices.numpy()
        similarities[block] = largest.values.numpy()
    return Alike(indices, similarities)


def _blocks(rows: int) -> list[slice]:
    height = max(BLOCK_CELLS // max(rows, 1), 1)
    return [slice(start, min(start + height, rows)) for start in range(0, rows, height)]
