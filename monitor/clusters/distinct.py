"""Vectors that are told apart, and the rows that are copies of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


def find_distinct(vectors: NDArray[np.float32]) -> Distinct:
    """Tell the distinct vectors from their copies; `vectors` has shape (n, dimensions)."""
    rounded = np.round(vectors, DIGITS)
    _, rows, positions = np.unique(rounded, axis=0, return_index=True, return_inverse=True)
    copies = np.setdiff1d(np.arange(len(vectors)), rows)
    return Distinct(rows, copies, positions[copies])
