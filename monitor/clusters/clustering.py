"""What clustering found: who belongs together, and who nowhere."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOISE = -1


@dataclass(frozen=True, slots=True)
class Clustering:
    """Which rows are alike: a label per row, NOISE for none, and how strongly each belongs.

    Labels count from 0, the largest cluster first, where none were known before; strengths are 0 to 1, and 0 for
    noise. `exemplars` are the rows to show first, by label.
    """

    labels: NDArray[np.int64]
    strengths: NDArray[np.float64]
    exemplars: dict[int, tuple[int, ...]]

    @property
    def noise_ratio(self) -> float:
        """The share of rows that belong nowhere; 0 when there are no rows."""
        return float(np.mean(self.labels == NOISE)) if len(self.labels) else 0.0
