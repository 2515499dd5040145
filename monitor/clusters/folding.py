"""Near-copies of a text folded into one of them, so that a burst is clustered once and counted in full."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.shingles import find_originals


@dataclass(frozen=True, slots=True)
class Folded:
    """Which rows are near-copies: for each row the row that stands for it, itself where it is shown."""

    into: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.int64]:
        """The rows that are kept, ascending."""
        return np.flatnonzero(self.into == np.arange(len(self.into)))

    @property
    def sightings(self) -> NDArray[np.int64]:
        """How many rows stand behind each row: the kept one and all that fold into it."""
        return np.bincount(self.into, minlength=len(self.into))[self.into]

    def among(self, rows: NDArray[np.int64]) -> "Folded":
        """Return the same for some rows alone, ascending; each must be among them with the row that stands for it."""
        return Folded(np.searchsorted(rows, self.into[rows]))


def fold(texts: Sequence[str]) -> Folded:
    """Fold each text into the kept one it is a near-copy of.

    A text is compared with kept texts only, so no chain of small edits joins unlike texts. Shuffling the texts changes
    no group, only which of equal texts is kept.

    >>> fold(["How do I boil an egg", "Who wrote Faust?", "How do I boil an egg?"]).into.tolist()
    [0, 1, 0]
    """
    return Folded(np.array(find_originals(texts), dtype=np.int64))
