"""Learn from a team's verdicts which cases it will confirm, and measure whether that orders them better."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import StratifiedGroupKFold

from monitor.severity import priority_of
from monitor.statistics import TAIL, Interval
from monitor.teaching.exchanges import Exchange, find_families
from monitor.teaching.model import Encode, Features, Fitted, Floats, Margins, Model, Platt, fit, read_features

# Raised when another method would learn something else from the same verdicts.
ORDER_METHOD = 1
SEED = 20261123
# With fewer verdicts, or fewer of either kind, the order of the detectors stays.
LEAST_VERDICTS, LEAST_OF_EACH = 50, 10
FOLDS = 5
ROUNDS = 500
# What a person sees of a morning.
FIRST = 50
# Scores and chances of 0 and 1 have no place on a scale of odds.
SUREST = 0.01
# Inverse strength of the regularisation of what weighs score, words and vectors against each other.
WEIGHING_C = 0.3


@dataclass(frozen=True, slots=True)
class Ranked:
    """One case as the order sees it: its words, who claims it how surely, how bad it is and how often it was seen."""

    exchange: Exchange
    detector: str
    score: float
    severity: int
    reach: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What the present order reaches, what the learned one does, and the interval of 95 % of the difference."""

    present: float
    learned: float
    difference: Interval


@dataclass(frozen=True, slots=True)
class OrderQuality:
    """How both orders did on verdicts that the learned one had not seen."""

    confirmed: int
    dismissed: int
    auprc: Compared
    first: Compared


@dataclass(frozen=True, slots=True)
class Ordering:
    """A learned chance that a case is confirmed; `weights` are for words, vectors, score, then each detector."""

    model: Model
    detectors: tuple[str, ...]
    weights: tuple[float, ...]
    offset: float
    quality: OrderQuality

    def chances(self, cases: Sequence[Ranked], encode: Encode) -> Floats:
        """Return the chance of each case."""
        if not cases:
            return np.zeros(0)
        features = read_features([one.exchange for one in cases], encode)
        margins = Margins(
            logit(_unsure(self.model.chances_of_words(features.counts))),
            logit(_unsure(self.model.chances_of_vectors(features.vectors))),
        )
        told = _tell(margins, cases, self.detectors)
        return np.asarray(expit(told @ np.array(self.weights) + self.offset))


def missing_verdicts(confirmed: int, dismissed: int) -> str | None:
    """Say what is missing before an order can be learned; None when nothing is.

    >>> missing_verdicts(45, 4)
    '1 more verdict, and 6 more cases that are no failure'
    """
    parts = []
    if confirmed + dismissed < LEAST_VERDICTS:
        count = LEAST_VERDICTS - confirmed - dismissed
        parts.append(f"{count} more verdict{'' if count == 1 else 's'}")
    for name, count in (("confirmed cases", confirmed), ("cases that are no failure", dismissed)):
        if count < LEAST_OF_EACH:
            parts.append(f"{LEAST_OF_EACH - count} more {name}")
    return ", and ".join(parts) or None


def learn_order(cases: Sequence[Ranked], confirmed: Sequence[bool], encode: Encode) -> Ordering:
    """Learn the chance that a case is confirmed, from at least as many verdicts as `missing_verdicts` asks for.

    What is measured was held out: cases nearly the same, or of one conversation, are never on both sides. The same
    verdicts give the same order.
    """
    labels = np.array(confirmed, dtype=np.bool_)
    features = read_features([one.exchange for one in cases], encode)
    folds = _folds(labels, find_families([one.exchange for one in cases]))
    detectors = tuple(sorted({one.detector for one in cases}))
    held_out = _held_out(features, labels, folds)
    told = _tell(held_out, cases, detectors)
    chances = np.zeros(len(labels))
    for fold in np.unique(folds):
        seen = folds != fold
        chances[~seen] = _weigh(told[seen], labels[seen]).predict_proba(told[~seen])[:, 1]
    final = _weigh(told, labels)
    plain = Platt(1.0, 0.0)
    return Ordering(
        model=_fit(features, labels).calibrated(plain, plain),
        detectors=detectors,
        weights=tuple(map(float, final.coef_[0])),
        offset=float(final.intercept_[0]),
        quality=_measure(cases, labels, chances),
    )


