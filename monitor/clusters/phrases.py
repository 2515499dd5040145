"""A readable phrase for a cluster, in its most typical members' own words, and what no name may say."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from monitor.clusters.keywords import Said, Weighed, is_telling, read_said, runs_of, stem

SHORTEST_PHRASE, LONGEST_PHRASE = 2, 6
# Two words that say something are a phrase; one is a keyword.
LEAST_TELLING = 2
LONGEST_NAME = 60
# So many words in a row of a system prompt are a quotation of it.
QUOTED_WORDS = 4
# Words that a system prompt shouts are code names and vouchers.
SHOUTED = re.compile(r"\b[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ\d]{3,}\b")
INERT = re.compile(r"[^\W_]+(?:[ -]+[^\W_]+)*")
# What a phrase that all members say word for word is worth beside one whose words they all use somewhere.
SAID_ALIKE = 1.0
# For each word that says nothing.
FILLER = 0.03


@dataclass(frozen=True, slots=True)
class Withheld:
    """What no name may quote: runs of words of system prompts, and words shouted in them."""

    runs: Set[tuple[str, ...]] = frozenset()
    words: Set[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A few words that follow each other in a text, the stems that say something, and how well it names."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    score: float


def withhold(secrets: Iterable[str]) -> Withheld:
    """Return what of these texts, system prompts, no name may say.

    >>> sorted(withhold(["You are Aria. Internal: codename HEDGEROW."]).words)
    ['hedgerow']
    """
    runs: set[tuple[str, ...]] = set()
    words: set[str] = set()
    for text in secrets:
        words |= {word.lower() for word in SHOUTED.findall(text)}
        runs |= {run for part in read_said(text).parts for run in runs_of(part, length=QUOTED_WORDS)}
    return Withheld(runs, words)


def conceal(said: Said, withheld: Withheld) -> Said:
    """Return a text without what is withheld."""
    return Said(tuple(kept for part in said.parts for kept in _kept(part, withheld)))


def is_speakable(name: str, withheld: Withheld) -> bool:
    """Tell whether a name, whoever made it, is short, inert, and holds no key, person, link or quoted secret.

    >>> is_speakable("Kill a hanging process", Withheld()), is_speakable("See https://x.example", Withheld())
    (True, False)
    """
    if not name or len(name) > LONGEST_NAME or not INERT.fullmatch(name):
        return False
    spoken = [word for part in conceal(read_said(name), withheld).parts for word in part]
    return spoken == [word for one in name.lower().split() for word in one.strip("-").split(" ") if word]


def find_phrases(central: Sequence[Said], everyone: Sequence[Said], weighed: Weighed) -> list[Phrase]:
    """Return phrases of the most typical texts, the one that names the cluster best first.

    Every word of a phrase that says something is one that enough members use, so that none is one person's own; and
    it begins and ends with such a word.
    """
    found = {
        run: tuple(dict.fromkeys(stem(word) for word in run if is_telling(word)))
        for text in central
        for part in text.parts
        for length in range(SHORTEST_PHRASE, LONGEST_PHRASE + 1)
        for run in runs_of(part, length=length)
        if _is_phrase(run, weighed)
    }
    alike = Counter(run for text in everyone for run in _runs_in(text, found.keys()))
    phrases = [_phrase(run, stems, weighed, alike=alike[run] / len(everyone)) for run, stems in found.items()]
    return sorted(
        (one for one in phrases if len(one.stems) >= LEAST_TELLING), key=lambda one: (-round(one.score, 9), one.words)
    )


def _kept(part: tuple[str, ...], withheld: Withheld) -> Iterator[tuple[str, ...]]:
    hidden = {number for number, word in enumerate(part) if word in withheld.words}
    for start, run in enumerate(runs_of(part, length=QUOTED_WORDS)):
        if run in withheld.runs:
            hidden.update(range(start, start + QUOTED_WORDS))
    kept: list[str] = []
    for number, word in enumerate(part):
        if number not in hidden:
            kept.append(word)
        elif kept:
            yield tuple(kept)
            kept = []
    if kept:
        yield tuple(kept)


def _is_phrase(run: tuple[str, ...], weighed: Weighed) -> bool:
    telling = [word for word in run if is_telling(word)]
    is_framed = is_telling(run[0]) and is_telling(run[-1])
    return is_framed and len(" ".join(run)) <= LONGEST_NAME and all(stem(one) in weighed.weights for one in telling)


def _runs_in(text: Said, wanted: Set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    lengths = range(SHORTEST_PHRASE, LONGEST_PHRASE + 1)
    return {run for part in text.parts for length in lengths for run in runs_of(part, length=length)} & wanted


def _phrase(run: tuple[str, ...], stems: tuple[str, ...], weighed: Weighed, *, alike: float) -> Phrase:
    weight = sum(weighed.weights[one] for one in stems)
    return Phrase(run, stems, weight * (1 + SAID_ALIKE * alike) - FILLER * (len(run) - len(stems)))
