"""Vectors that are told apart, and the rows that are copies of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.folding import Folded

# Rounding in a batch moves a vector's numbers by 1e-7; equal texts stay equal, other texts differ by 1e-2.
DIGITS = 5


@dataclass(frozen=True, slots=True)
class Distinct:
    """One row for each distinct vector, in an order that depends on the vectors alone.

    `rows` are the first appearances; row `copies[i]` equals the vector at position `copied[i]` of `rows`.
    """

    rows: NDArray[np.int64]
    copies: NDArray[np.int64]
    copied: NDArray[np.int64]


def find_distinct(vectors: NDArray[np.float32], *, folded: Folded | None = None) -> Distinct:
    """Tell the distinct vectors from their copies; `vectors` has shape (n, dimensions).

    A folded row counts as a copy of the row that stands for it.
    """
    everyone = np.arange(len(vectors))
    kept = everyone if folded is None else folded.rows
    into = everyone if folded is None else folded.into
    _, firsts, positions = np.unique(_as_bytes(vectors[kept]), return_index=True, return_inverse=True)
    rows = kept[firsts]
    copies = np.setdiff1d(everyone, rows)
    return Distinct(rows, copies, positions[np.searchsorted(kept, into[copies])])


def _as_bytes(vectors: NDArray[np.float32]) -> NDArray[np.void]:
    """Return each rounded row as its bytes, which sort four times as fast as its numbers; 0 and -0 are one."""
    rounded = np.ascontiguousarray(np.round(vectors, DIGITS) + np.float32(0))
    return rounded.view(np.dtype((np.void, rounded.itemsize * rounded.shape[1]))).ravel()
