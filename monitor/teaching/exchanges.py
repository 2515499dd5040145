"""What examples are taught from: a response with its prompt, and which of them are nearly the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from monitor.detectors.heads import guess_language
from monitor.shingles import WORD, find_near_duplicates, find_shingles

# Shorter responses are stock wording ("I'm sorry, but I can't help with that."): alike wherever they were said.
FEWEST_RESPONSE_WORDS = 15
# A language that neither the words nor the log tell.
UNKNOWN_LANGUAGE = "unknown"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One response and the prompt before it, which may be empty; `key` names it, `conversation` where it was said."""

    key: str
    conversation: str
    prompt: str
    response: str
    logged_language: str | None = None

    @property
    def language(self) -> str:
        """The language of the response by its words, or else by its log."""
        return guess_language(self.response) or self.logged_language or UNKNOWN_LANGUAGE


def find_families(exchanges: Sequence[Exchange]) -> NDArray[np.intp]:
    """Return the number of each exchange's family: those of one conversation, or nearly the same on either side.

    >>> same = [Exchange("a", "c1", "Who wrote Faust?", "Goethe."), Exchange("b", "c2", "who wrote Faust", "Me.")]
    >>> find_families([*same, Exchange("c", "c3", "What is two and two?", "Four.")]).tolist()
    [0, 0, 1]
    """
    rows = {str(at): one for at, one in enumerate(exchanges)}
    first: dict[str, int] = {}
    pairs = [(at, first.setdefault(one.conversation, at)) for at, one in enumerate(exchanges)]
    for texts in (
        {at: one.prompt for at, one in rows.items()},
        {at: one.response if _tells(one.response) else "" for at, one in rows.items()},
    ):
        shingles = {at: find_shingles(text) for at, text in texts.items() if text.strip()}
        if shingles:
            pairs += [(int(left), int(right)) for left, right, _ in find_near_duplicates(shingles)]
    places = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(places)), (places[:, 0], places[:, 1])), shape=(len(rows), len(rows)))
    families: NDArray[np.intp] = connected_components(graph, directed=False)[1].astype(np.intp)
    return families


def _tells(response: str) -> bool:
    return len(WORD.findall(response)) >= FEWEST_RESPONSE_WORDS
