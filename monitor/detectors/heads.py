"""Learned heads: logistic regression over hashed words, letters and sentence vectors, loaded from plain arrays."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from scipy.sparse import csr_matrix, diags, hstack
from scipy.special import expit
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from monitor.detectors.spans import plain
from monitor.errors import ModelError

WEIGHTS = Path(__file__).parent / "weights"
# The layout of the arrays and of the features; weights of another version do not fit.
HEAD_VERSION = 3
# Hashes of words and of letters: no vocabulary is stored, so no sentence can be read back from the weights.
BUCKETS = 2**16
# Each side of an exchange has buckets of its own: a word means one thing in a question, and another in an answer.
SIDE_BUCKETS = {"response": BUCKETS, "prompt": 2**14, "system": 2**13, "reply": 2**13}
VECTOR_SIZE = 384
# Of a text in a language, at least this share are among its commonest words.
COMMON_SHARE = 0.12
# A head reads this much of a text; what matters stands at the front.
LONGEST_READ = 4_000
# Spelling takes longer to read, and repeats itself sooner.
LONGEST_SPELLED = 2_500
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
Rows: TypeAlias = csr_matrix | Vectors


class Reads(StrEnum):
    """Which part of an exchange a head reads; the reply is what the user says to the response.

    Of both it reads the words of the response, of an exchange those of every side; vectors of prompt and response are
    read either way.
    """

    PROMPT = "prompt"
    RESPONSE = "response"
    BOTH = "both"
    REPLY = "reply"
    EXCHANGE = "exchange"

    @property
    def side(self) -> str:
        """The side whose letters are read, and by which the language is told."""
        return self.value if self in (Reads.PROMPT, Reads.REPLY) else "response"

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides whose words are read, each with buckets of its own."""
        return tuple(SIDE_BUCKETS) if self is Reads.EXCHANGE else (self.side,)

    @property
    def buckets(self) -> int:
        """How many hashes of words are told apart."""
        return sum(SIDE_BUCKETS.values()) if self is Reads.EXCHANGE else BUCKETS

    @property
    def vector_size(self) -> int:
        """How many numbers `relate` gives."""
        return VECTOR_SIZE * {Reads.BOTH: 3, Reads.EXCHANGE: 6}.get(self, 1)


