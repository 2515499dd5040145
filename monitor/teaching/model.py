"""What is learned from few exchanges: two strongly regularised logistic regressions, over words and over vectors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from monitor.detectors.heads import Reads, count_words, relate, weigh
from monitor.teaching.exchanges import Exchange

Floats = NDArray[np.float64]
Encode = Callable[[Sequence[str]], NDArray[np.float32]]

# Inverse strengths of the regularisation; on GPTFuzz, JailbreakBench and XSTest ten times weaker was no better.
WORD_C, VECTOR_C = 1.0, 1.0
# Twenty margins bear no steeper calibration.
CALIBRATION_C = 1.0


@dataclass(frozen=True, slots=True)
class Features:
    """What is read of exchanges: counts of the prompt's and of the response's words, and related vectors."""

    counts: csr_matrix
    vectors: NDArray[np.float32]

    def take(self, rows: NDArray[np.intp]) -> "Features":
        """Return the features of these rows."""
        return Features(self.counts[rows], self.vectors[rows])


@dataclass(frozen=True, slots=True)
class Margins:
    """How far on the positive side each exchange lies, by its words and by its vectors."""

    words: Floats
    vectors: Floats


@dataclass(frozen=True, slots=True)
class Linear:
    """A calibrated linear score: chance = expit(slope · (features · weights) + offset)."""

    weights: NDArray[np.float32]
    slope: float
    offset: float


@dataclass(frozen=True, slots=True)
class Model:
    """A learned judgement of exchanges; the chance is the mean of both calibrated views."""

    idf: NDArray[np.float32]
    words: Linear
    vectors: Linear

    def chances_of_words(self, counts: csr_matrix) -> Floats:
        """Return each exchange's chance by its words alone."""
        margins = weigh(counts, self.idf) @ self.words.weights
        return np.asarray(expit(self.words.slope * margins + self.words.offset))

    def chances_of_vectors(self, vectors: NDArray[np.float32]) -> Floats:
        """Return each exchange's chance by its vectors alone."""
        margins = vectors @ self.vectors.weights
        return np.asarray(expit(self.vectors.slope * margins + self.vectors.offset))

    def chances(self, features: Features) -> Floats:
        """Return each exchange's chance."""
        both = (self.chances_of_words(features.counts), self.chances_of_vectors(features.vectors))
        return np.asarray(np.mean(both, axis=0))


def count_exchanges(exchanges: Sequence[Exchange]) -> csr_matrix:
    """Count the words of the prompts and, beside them, those of the responses."""
    return hstack(
        [count_words([one.prompt for one in exchanges]), count_words([one.response for one in exchanges])]
    ).tocsr()


def relate_exchanges(exchanges: Sequence[Exchange], encode: Encode) -> NDArray[np.float32]:
    """Return what is read of the vectors of prompts and responses; an exchange without a prompt has none of it."""
    texts = sorted({text for one in exchanges for text in (one.prompt, one.response) if text.strip()})
    encoded = encode(texts)
    rows = dict(zip(texts, encoded, strict=True))
    blank = np.zeros(encoded.shape[1], dtype=np.float32)
    prompts = np.stack([rows.get(one.prompt, blank) for one in exchanges])
    responses = np.stack([rows.get(one.response, blank) for one in exchanges])
    return relate({"prompt": prompts, "response": responses}, reads=Reads.BOTH)


def read_features(exchanges: Sequence[Exchange], encode: Encode) -> Features:
    """Return everything that is read of exchanges."""
    return Features(count_exchanges(exchanges), relate_exchanges(exchanges, encode))


@dataclass(frozen=True, slots=True)
class Fitted:
    """A judgement before it is calibrated."""

    idf: NDArray[np.float32]
    by_words: LogisticRegression
    by_vectors: LogisticRegression

    def margins(self, features: Features) -> Margins:
        """Return the margins of exchanges."""
        return Margins(
            self.by_words.decision_function(weigh(features.counts, self.idf)),
            self.by_vectors.decision_function(features.vectors),
        )

    def calibrated(self, words: "Platt", vectors: "Platt") -> Model:
        """Return the judgement with chances that held-out margins bear out."""
        return Model(self.idf, words.on(self.by_words), vectors.on(self.by_vectors))


@dataclass(frozen=True, slots=True)
class Platt:
    """From margins to chances.

    Source: Platt (1999), "Probabilistic outputs for support vector machines".
    """

    slope: float
    offset: float

    def chances(self, margins: Floats) -> Floats:
        """Return the chances of margins."""
        return np.asarray(expit(self.slope * margins + self.offset))

    def on(self, fitted: LogisticRegression) -> Linear:
        """Return a regression that gives chances."""
        offset = self.offset + self.slope * float(fitted.intercept_[0])
        return Linear(fitted.coef_[0].astype(np.float32), self.slope, offset)


def fit(features: Features, labels: NDArray[np.bool_], weights: Floats) -> Fitted:
    """Learn from weighted exchanges."""
    idf = inverse_frequencies(features.counts)
    by_words = LogisticRegression(C=WORD_C, max_iter=1_000)
    by_vectors = LogisticRegression(C=VECTOR_C, max_iter=1_000)
    return Fitted(
        idf,
        by_words.fit(weigh(features.counts, idf), labels, sample_weight=weights),
        by_vectors.fit(features.vectors, labels, sample_weight=weights),
    )


def calibrate(margins: Floats, labels: NDArray[np.bool_], weights: Floats) -> Platt:
    """Fit slope and offset on held-out margins; a view that orders them wrongly is not listened to."""
    platt = LogisticRegression(C=CALIBRATION_C, max_iter=1_000)
    platt.fit(margins[:, None], labels, sample_weight=weights)
    return Platt(max(float(platt.coef_[0, 0]), 0.0), float(platt.intercept_[0]))


def inverse_frequencies(counts: csr_matrix) -> NDArray[np.float32]:
    """Return ln((1 + texts) / (1 + texts with the word)) + 1 per column, and 0 for words that are in none."""
    texts = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log((1 + counts.shape[0]) / (1 + texts)) + 1
    return np.where(texts > 0, idf, 0.0).astype(np.float32)
