"""The jailbreak families that ship with the product, and the prompts that are like one of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from monitor.exemplars.search import Match, Texts, Vector, find_paraphrases
from monitor.shingles import find_near_copies
from monitor.taxonomy import Technique, Way

FAMILIES = Path(__file__).with_name("families.json")
# What a prompt is about moves its vector as much as how it tries: half its likeness to ordinary prompts is taken off.
CONTRAST = 0.5
# One ordinary prompt in 200 (oasst, XSTest's safe ones, HaluEval) reaches this: tests/bench/bench_exemplars.py.
LEAST_MARGIN = 0.32
# No prompt below this cosine reaches the margin, whatever it is not like: the search may leave it out.
LEAST_COSINE = LEAST_MARGIN


@dataclass(frozen=True, slots=True)
class Family:
    """One known way to get around an assistant's rules, in several wordings of our own."""

    name: str
    title: str
    technique: Technique | None
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Families:
    """The known families, and ordinary prompts to tell them from."""

    families: tuple[Family, ...]
    ordinary: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text whose vector the search by meaning needs."""
        return (*self.by_wording, *self.ordinary)

    @property
    def by_wording(self) -> dict[str, Family]:
        """Each family by each of its wordings."""
        return {wording: family for family in self.families for wording in family.wordings}


@cache
def load_families() -> Families:
    """Read the families, each a name, a title, the technique if it is one of ours, and its wordings."""
    told = json.loads(FAMILIES.read_text(encoding="utf-8"))
    families = tuple(
        Family(
            one["name"],
            one["title"],
            None if one["technique"] is None else Technique(one["technique"]),
            tuple(one["wordings"]),
        )
        for one in told["families"]
    )
    return Families(families, tuple(told["ordinary"]))


def find_families(prompts: Texts, known: Families, vectors: Mapping[str, Vector]) -> dict[str, Match]:
    """Return, for each prompt that is like a family, the wording it is most like, nearly the same words first.

    `vectors` holds those of the families' texts, made by the same encoder. By meaning, a prompt is like a family
    when its cosine to a wording, less half of that to the nearest ordinary prompt, is large enough.
    """
    found = _by_meaning(prompts, known, vectors)
    for text, wording, similarity in find_near_copies(prompts.texts, list(known.by_wording)):
        best = found.get(text)
        if best is None or best.way is Way.MEANING or best.similarity < similarity:
            found[text] = Match(wording, Way.WORDS, similarity)
    return found


def _by_meaning(prompts: Texts, known: Families, vectors: Mapping[str, Vector]) -> dict[str, Match]:
    best: dict[str, Match] = {}
    wordings = Texts(list(known.by_wording), vectors)
    for text, wording, cosine in find_paraphrases(prompts, wordings, least=LEAST_COSINE):
        if text not in best or best[text].similarity < cosine:
            best[text] = Match(wording, Way.MEANING, cosine)
    if not best:
        return best
    ordinary = np.stack([vectors[text] for text in known.ordinary]).T
    contrasts = (np.stack([prompts.vectors[text] for text in best]) @ ordinary).max(axis=1)
    return {
        text: match
        for (text, match), contrast in zip(best.items(), contrasts, strict=True)
        if match.similarity - CONTRAST * max(0.0, contrast) >= LEAST_MARGIN
    }