def _folds(labels: NDArray[np.bool_], families: NDArray[np.intp]) -> NDArray[np.intp]:
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    folds = np.zeros(len(labels), dtype=np.intp)
    for fold, (_, test) in enumerate(splitter.split(labels, labels, families)):
        folds[test] = fold
    return folds


def _fit(features: Features, labels: NDArray[np.bool_]) -> Fitted:
    weights = np.where(labels, 0.5 / max(1, labels.sum()), 0.5 / max(1, (~labels).sum())) * len(labels)
    return fit(features, labels, weights)


def _held_out(features: Features, labels: NDArray[np.bool_], folds: NDArray[np.intp]) -> Margins:
    margins = Margins(np.zeros(len(folds)), np.zeros(len(folds)))
    for fold in np.unique(folds):
        seen, rows = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        if len(np.unique(labels[seen])) > 1:
            found = _fit(features.take(seen), labels[seen]).margins(features.take(rows))
            margins.words[rows], margins.vectors[rows] = found.words, found.vectors
    return margins


def _tell(margins: Margins, cases: Sequence[Ranked], detectors: Sequence[str]) -> Floats:
    """Return what is weighed: the margins by words and by vectors, the odds of the score, and who claims it."""
    scores = logit(_unsure(np.array([one.score for one in cases])))
    claims = np.array([[one.detector == name for name in detectors] for one in cases], dtype=np.float64)
    return np.column_stack([margins.words, margins.vectors, scores, claims])


def _unsure(chances: Floats) -> Floats:
    return np.clip(chances, SUREST, 1 - SUREST)


def _weigh(told: Floats, labels: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(C=WEIGHING_C, max_iter=1_000).fit(told, labels)


def _measure(cases: Sequence[Ranked], labels: NDArray[np.bool_], chances: Floats) -> OrderQuality:
    present = np.array([priority_of(one.severity, one.score, one.reach) for one in cases])
    learned = np.array(
        [priority_of(one.severity, chance, one.reach) for one, chance in zip(cases, chances, strict=True)]
    )
    families = find_families([one.exchange for one in cases])
    return OrderQuality(
        confirmed=int(labels.sum()),
        dismissed=int((~labels).sum()),
        auprc=_compare(average_precision, (present, learned), labels, families),
        first=_compare(precision_first, (present, learned), labels, families),
    )


def average_precision(labels: NDArray[np.bool_], order: Floats) -> float:
    """Return the area under the precision-recall curve of an order."""
    return float(average_precision_score(labels, order)) if labels.any() else 0.0


def precision_first(labels: NDArray[np.bool_], order: Floats) -> float:
    """Return the share confirmed among those that come first; of equals, in the order they were given."""
    return float(labels[np.argsort(-order, kind="stable")[:FIRST]].mean())


def _compare(
    statistic: Callable[[NDArray[np.bool_], Floats], float],
    orders: tuple[Floats, Floats],
    labels: NDArray[np.bool_],
    families: NDArray[np.intp],
) -> Compared:
    """Compare both orders on the same resamples of whole families."""
    members = [np.flatnonzero(families == family) for family in np.unique(families)]
    generator = np.random.default_rng(SEED)
    differences = []
    for _ in range(ROUNDS):
        drawn = generator.integers(len(members), size=len(members))
        rows = np.concatenate([members[one] for one in drawn])
        present, learned = (statistic(labels[rows], order[rows]) for order in orders)
        differences.append(learned - present)
    low, high = np.quantile(differences, (TAIL, 1 - TAIL))
    present, learned = (statistic(labels, order) for order in orders)
    return Compared(present, learned, Interval(float(low), float(high)))
