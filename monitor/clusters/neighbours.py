"""Nearest neighbours by cosine, exact, in blocks that bound the memory."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

# 96 million float32 similarities are 384 MB: large enough for a fast matrix product, small enough for a laptop.
BLOCK_CELLS = 96_000_000
# The largest of sixteen are found in one pass, which leaves a sixteenth to choose from.
GROUP = 16
# A distance of 1.1 is a cosine of .4: texts further apart have little in common, whatever the density around them. On
# families of four to nine cases, 1.0 left .57 of the responses as noise, 1.1 .26 and 1.2 .15, at purity .91, .86, .84.
HORIZON = 1.1


@dataclass(frozen=True, slots=True)
class Alike:
    """The rows most like each row, most alike first, with their cosine similarities."""

    indices: NDArray[np.int64]
    similarities: NDArray[np.float32]


def nearest_neighbours(vectors: NDArray[np.float32], count: int) -> Alike:
    """Find the `count` nearest other rows of every row: both arrays have shape (n, min(count, n - 1)).

    Similarities fall along a row. The vectors, shape (n, dimensions), are of unit length. Every pair is multiplied once
    and told to both of its rows: a strip of rows meets itself and what comes after it.
    """
    # Seconds to import, which `--help` need not wait for; its products and choices take half of NumPy's time and less.
    import torch

    rows = len(vectors)
    kept = _Kept(rows, max(min(count, rows - 1), 0))
    points = torch.from_numpy(np.ascontiguousarray(vectors))
    # One buffer for all: getting fresh memory for a product takes nearly as long as the product.
    buffer = torch.empty(max(BLOCK_CELLS, GROUP * _whole_groups(rows)))
    start = 0
    while start < rows:
        width = _whole_groups(rows - start)
        height = min(len(buffer) // width // GROUP * GROUP, width)
        stop = min(start + height, rows)
        products = buffer[: height * width].view(height, width)
        torch.matmul(points[start:stop], points[start:].T, out=products[: stop - start, : rows - start])
        # The last columns, up to a whole number of groups, are nobody's; and nobody is a neighbour of itself.
        products[:, rows - start :] = -torch.inf
        products.fill_diagonal_(-torch.inf)
        kept.tell_rows(slice(start, stop), products[: stop - start])
        kept.tell_columns(slice(stop, rows), products[:, height : rows - start], first=start)
        start = stop
    return Alike(kept.indices.numpy(), kept.similarities.numpy())


def blocks(rows: int, *, width: int) -> list[slice]:
    """Cut rows into slices whose products with `width` others fit a block."""
    height = max(BLOCK_CELLS // max(width, 1), 1)
    return [slice(start, min(start + height, rows)) for start in range(0, rows, height)]


class _Kept:
    """The most alike that were found so far for every row, most alike first."""

    def __init__(self, rows: int, count: int) -> None:
        import torch

        self.count = count
        self.indices = torch.zeros(rows, count, dtype=torch.int64)
        self.similarities = torch.full((rows, count), -torch.inf)

    def tell_rows(self, rows: slice, products: "Tensor") -> None:
        """Take the largest products of each of these rows with itself and all that come after."""
        places, largest = _largest(products, self.count)
        self._merge(rows, places + rows.start, largest)

    def tell_columns(self, rows: slice, products: "Tensor", *, first: int) -> None:
        """Take the largest products of each column, which are of these rows, with the strip that begins at `first`."""
        import torch

        if rows.start >= rows.stop or not self.count:
            return
        if first == 0:
            largest = torch.topk(products, min(self.count, len(products)), dim=0)
            self._merge(rows, largest.indices.T, largest.values.T)
            return
        # Soon few of a strip are among the nearest of a row: one pass tells in which groups.
        least = self.similarities[rows, -1]
        tops = products.view(-1, GROUP, products.shape[1]).amax(dim=1)
        groups, columns = (tops > least).nonzero(as_tuple=True)
        others = groups[:, None] * GROUP + torch.arange(GROUP)
        found = products[others, columns[:, None]]
        is_near = found > least[columns, None]
        columns = columns[:, None].expand_as(others)[is_near]
        self._merge_some(columns + rows.start, others[is_near] + first, found[is_near])

    def _merge_some(self, rows: "Tensor", others: "Tensor", found: "Tensor") -> None:
        """Merge neighbours of some rows, any number for each, in any order."""
        import torch

        order = torch.argsort(found, descending=True, stable=True)
        order = order[torch.argsort(rows[order], stable=True)]
        touched, which, sizes = torch.unique_consecutive(rows[order], return_inverse=True, return_counts=True)
        rank = torch.arange(len(order)) - (torch.cumsum(sizes, 0) - sizes)[which]
        is_kept = rank < self.count
        indices = torch.zeros(len(touched), self.count, dtype=torch.int64)
        similarities = torch.full((len(touched), self.count), -torch.inf)
        place = which[is_kept], rank[is_kept]
        indices[place], similarities[place] = others[order][is_kept], found[order][is_kept]
        self._merge(touched, indices, similarities)

    def _merge(self, rows: "slice | Tensor", indices: "Tensor", similarities: "Tensor") -> None:
        import torch

        largest = torch.topk(torch.cat((self.similarities[rows], similarities), dim=1), self.count, dim=1)
        both = torch.cat((self.indices[rows], indices), dim=1)
        self.indices[rows] = torch.gather(both, 1, largest.indices)
        self.similarities[rows] = largest.values


def _largest(products: "Tensor", count: int) -> "tuple[Tensor, Tensor]":
    """Return the places and values of the largest of each row, exactly: they are in the groups with the largest."""
    import torch

    groups = products.shape[1] // GROUP
    if groups <= count:
        largest = torch.topk(products, min(count, products.shape[1]), dim=1)
        return largest.indices, largest.values
    tops = products.view(len(products), GROUP, groups).amax(dim=1)
    chosen = torch.topk(tops, count, dim=1).indices
    places = (chosen[:, :, None] + groups * torch.arange(GROUP)).flatten(start_dim=1)
    largest = torch.topk(torch.gather(products, 1, places), count, dim=1)
    return torch.gather(places, 1, largest.indices), largest.values


def _whole_groups(columns: int) -> int:
    return -(-columns // GROUP) * GROUP
