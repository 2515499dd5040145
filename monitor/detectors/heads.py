"""Learned heads: logistic regression over hashed words and over sentence vectors, loaded from plain arrays."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from scipy.sparse import csr_matrix, diags
from scipy.special import expit
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from monitor.detectors.spans import plain
from monitor.errors import ModelError

WEIGHTS = Path(__file__).parent / "weights"
# The layout of the arrays and of the features; weights of another version do not fit.
HEAD_VERSION = 2
# Hashes of words and word pairs: no vocabulary is stored, so no sentence can be read back from the weights.
BUCKETS = 2**16
VECTOR_SIZE = 384
# Of a text in a language, at least this share are among its commonest words.
COMMON_SHARE = 0.12
# A head reads this much of a text; what matters stands at the front.
LONGEST_READ = 4_000
_COMMON: dict[str, frozenset[str]] = {
    "en": frozenset(
        """
        the a an of to and in is are i you it that this for on with be can how what do my your not or as have was if me
        from at we they so but will would about please write there by he she his her
        """.split()  # noqa: SIM905 - a list of seventy quoted words is harder to read and to check
    ),
    "de": frozenset(
        """
        der die das den dem des ein eine einen einem einer und ist sind ich du er sie es wir ihr nicht mit von zu zum
        zur auf im am wie was wo wer kann
        kannst mir mich dich sich dass bitte mein meine meinen dein ihre ohne auch aber
        oder wenn hat habe haben wird werden
        """.split()  # noqa: SIM905
    ),
}
_WORD = re.compile(r"[^\W\d_]+")

Vectors = NDArray[np.float32]


class Reads(StrEnum):
    """Which part of an exchange a head reads; the reply is what the user says to the response."""

    PROMPT = "prompt"
    RESPONSE = "response"
    BOTH = "both"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Linear:
    """A calibrated linear score: chance = expit(slope · (features · weights) + offset)."""

    weights: NDArray[np.float32]
    slope: float
    offset: float


@dataclass(frozen=True, slots=True)
class Head:
    """One learned judgement from words (with their inverse document frequencies) and one from vectors."""

    name: str
    reads: Reads
    languages: tuple[str, ...]
    idf: NDArray[np.float32]
    words: Linear
    vectors: Linear


def count_words(texts: Sequence[str]) -> csr_matrix:
    """Count words and word pairs by their hash, damped as 1 + ln(count); shape (texts, BUCKETS)."""
    hasher = HashingVectorizer(n_features=BUCKETS, ngram_range=(1, 2), alternate_sign=False, norm=None)
    counts = hasher.transform([plain(text)[:LONGEST_READ] for text in texts])
    counts.data = 1.0 + np.log(counts.data)
    return counts


def weigh_words(counts: csr_matrix, idf: NDArray[np.float32]) -> csr_matrix:
    """Return TF-IDF rows of unit length, from counts and inverse document frequencies."""
    return normalize(counts @ diags(idf))


def relate(prompts: Vectors, responses: Vectors, *, reads: Reads) -> Vectors:
    """Return what a head reads of two vectors: one of them, or both and their elementwise product.

    For a head that reads replies, `responses` are those of the user.
    """
    if reads is Reads.BOTH:
        return np.hstack([prompts, responses, prompts * responses])
    return prompts if reads is Reads.PROMPT else responses


def chances_of_words(head: Head, counts: csr_matrix) -> NDArray[np.float64]:
    """Return each text's chance from its word counts."""
    margins = weigh_words(counts, head.idf) @ head.words.weights
    return np.asarray(expit(head.words.slope * margins + head.words.offset))


def chances_of_vectors(head: Head, prompts: Vectors, responses: Vectors) -> NDArray[np.float64]:
    """Return each exchange's chance from its vectors; raise ModelError when they have another size."""
    features = relate(prompts, responses, reads=head.reads)
    if features.shape[1] != head.vectors.weights.shape[0]:
        raise ModelError(
            f"head {head.name!r} reads {head.vectors.weights.shape[0]} features, the encoder gives"
            f" {features.shape[1]}; use the encoder it was trained with, or train it anew: python -m pipelines.train"
        )
    return np.asarray(expit(head.vectors.slope * (features @ head.vectors.weights) + head.vectors.offset))


def guess_language(text: str) -> str | None:
    """Guess by its commonest words whether a text is English or German; None is neither, or too short to tell.

    >>> guess_language("How do I kill a process?"), guess_language("Wie beende ich einen Prozess?"), guess_language("?")
    ('en', 'de', None)
    """
    words = [word.lower() for word in _WORD.findall(text[:LONGEST_READ])]
    shares = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    best = max(shares, key=shares.__getitem__)
    return best if words and shares[best] >= COMMON_SHARE * len(words) else None


def load_heads(folder: Path = WEIGHTS) -> tuple[Head, ...]:
    """Load every head of a folder, by name; raise ModelError when one is damaged or of another version."""
    return tuple(_load_head(path) for path in sorted(folder.glob("*.json")))


def _load_head(path: Path) -> Head:
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        arrays = load_file(path.with_suffix(".safetensors"))
        if card["version"] != HEAD_VERSION:
            raise ModelError(f"head {path.stem!r} has version {card['version']}; this code reads {HEAD_VERSION}")
        head = Head(
            name=card["name"],
            reads=Reads(card["reads"]),
            languages=tuple(card["languages"]),
            idf=arrays["idf"].astype(np.float32),
            words=Linear(arrays["words"].astype(np.float32), **card["words"]),
            vectors=Linear(arrays["vectors"].astype(np.float32), **card["vectors"]),
        )
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelError(
            f"head {path.stem!r} cannot be loaded: {error}; train it: python -m pipelines.train"
        ) from error
    _check_sizes(head)
    return head


def _check_sizes(head: Head) -> None:
    expected = VECTOR_SIZE * (3 if head.reads is Reads.BOTH else 1)
    for name, found, right in (
        ("idf", head.idf.shape, (BUCKETS,)),
        ("words", head.words.weights.shape, (BUCKETS,)),
        ("vectors", head.vectors.weights.shape, (expected,)),
    ):
        if found != right:
            raise ModelError(f"head {head.name!r}: {name} has shape {found}; expected {right}")
