"""What a person drew around on a map, as the points inside."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Shape = tuple[Sequence[float], Sequence[float]]


def inside_box(places: NDArray[np.float64], box: Shape) -> NDArray[np.bool_]:
    """Tell which places (n, 2) lie in a box, given by the x and the y of two opposite corners."""
    corners = np.array(box, dtype=float).T
    within: NDArray[np.bool_] = ((places >= corners.min(axis=0)) & (places <= corners.max(axis=0))).all(axis=1)
    return within


def inside_lasso(places: NDArray[np.float64], lasso: Shape) -> NDArray[np.bool_]:
    """Tell which places (n, 2) lie in a closed line, given by the x and the y of its corners.

    By the even-odd rule: a ray to the right crosses the line an odd number of times (Shimrat 1962).

    >>> inside_lasso(np.array([[0.5, 0.2], [0.5, 2]]), ([0, 1, 1, 0], [0, 0, 1, 1])).tolist()
    [True, False]
    """
    x, y = places.T
    inside = np.zeros(len(places), dtype=bool)
    corners = list(zip(*lasso, strict=True))
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if y1 != y2:
            crosses = (y1 > y) != (y2 > y)
            inside ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside
