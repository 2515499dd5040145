"""The words of texts that may name something, and how much each one sets a cluster apart from its neighbours."""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from monitor.clusters.stop_words import STOP_WORDS

# A name must fit a table cell; longer "words" are keys, hashes or screams.
LONGEST_WORD = 24
SHORTEST_WORD = 3
# The first two thousand characters say what a text is about; the bound keeps one huge text cheap.
READ_CHARACTERS = 2_000
# A word that a fifth of the members do not use does not name the cluster, and what only one says is that one's own.
LEAST_SHARE, LEAST_TEXTS = 0.2, 2
# A word that no neighbour uses would else weigh without end: half a text of ten.
SMOOTHING = 0.05

# Between the parts of a text that no phrase may span.
BREAK = " | "
CAPITALISED = r"[^\W\d_a-zà-öø-ÿ][^\W\d_]*"
# A placeholder stands for what a person is called or where they live; capitals beside it are the rest of that.
PLACEHOLDER = re.compile(rf"(?:{CAPITALISED}\s+){{0,2}}\[[A-Z][A-Z_]*_\d+\](?:\s+{CAPITALISED}){{0,2}}")
# Links, e-mail addresses, tags, and code.
LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|<[^<>]{1,500}>|```.*?(?:```|\Z)|`[^`]{1,500}`", re.DOTALL)
# Who somebody is, and what opens something.
PERSON = re.compile(
    r"(?i:\b(?:mrs?|ms|dr|prof|herrn?|frau|dear|liebe[rs]?|(?:my|your) name is|i am called|mein name ist|ich heiße))"
    rf"\b\.?,?\s+{CAPITALISED}(?:\s+{CAPITALISED})?"
)
SECRET = re.compile(
    r"(?i:\b(?:passwor[dt]|passphrase|pass ?code|code ?name|api[- ]?key|token|secret|schlüssel|voucher|gutschein))"
    r"\b(?:\s*(?:[:=]|\b(?i:is|ist|lautet)\b)\s*[\"'“„]?\S+|\s+[\"'“„]?(?:[A-Z]{3,}\b|\S*\d\S*))"
)
# A number within it, or capitals inside: a key, an order, a model of a car.
KEY = re.compile(r"\S*(?:\d|[^\W\d_A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ]+[^\W\d_A-ZÀ-ÖØ-Þ]*[A-ZÀ-ÖØ-Þ])\S*")
NOT = re.compile(r"(?i)\b(ca|wo|\w+?)n['’]t\b")
IS = re.compile(r"(?i)\b(s?he|it|(?:t?here|that|what|who|how))['’]s\b")
POSSESSIVE = re.compile(r"(?<=\w)['’]s\b")
PART = re.compile(r"[^\w\s-]+|\n+|_+")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# English plurals and German endings, longest first; what is left must still be a word.
ENDINGS = (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("es", "e"), ("s", ""), ("en", "e"), ("n", ""))
SHORTEST_STEM = 4
NEGATED = {"ca": "can not", "wo": "will not"}


@dataclass(frozen=True)
class Said:
    """One text as the words that may be repeated, in lower case, in parts that no phrase may span."""

    parts: tuple[tuple[str, ...], ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words that can say something."""
        return tuple(word for part in self.parts for word in part if is_telling(word))

    @cached_property
    def stems(self) -> frozenset[str]:
        """What those words have in common with their plurals."""
        return frozenset(map(stem, self.words))


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a cluster's texts say: how much each stem sets it apart, the largest weight first, and each one's share."""

    weights: Mapping[str, float]
    shares: Mapping[str, float]


def read_said(text: str) -> Said:
    """Return what of a text may be repeated: nobody's name, no address, link, number, key, code, or word after one.

    >>> read_said("Dear Katrina Jones, your password is Rosebud9: reset it at https://x.example").parts
    (('your',), ('reset', 'it', 'at'))
    """
    plain = unicodedata.normalize("NFKC", text[:READ_CHARACTERS])
    for told in (LINK, PLACEHOLDER, PERSON, SECRET, KEY):
        plain = told.sub(BREAK, plain)
    plain = NOT.sub(lambda found: NEGATED.get(found[1].lower(), f"{found[1]} not"), plain)
    plain = POSSESSIVE.sub("", IS.sub(r"\1 is", plain))
    parts = (tuple(WORD.findall(part.lower())) for part in PART.split(plain))
    return Said(tuple(part for part in parts if part))


def is_telling(word: str) -> bool:
    """Tell whether a word can say what a text is about."""
    return SHORTEST_WORD <= len(word) <= LONGEST_WORD and word not in STOP_WORDS


def stem(word: str) -> str:
    """Return what the singular and the plural of a word share.

    >>> stem("stories") == stem("story"), stem("passwords") == stem("password")
    (True, True)
    """
    for ending, rest in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(rest) >= SHORTEST_STEM:
            return word.removesuffix(ending) + rest
    return word


def find_spellings(texts: Iterable[Said]) -> dict[str, str]:
    """Return the most used spelling of each stem."""
    uses = Counter(word for text in texts for word in text.words)
    best: dict[str, str] = {}
    for word in sorted(uses, key=lambda word: (uses[word], word), reverse=True):
        best.setdefault(stem(word), word)
    return best


def count_shares(texts: Sequence[Said]) -> dict[str, float]:
    """Return in which share of the texts each stem is; a text that repeats a word has it once."""
    found = Counter(one for text in texts for one in text.stems)
    return {one: times / len(texts) for one, times in found.items()}


def weigh(mine: Sequence[Said], around: Mapping[str, float], elsewhere: Mapping[str, float]) -> Weighed:
    """Weigh the stems that enough of a cluster's texts use, against their shares among its neighbours and elsewhere.

    A weight is what the word adds to the Kullback-Leibler divergence of the cluster from what lies next to it: its
    share times the logarithm of how much oftener it is there than among the neighbours, or elsewhere if that is more.
    """
    shares = count_shares(mine)
    least = max(LEAST_SHARE, min(LEAST_TEXTS, len(mine)) / max(len(mine), 1))
    weights = {
        one: share * math.log((share + SMOOTHING) / (max(around.get(one, 0), elsewhere.get(one, 0)) + SMOOTHING))
        for one, share in shares.items()
        if share >= least
    }
    return Weighed(dict(sorted(weights.items(), key=lambda one: (-round(one[1], 9), one[0]))), shares)


def mean_shares(shares: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the mean share of each stem over some clusters, a small one counting as much as a large one."""
    total: defaultdict[str, float] = defaultdict(float)
    for one in shares:
        for name, share in one.items():
            total[name] += share
    return {name: share / len(shares) for name, share in total.items()}


def shares_elsewhere(own: Mapping[str, float], everywhere: Mapping[str, float], *, clusters: int) -> dict[str, float]:
    """Return the mean share of each of a cluster's stems over the others; `everywhere` is that over all `clusters`."""
    others = max(clusters - 1, 1)
    return {one: max(everywhere.get(one, 0.0) * clusters - share, 0.0) / others for one, share in own.items()}


def runs_of(words: Sequence[str], *, length: int) -> Iterator[tuple[str, ...]]:
    """Yield every run of so many words that follow each other."""
    for start in range(len(words) - length + 1):
        yield tuple(words[start : start + length])
