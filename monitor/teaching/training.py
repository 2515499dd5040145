"""Teach a detector from about twenty marked exchanges, and say honestly how well it does."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from monitor.errors import TeachingError
from monitor.statistics import Interval, bootstrap_interval, wilson_interval
from monitor.teaching.exchanges import Exchange, find_families
from monitor.teaching.model import Encode, Features, Floats, Margins, Model, calibrate, fit, read_features

# Raised when another method would learn something else from the same marks.
METHOD = 1
SEED = 20261123
# On each side; from fewer, cross-validation says next to nothing.
LEAST_MARKS = 10
# On each side: marks that are all alike teach one thing, and nothing is left to test it on.
LEAST_FAMILIES = 5
MOST_FOLDS = 10
# Responses that nobody marked, taken to be sound: together they weigh as much as the marks of no.
ORDINARY = 120
# One ordinary response in fifty may be flagged; some are positives that nobody marked, so that it takes sure excess.
MOST_FALSE_ALARMS = 0.02
# Precision counts twice as much as recall (van Rijsbergen's F): "right nine times in ten" swung from draw to draw.
BETA = 0.5
# Of the positives that it finds, the share that the words alone may lose before the encoder is asked; and the share of
# ordinary responses that it may be asked about whatever the words of the few positives say.
LOST_BY_WORDS, ENCODED = 0.05, 0.2
ROUNDS = 1_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many; `interval` is of 95 %, None with the value where nothing was there to judge by."""

    hits: int
    trials: int
    interval: Interval | None

    @property
    def value(self) -> float | None:
        """The share, or None."""
        return self.hits / self.trials if self.trials else None


@dataclass(frozen=True, slots=True)
class TaughtQuality:
    """How a taught detector did on marks that it never saw: families of near-duplicates are never on both sides.

    `false_alarms` are the ordinary responses flagged, `encoded` those that the words alone could not spare the encoder.
    """

    positives: int
    negatives: int
    families: int
    precision: Rate
    recall: Rate
    false_alarms: Rate
    encoded: Rate


