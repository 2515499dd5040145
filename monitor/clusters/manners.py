"""Prompts to vectors of how they are put, whatever they are about; the short ones to what they mean."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from monitor.clusters.neighbours import HORIZON
from monitor.clusters.stop_words import STOP_WORDS
from monitor.shingles import UNSPACED

# Stored vectors are those of one describer, as those of one encoder: count on when anything here changes.
DESCRIBER = "manners@2"
# A way of asking shows only when it is met with several matters; three prompts alike mostly share the matter. From four
# to eight the attacks by suffix and by story (JailbreakBench's failed attempts) come out alike; three breaks them up.
FEWEST_PROMPTS = 4
# Here .9 is a cosine of .6. On the same prompts .9 and 1.0 are alike and .8 leaves a quarter as noise; at 1.1, as for
# responses, all that is written in one language can become one group.
PROMPT_HORIZON = 0.9
# Words and marks below which a prompt shows no manner: of the sample's, tricks have 33 and more, plain requests mostly
# fewer than this. By manner, all that is short and plain would be one group.
SHORT = 24
# As wide as the packaged encoder's vectors; each form falls on one of the places that the classes leave.
WIDTH = 384
TOKEN = re.compile(rf"[{UNSPACED}]|[^\W\d_{UNSPACED}]+|\d+|\n|[^\w\s]|_")
CLASS_WORDS = {
    "first": "i me my mine myself we us our ours",
    "second": "you your yours yourself yourselves u",
    "third": "he she it they him them her his its their theirs this that these those who",
    "article": "a an the",
    "preposition": "of in on at by for with about against between into through to from up down over under as",
    "conjunction": "and or but if because while so than though although unless until",
    "auxiliary": "is are was were be been being am have has had do does did will would shall can could may might must",
    "negation": "no not never nor none cannot dont doesn",
    "question": "what which when where why how whose",
    "request": "please help provide give tell show make write let",
}
CLASS_OF = {word: name for name, words in CLASS_WORDS.items() for word in words.split()}
CLASS_MARKS = {"end": ".!?", "pause": ",;", "quote": "'\"`“”’‘", "bracket": "()[]{}<>", "colon": ":-–—", "line": "\n"}
CLASS_OF |= {mark: name for name, marks in CLASS_MARKS.items() for mark in marks}
# The square roots of how often each class is met in 250 ordinary prompts (OpenAssistant): what is usual says nothing.
USUAL = {
    "article": 0.23, "auxiliary": 0.25, "bracket": 0.02, "capitalised": 0.14, "colon": 0.02, "conjunction": 0.12,
    "end": 0.25, "first": 0.1, "line": 0.01, "lower": 0.54, "mixed": 0.01, "negation": 0.01, "number": 0.03,
    "other_script": 0.0, "particle": 0.24, "pause": 0.07, "preposition": 0.28, "question": 0.17, "quote": 0.05,
    "request": 0.06, "second": 0.06, "symbol": 0.01, "third": 0.1, "upper": 0.02,
}  # fmt: skip
PLACES = {name: place for place, name in enumerate(USUAL)}


def describe_prompts(texts: Sequence[str]) -> NDArray[np.float32]:
    """Describe how each prompt is put: unit rows, shape (texts, 384), that do not depend on one another.

    The words that carry the matter are masked by their form, which leaves grammar, marks and layout (text distortion:
    Stamatatos 2017). Half of a row is how often each class of them is met against what is usual, by square roots
    (Hellinger), half is the single forms and their pairs, hashed. Two prompts of one template are near each other
    whatever they ask for; so are two that end in the same kind of gibberish, or tell the same kind of story.
    """
    usual = np.array(list(USUAL.values()))
    rows = np.zeros((len(texts), WIDTH), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        tokens = _tokens(text)
        row[: len(usual)] = _unit(_class_roots(tokens) - usual)
        row[len(usual) :] = _unit(_form_roots([_form(token) for token in tokens]))
    return rows / np.float32(np.sqrt(2))


def place_prompts(texts: Sequence[str], meanings: NDArray[np.float32]) -> NDArray[np.float32]:
    """Place prompts so that like ways of provoking are near: unit rows, shape (texts, 385 + width of a meaning).

    `meanings` are unit rows, one per text. A prompt stands in its manner or, where it is too short to show one, in its
    meaning; the two have nothing in common, so that no cluster holds both. Distances between meanings are shrunk to
    those between manners: two that reach the horizon of the one reach that of the other. Raises ValueError when the
    lengths differ.
    """
    if len(texts) != len(meanings):
        raise ValueError(f"{len(texts)} texts and {len(meanings)} meanings; need one meaning per text")
    rows = np.zeros((len(texts), WIDTH + 1 + meanings.shape[1]), dtype=np.float32)
    is_short = np.array([len(_tokens(text)) < SHORT for text in texts], dtype=bool)
    rows[~is_short, :WIDTH] = describe_prompts([text for text, short in zip(texts, is_short, strict=True) if not short])
    # What all short prompts share brings them nearer: 2 - 2 cosine falls to this share of what it was.
    kept = (PROMPT_HORIZON / HORIZON) ** 2
    rows[is_short, WIDTH] = np.sqrt(1 - kept)
    rows[is_short, WIDTH + 1 :] = np.sqrt(kept) * meanings[is_short]
    return rows


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(unicodedata.normalize("NFKC", text))


def _class_roots(tokens: Sequence[str]) -> NDArray[np.float64]:
    counts = np.zeros(len(USUAL))
    for name, count in Counter(map(_class, tokens)).items():
        counts[PLACES[name]] = count
    return np.sqrt(counts / max(len(tokens), 1))


def _form_roots(forms: Sequence[str]) -> NDArray[np.float64]:
    """Return signed square roots of how often each place is met; signs make forms that share a place cancel out."""
    sums = np.zeros(WIDTH - len(USUAL))
    for form, count in Counter([*forms, *map(" ".join, pairwise(forms))]).items():
        digest = crc32(form.encode("utf-8", "replace"))
        sums[(digest >> 1) % len(sums)] += count if digest & 1 else -count
    return np.sign(sums) * np.sqrt(np.abs(sums))


@lru_cache(maxsize=100_000)
def _form(token: str) -> str:
    """Return a word that is met everywhere, or a mark, as it is; any other as its class."""
    is_plain = token.lower() in STOP_WORDS or not token.isalnum()
    return token.lower() if is_plain else _class(token)


@lru_cache(maxsize=100_000)
def _class(token: str) -> str:
    word = token.lower()
    if word in CLASS_OF:
        return CLASS_OF[word]
    if word in STOP_WORDS:
        return "particle"
    if token.isalpha():
        return _case(token)
    return "number" if token.isdigit() else "symbol"


def _case(word: str) -> str:
    if not unicodedata.name(word[0], "").startswith("LATIN"):
        return "other_script"
    if word.islower():
        return "lower"
    if word.istitle():
        return "capitalised"
    return "upper" if word.isupper() else "mixed"


def _unit(row: NDArray[np.float64]) -> NDArray[np.float64]:
    return row / max(float(np.linalg.norm(row)), 1e-9)
