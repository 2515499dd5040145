"""Fit the views of a learned head, each judged on groups it never saw, and blend them into calibrated chances."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from monitor.detectors.heads import (
    VECTOR_SIZE,
    Blend,
    Reads,
    Rows,
    View,
    count_letters,
    count_sides,
    margins,
    relate,
    weigh,
)
from pipelines.labelled import ORDINARY, Exchange

SEED = 20261122
FOLDS = 5
# A word in fewer texts than this, or of one group alone, is dropped: it is noise, and could give a sentence away.
RAREST, FEWEST_GROUPS = 4, 2
# Inverse regularisation strengths, chosen on the groups' cross-validation; vectors are scaled as there.
STRENGTHS = {"words": 8.0, "letters": 5.0, "vectors": 1.8}
# A head decides alone only where at least this share of its held-out calls was right, and few ordinary answers are hit.
LEAST_PRECISION = 0.93
MOST_ORDINARY = 0.002
# With fewer calls than this nothing is known of their precision.
FEWEST_CALLS = 10
# For one head's sake the encoder is asked about this share of ordinary answers.
LOOKED_AT = 0.015

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Features:
    """What a head can read of its exchanges: counts of words and of letters, and vectors."""

    words: csr_matrix
    letters: csr_matrix
    vectors: NDArray[np.float32]

    def views(self) -> dict[str, Rows]:
        """Return the features of each view by its name."""
        return {"words": self.words, "letters": self.letters, "vectors": self.vectors}


@dataclass(frozen=True, slots=True)
class Learned:
    """Everything of a head that was learned, with the held-out chances by which it was judged.

    `looks_at` is None where no ordinary answer was among its exchanges.
    """

    views: Mapping[str, View]
    quick: Blend
    full: Blend
    looks_at: float | None
    decides_at: float | None
    held_out: Floats


def read_features(exchanges: Sequence[Exchange], embed: Embed, *, reads: Reads) -> Features:
    """Return counts and vectors of the sides that a head reads; no other side is embedded."""
    sides = {side: [getattr(one, side) for one in exchanges] for side in ("prompt", "response", "system", "reply")}
    wanted = {Reads.BOTH: ("prompt", "response")}.get(reads, reads.sides)
    vectors = relate({side: _embed_said(sides[side], embed) for side in wanted}, reads=reads)
    return Features(count_sides(sides, reads=reads), count_letters(sides[reads.side]), vectors)


def learn(features: Features, exchanges: Sequence[Exchange], *, judged_on: Sequence[str] = ()) -> Learned:
    """Fit every view on all exchanges, and blend them by what they said of groups they had not seen.

    Where `judged_on` names sources, blend and thresholds are chosen on these alone.
    """
    labels = labels_of(exchanges)
    groups = _numbers([one.group for one in exchanges])
    weights = np.array([one.weight for one in exchanges])
    found = held_out_margins(features, exchanges)
    sources = np.array([one.source for one in exchanges])
    judged = np.isin(sources, judged_on) if judged_on else np.ones(len(sources), dtype=np.bool_)
    quick = blend(found[judged, :1], labels[judged], weights[judged])
    full = blend(found[judged], labels[judged], weights[judged])
    views = {}
    shifts = []
    for name, rows in features.views().items():
        view, intercept = _fit_view(rows, labels, weights, groups, name=name)
        views[name] = view
        shifts.append(intercept)
    held_out = full.chances(list(found.T))
    is_ordinary = sources == ORDINARY
    return Learned(
        views=views,
        quick=_shifted(quick, shifts[:1]),
        full=_shifted(full, shifts),
        looks_at=looks_at(quick.chances([found[is_ordinary, 0]])) if is_ordinary.any() else None,
        decides_at=_decides_at(held_out[judged], labels[judged], is_ordinary[judged]),
        held_out=held_out,
    )


def held_out_margins(features: Features, exchanges: Sequence[Exchange]) -> Floats:
    """Return each exchange's margins by models that never saw its group; shape (exchanges, views)."""
    labels, groups = labels_of(exchanges), _numbers([one.group for one in exchanges])
    weights = np.array([one.weight for one in exchanges])
    found = np.zeros((len(labels), len(features.views())))
    folds = StratifiedGroupKFold(min(FOLDS, len(set(groups))), shuffle=True, random_state=SEED)
    for train, test in folds.split(features.vectors, labels, groups):
        for at, (name, rows) in enumerate(features.views().items()):
            view, intercept = _fit_view(rows[train], labels[train], weights[train], groups[train], name=name)
            found[test, at] = margins(view, rows[test]) + intercept
    return found