@dataclass(frozen=True, slots=True)
class Training:
    """What came of a training: the model, when it flags, when it asks the encoder, what it reads, and how well."""

    model: Model
    threshold: float
    worth: float
    languages: tuple[str, ...]
    quality: TaughtQuality


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything one training learns from: marked exchanges first, then ordinary ones."""

    exchanges: tuple[Exchange, ...]
    labels: NDArray[np.bool_]
    is_marked: NDArray[np.bool_]
    families: NDArray[np.intp]

    @property
    def weights(self) -> Floats:
        """Positives weigh as much as all others; of those, marks as much as a full sample of ordinary ones.

        One ordinary response never weighs more than in a full sample: nobody looked at it, and it may be a positive.
        """
        negative = ~self.labels & self.is_marked
        sample = min(1.0, (~self.is_marked).sum() / ORDINARY)
        weights = np.full(len(self.labels), 1 / ORDINARY)
        weights[negative] = 1 / negative.sum()
        weights[self.labels] = (1 + sample) / self.labels.sum()
        return np.asarray(weights * self.is_marked.sum() / (2 + 2 * sample))


def train(
    positives: Sequence[Exchange], negatives: Sequence[Exchange], *, ordinary: Sequence[Exchange], encode: Encode
) -> Training:
    """Learn what sets positives apart from negatives and from a sample of ordinary responses.

    The same exchanges give the same training. Raises TeachingError, naming how many are missing, when there are too
    few, or too few that differ.
    """
    lesson = prepare(positives, negatives, ordinary)
    features = read_features(lesson.exchanges, encode)
    folds = find_folds(lesson)
    held_out = _held_out(lesson, features, folds)
    words = calibrate(held_out.words, lesson.labels, lesson.weights)
    vectors = calibrate(held_out.vectors, lesson.labels, lesson.weights)
    by_words = words.chances(held_out.words)
    chances = (by_words + vectors.chances(held_out.vectors)) / 2
    threshold = choose_threshold(chances, lesson)
    flagged = _cross_fitted(chances, lesson, folds)
    worth = find_worth(by_words, lesson, flagged)
    return Training(
        model=fit(features, lesson.labels, lesson.weights).calibrated(words, vectors),
        threshold=threshold,
        worth=worth,
        languages=tuple(sorted({one.language for one in (*positives, *negatives)})),
        quality=_measure(lesson, flagged, by_words >= worth),
    )


def prepare(positives: Sequence[Exchange], negatives: Sequence[Exchange], ordinary: Sequence[Exchange]) -> Lesson:
    """Put the exchanges of a training together; raise TeachingError when they are too few, or too much alike."""
    _refuse_few(len(positives), len(negatives))
    marked = (*positives, *negatives)
    keys = {one.key for one in marked}
    exchanges = (*marked, *(one for one in ordinary if one.key not in keys))
    labels = np.arange(len(exchanges)) < len(positives)
    is_marked = np.arange(len(exchanges)) < len(marked)
    lesson = Lesson(exchanges, labels, is_marked, find_families(exchanges))
    for name, rows in (("positive", labels), ("negative", is_marked & ~labels)):
        missing = LEAST_FAMILIES - len(np.unique(lesson.families[rows]))
        if missing > 0:
            raise TeachingError(
                f"the {rows.sum()} {name} examples are nearly the same or of one conversation:"
                f" mark {missing} more that {'differs' if missing == 1 else 'differ'}"
            )
    return lesson


def _refuse_few(positives: int, negatives: int) -> None:
    missing = [
        f"{LEAST_MARKS - count} more {name}"
        for name, count in (("positive", positives), ("negative", negatives))
        if count < LEAST_MARKS
    ]
    if missing:
        raise TeachingError(
            f"{positives} positive and {negatives} negative examples; a detector needs {LEAST_MARKS} of each:"
            f" mark {' and '.join(missing)}"
        )


def find_folds(lesson: Lesson) -> NDArray[np.intp]:
    """Return the fold of each exchange; a family is in one fold only."""
    strata = lesson.labels * 2 + (lesson.is_marked & ~lesson.labels)
    smallest = min(len(np.unique(lesson.families[rows])) for rows in (lesson.labels, lesson.is_marked & ~lesson.labels))
    splitter = StratifiedGroupKFold(min(MOST_FOLDS, smallest), shuffle=True, random_state=SEED)
    folds = np.zeros(len(strata), dtype=np.intp)
    for fold, (_, test) in enumerate(splitter.split(strata, strata, lesson.families)):
        folds[test] = fold
    return folds


def choose_threshold(chances: Floats, lesson: Lesson) -> float:
    """Return the chance from which held-out marks are claimed best, precision counting twice as much as recall.

    One that surely flags too many ordinary responses is taken only where there is no other.
    """
    best: tuple[bool, float, float] = (False, -1.0, 1.0)
    for threshold in np.unique(chances[lesson.labels]):
        flagged = chances >= threshold
        right = (flagged & lesson.labels).sum()
        precision = right / (flagged & lesson.is_marked).sum()
        recall = right / lesson.labels.sum()
        score = (1 + BETA**2) * precision * recall / (BETA**2 * precision + recall) if right else 0.0
        alarms = wilson_interval(int(flagged[~lesson.is_marked].sum()), int((~lesson.is_marked).sum()))
        is_calm = alarms is None or alarms.low <= MOST_FALSE_ALARMS
        best = max(best, (is_calm, float(score), float(threshold)))
    # Halfway to what is not claimed: what is a little less like the marks than the last of them is claimed too.
    below = chances[chances < best[2]]
    return (best[2] + float(below.max())) / 2 if below.size else best[2]


def find_worth(by_words: Floats, lesson: Lesson, flagged: NDArray[np.bool_]) -> float:
    """Return the chance by words from which the encoder is asked; 0 asks it about every response."""
    found = by_words[lesson.labels & flagged]
    if not found.size or lesson.is_marked.all():
        return 0.0
    spared = np.quantile(by_words[~lesson.is_marked], 1 - ENCODED)
    return float(min(np.quantile(found, LOST_BY_WORDS), spared))


def _held_out(lesson: Lesson, features: Features, folds: NDArray[np.intp]) -> Margins:
    margins = Margins(np.zeros(len(folds)), np.zeros(len(folds)))
    for fold in np.unique(folds):
        seen, rows = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        fitted = fit(features.take(seen), lesson.labels[seen], lesson.weights[seen])
        found = fitted.margins(features.take(rows))
        margins.words[rows], margins.vectors[rows] = found.words, found.vectors
    return margins


def _cross_fitted(chances: Floats, lesson: Lesson, folds: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell what is flagged by a threshold that was chosen on the other folds alone."""
    flagged = np.zeros(len(folds), dtype=np.bool_)
    for fold in np.unique(folds):
        seen = folds != fold
        others = Lesson((), lesson.labels[seen], lesson.is_marked[seen], lesson.families[seen])
        flagged[~seen] = chances[~seen] >= choose_threshold(chances[seen], others)
    return flagged


def _measure(lesson: Lesson, flagged: NDArray[np.bool_], is_worth: NDArray[np.bool_]) -> TaughtQuality:
    marked, ordinary = lesson.is_marked, ~lesson.is_marked
    right = flagged & lesson.labels
    return TaughtQuality(
        positives=int(lesson.labels.sum()),
        negatives=int((marked & ~lesson.labels).sum()),
        families=len(np.unique(lesson.families[marked])),
        precision=rate(right, flagged & marked, lesson.families),
        recall=rate(right, lesson.labels, lesson.families),
        false_alarms=rate(flagged, ordinary, lesson.families),
        encoded=rate(is_worth, ordinary, lesson.families),
    )


def rate(hits: NDArray[np.bool_], trials: NDArray[np.bool_], families: NDArray[np.intp]) -> Rate:
    """Return a share with its bootstrap interval over families, never narrower than Wilson's.

    A bootstrap of nothing but hits has no width: it knows nothing of what was not drawn.
    """
    rows = np.flatnonzero(trials)
    if not rows.size:
        return Rate(0, 0, None)
    names, places = np.unique(families[rows], return_inverse=True)
    right = np.bincount(places, hits[rows])
    tried = np.bincount(places)

    def share(drawn: Floats) -> float:
        chosen = drawn.astype(int)
        return float(right[chosen].sum() / tried[chosen].sum())

    drawn = bootstrap_interval(np.arange(len(names), dtype=np.float64), share, seed=SEED, rounds=ROUNDS)
    count = int(hits[rows].sum())
    wilson = wilson_interval(count, rows.size)
    if drawn is None or wilson is None:
        return Rate(0, 0, None)
    return Rate(count, rows.size, Interval(min(drawn.low, wilson.low), max(drawn.high, wilson.high)))