@dataclass(frozen=True, slots=True)
class View:
    """A linear reading of one kind of feature, TF-IDF rows or vectors; the margin is features · weights."""

    weights: NDArray[np.float32]
    idf: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Blend:
    """Margins of some views as one chance: expit(slopes · margins + offset)."""

    slopes: tuple[float, ...]
    offset: float

    def chances(self, margins: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
        """Return the chance of each row from its margins, one array per view."""
        total = sum(slope * margin for slope, margin in zip(self.slopes, margins, strict=True))
        return np.asarray(expit(total + self.offset))


@dataclass(frozen=True, slots=True)
class Head:
    """One learned judgement: a quick chance from words, and a full one from words, letters and vectors.

    From the quick chance `looks_at` on, the full one is wanted. From the full chance `decides_at` on, the head is
    trusted to find a failure by itself; None is never.
    """

    name: str
    reads: Reads
    languages: tuple[str, ...]
    words: View
    letters: View
    vectors: View
    quick: Blend
    full: Blend
    looks_at: float
    decides_at: float | None


def count_words(texts: Sequence[str], *, buckets: int = BUCKETS) -> csr_matrix:
    """Count words and word pairs by their hash, damped as 1 + ln(count); shape (texts, buckets)."""
    return _count(_hasher(buckets, analyzer="word", ngram_range=(1, 2)), texts, LONGEST_READ)


def count_letters(texts: Sequence[str]) -> csr_matrix:
    """Count runs of two to five letters within words by their hash, damped likewise; shape (texts, BUCKETS)."""
    return _count(_hasher(BUCKETS, analyzer="char_wb", ngram_range=(2, 5)), texts, LONGEST_SPELLED)


def count_sides(sides: Mapping[str, Sequence[str]], *, reads: Reads) -> csr_matrix:
    """Count the words of every side that a head reads, each in its own buckets; shape (exchanges, reads.buckets)."""
    if reads is not Reads.EXCHANGE:
        return count_words(sides[reads.side])
    return hstack([count_words(sides[side], buckets=size) for side, size in SIDE_BUCKETS.items()], format="csr")


def weigh(counts: csr_matrix, idf: NDArray[np.float32]) -> csr_matrix:
    """Return TF-IDF rows of unit length, from counts and inverse document frequencies."""
    return normalize(counts @ diags(idf))


def relate(vectors: Mapping[str, Vectors], *, reads: Reads) -> Vectors:
    """Return what a head reads of the vectors of an exchange's sides.

    One side as it is; of prompt and response both and their elementwise product; of an exchange their difference,
    the system prompt's product with the response, and the reply as well. Shape (exchanges, reads.vector_size).
    """
    if reads not in (Reads.BOTH, Reads.EXCHANGE):
        return vectors[reads.side]
    prompts, responses = vectors["prompt"], vectors["response"]
    pair = [prompts, responses, prompts * responses]
    if reads is Reads.EXCHANGE:
        pair += [np.abs(prompts - responses), vectors["system"] * responses, vectors["reply"]]
    return np.hstack(pair)


def margins(view: View, rows: Rows) -> NDArray[np.float64]:
    """Return each row's margin: of counts, weighed first by the view's frequencies, or of vectors as they are."""
    features = rows if view.idf is None else weigh(rows, view.idf)
    return np.asarray(features @ view.weights, dtype=np.float64)


def full_chances(head: Head, features: Vectors, *, words: csr_matrix, letters: csr_matrix) -> NDArray[np.float64]:
    """Return each exchange's full chance; raise ModelError when the vectors have another size.

    `words` and `letters` are the counts of the head's sides and side, `features` what `relate` gives.
    """
    if features.shape[1] != head.vectors.weights.shape[0]:
        raise ModelError(
            f"head {head.name!r} reads {head.vectors.weights.shape[0]} features, the encoder gives"
            f" {features.shape[1]}; use the encoder it was trained with, or train it anew: python -m pipelines.train"
        )
    views = ((head.words, words), (head.letters, letters), (head.vectors, features))
    return head.full.chances([margins(view, rows) for view, rows in views])


@cache
def _hasher(buckets: int, *, analyzer: str, ngram_range: tuple[int, int]) -> HashingVectorizer:
    return HashingVectorizer(
        n_features=buckets, analyzer=analyzer, ngram_range=ngram_range, alternate_sign=False, norm=None
    )


def _count(hasher: HashingVectorizer, texts: Sequence[str], longest: int) -> csr_matrix:
    counts = hasher.transform([plain(text)[:longest] for text in texts])
    counts.data = 1.0 + np.log(counts.data)
    return counts


@lru_cache(maxsize=4096)
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
        arrays = {name: array.astype(np.float32) for name, array in load_file(path.with_suffix(".safetensors")).items()}
        if card["version"] != HEAD_VERSION:
            raise ModelError(f"head {path.stem!r} has version {card['version']}; this code reads {HEAD_VERSION}")
        head = Head(
            name=card["name"],
            reads=Reads(card["reads"]),
            languages=tuple(card["languages"]),
            words=View(arrays["words"], arrays["words_idf"]),
            letters=View(arrays["letters"], arrays["letters_idf"]),
            vectors=View(arrays["vectors"]),
            quick=Blend(tuple(card["quick"]["slopes"]), card["quick"]["offset"]),
            full=Blend(tuple(card["full"]["slopes"]), card["full"]["offset"]),
            looks_at=card["looks_at"],
            decides_at=card["decides_at"],
        )
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise ModelError(
            f"head {path.stem!r} cannot be loaded: {error}; train it: python -m pipelines.train"
        ) from error
    _check_sizes(head, arrays)
    return head


def _check_sizes(head: Head, arrays: Mapping[str, NDArray[np.float32]]) -> None:
    sizes = {
        "words": head.reads.buckets,
        "words_idf": head.reads.buckets,
        "letters": BUCKETS,
        "letters_idf": BUCKETS,
        "vectors": head.reads.vector_size,
    }
    for name, size in sizes.items():
        if arrays[name].shape != (size,):
            raise ModelError(f"head {head.name!r}: {name} has shape {arrays[name].shape}; expected {(size,)}")
