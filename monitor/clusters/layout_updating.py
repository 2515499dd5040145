"""What a map needs tonight: nothing, a spot for what it has never seen, or to be drawn anew onto itself."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.layout import DRAWN_TOGETHER, FEWEST_ATTRACTED, Layout, align, fit_layout, framed, refit_layout
from monitor.clusters.layout_placing import BLOCK_ROWS, is_stranger, least_likeness, place

# A map that draws everything together is drawn anew each time it has doubled.
GROWN = 2
# Of rows like those it was drawn from, 15 % are strangers to a map; with this many it is a map of something else.
MOST_STRANGERS = 0.3
# So many strangers that are alike, counting itself, are a new group with a spot of its own.
COMPANY = 3
MOST_ADDED = 1_500
# How far from everything else a new group is drawn, and the rings and directions searched for such a spot.
ROOM = 0.06
RINGS, DIRECTIONS = 40, 16


def update_layout(before: Layout | None, names: Sequence[str], vectors: NDArray[np.float32]) -> Layout:
    """Return the map for these rows, each text only once; as long as it is not drawn anew, nothing on it moves."""
    if len(vectors) == 0:
        return before or Layout((), vectors, np.empty((0, 2)), 0)
    if before is None or before.fitted == 0:
        return add_groups(fit_layout(names, vectors), names, vectors)
    strange = is_stranger(before, vectors)
    if not is_outdated(before, strange):
        return add_groups(before, names, vectors)
    return add_groups(_drawn_anew(before, names, vectors), names, vectors)


def is_outdated(layout: Layout, strange: NDArray[np.bool_]) -> bool:
    """Tell whether a map must be drawn anew for rows of which these are strangers to it."""
    has_doubled = layout.fitted < DRAWN_TOGETHER and len(strange) >= GROWN * layout.fitted
    return has_doubled or float(strange.mean()) > MOST_STRANGERS


def add_groups(layout: Layout, names: Sequence[str], vectors: NDArray[np.float32]) -> Layout:
    """Give each group of strangers that the map does not know a free spot near what it is most like."""
    least = least_likeness(layout)
    rows = _unknown(layout, vectors, least)
    company = _count_alike(vectors[rows], least)
    rows = rows[np.argsort(-company, kind="stable")][: int(np.sum(company >= COMPANY))]
    added, spots = list(layout.vectors[layout.fitted :]), list(layout.places[layout.fitted :])
    fresh: list[int] = []
    for row, wanted in zip(rows.tolist(), place(layout, vectors[rows]), strict=True):
        if len(added) >= MOST_ADDED:
            break
        if np.max(np.asarray(added) @ vectors[row] if added else (), initial=-1.0) < least:
            spots.append(_free_spot(np.vstack([layout.places[: layout.fitted], *spots]), wanted))
            added.append(vectors[row])
            fresh.append(row)
    if not fresh:
        return layout
    return replace(
        layout,
        names=(*layout.names, *(names[row] for row in fresh)),
        vectors=np.vstack([layout.vectors, vectors[fresh]]),
        places=np.vstack([layout.places[: layout.fitted], *spots]),
    )


def _unknown(layout: Layout, vectors: NDArray[np.float32], least: float) -> NDArray[np.intp]:
    """Return the strangers that belong to no group with a spot."""
    rows = np.flatnonzero(is_stranger(layout, vectors))
    likeness = [
        np.max(vectors[part] @ layout.vectors[layout.fitted :].T, axis=1, initial=-1.0)
        for part in np.split(rows, range(BLOCK_ROWS, len(rows), BLOCK_ROWS))
    ]
    return rows[np.concatenate(likeness) < least]


def _drawn_anew(before: Layout, names: Sequence[str], vectors: NDArray[np.float32]) -> Layout:
    places, known = place(before, vectors), ~is_stranger(before, vectors)
    if before.fitted >= FEWEST_ATTRACTED:
        return refit_layout(names, vectors, before=places, known=known)
    # Few rows lie where their main directions put them, which is no start for neighbourhoods.
    fresh = fit_layout(names, vectors)
    rows = {name: row for row, name in enumerate(names)}
    drawn = [rows[name] for name in fresh.names]
    return replace(fresh, places=framed(align(fresh.places, places[drawn], shared=known[drawn])))


def _count_alike(vectors: NDArray[np.float32], least: float) -> NDArray[np.intp]:
    """Count for each row how many, with itself, are at least so similar to it."""
    starts = range(0, len(vectors), BLOCK_ROWS)
    counts = [np.sum(vectors[start : start + BLOCK_ROWS] @ vectors.T >= least, axis=1) for start in starts]
    return np.concatenate([np.empty(0, dtype=np.intp), *counts])


def _free_spot(taken: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the nearest spot to the wanted one, on rings around it, that has room; the roomiest if none has."""
    # Seconds to import, which `--help` need not wait for.
    from scipy.spatial import KDTree

    radii = ROOM * np.arange(1, RINGS + 1)
    angles = 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    spots = np.vstack([wanted[None], wanted + (radii[:, None, None] * circle).reshape(-1, 2)])
    room, _ = KDTree(taken).query(spots)
    free = np.flatnonzero(room >= ROOM)
    spot: NDArray[np.float64] = spots[free[0] if len(free) else np.argmax(room)]
    return spot