def blend(found: Floats, labels: Bools, weights: Floats) -> Blend:
    """Fit slopes and an offset on held-out margins.

    Source: Platt (1999), "Probabilistic outputs for support vector machines", with one slope per view.
    """
    fit = LogisticRegression(C=1e3, max_iter=1_000).fit(found, labels, sample_weight=weights)
    # A view that would count against its own finding has learned nothing on these groups.
    slopes = np.maximum(fit.coef_[0], 0.0)
    if (slopes != fit.coef_[0]).any():
        total = LogisticRegression(C=1e3).fit((found @ slopes)[:, None], labels, sample_weight=weights)
        slopes, fit = slopes * total.coef_[0, 0], total
    return Blend(tuple(float(one) for one in slopes), float(fit.intercept_[0]))


def inverse_frequencies(counts: csr_matrix, groups: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return ln((1 + texts) / (1 + texts with the word)) + 1 per bucket, and 0 for words in too few texts or groups."""
    texts = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + counts.shape[0]) / (1 + texts)) + 1
    is_kept = (texts >= RAREST) & (_groups_with(counts, groups) >= FEWEST_GROUPS)
    return np.where(is_kept, idf, 0.0).astype(np.float32)


def looks_at(ordinary: Floats) -> float:
    """Return the quick chance that few ordinary answers reach."""
    return float(np.quantile(ordinary, 1 - LOOKED_AT))


def labels_of(exchanges: Sequence[Exchange]) -> Bools:
    """Return the labels of exchanges."""
    return np.array([one.label for one in exchanges], dtype=np.bool_)


def _fit_view(
    rows: Rows, labels: Bools, weights: Floats, groups: NDArray[np.int64], *, name: str
) -> tuple[View, float]:
    idf = None if name == "vectors" else inverse_frequencies(rows, groups)
    features = rows if idf is None else weigh(rows, idf)
    balance = np.where(labels, weights.sum() / weights[labels].sum(), weights.sum() / weights[~labels].sum()) / 2
    fit = LogisticRegression(C=STRENGTHS[name], max_iter=1_000, solver="liblinear", random_state=SEED)
    fit.fit(features, labels, sample_weight=weights * balance)
    return View(fit.coef_[0].astype(np.float32), idf), float(fit.intercept_[0])


def _groups_with(counts: csr_matrix, groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return in how many groups each bucket occurs, two standing for all above."""
    owner = np.repeat(groups, np.diff(counts.indptr))
    first, last = np.full(counts.shape[1], np.iinfo(np.int64).max), np.full(counts.shape[1], -1)
    np.minimum.at(first, counts.indices, owner)
    np.maximum.at(last, counts.indices, owner)
    return (last >= 0).astype(np.int64) + (last > first)


def _shifted(blended: Blend, intercepts: Sequence[float]) -> Blend:
    """Take the views' intercepts into the offset."""
    shift = sum(slope * intercept for slope, intercept in zip(blended.slopes, intercepts, strict=True))
    return Blend(blended.slopes, blended.offset + shift)


def _decides_at(chances: Floats, labels: Bools, is_ordinary: Bools) -> float | None:
    """Return the lowest chance above which held-out calls were right often enough, and ordinary answers left alone."""
    order = np.argsort(-chances, kind="stable")
    judged = order[~is_ordinary[order]]
    calls = np.arange(1, len(judged) + 1)
    is_good = (np.cumsum(labels[judged]) / calls >= LEAST_PRECISION) & (calls >= FEWEST_CALLS)
    if not is_good.any():
        return None
    lowest = float(chances[judged[np.flatnonzero(is_good)[-1]]])
    ordinary = chances[is_ordinary]
    return lowest if not ordinary.size else max(lowest, float(np.quantile(ordinary, 1 - MOST_ORDINARY)))


def _embed_said(texts: Sequence[str], embed: Embed) -> NDArray[np.float32]:
    """Embed what was said; nothing said has a vector of zeros."""
    said = [text for text in texts if text]
    found = iter(embed(said)) if said else iter(())
    vectors = [next(found) if text else None for text in texts]
    size = next((len(one) for one in vectors if one is not None), VECTOR_SIZE)
    return np.stack([np.zeros(size, np.float32) if one is None else one for one in vectors])


def _numbers(groups: Sequence[str]) -> NDArray[np.int64]:
    number = {group: at for at, group in enumerate(sorted(set(groups)))}
    return np.array([number[group] for group in groups], dtype=np.int64)
