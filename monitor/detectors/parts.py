"""A prompt's parts: its sentences beside the whole, since one harmful sentence hides in a long harmless prompt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from monitor.detectors.spans import plain

# A sentence this short says nothing by itself ("Please.").
FEWEST_WORDS = 4
# A prompt's asking stands at its start or its end; those in between are many in a pasted document.
MOST_AT_EACH_END = 5
_END = re.compile(r"(?<=[.!?:])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of several texts in one list; `starts` says where each text's parts begin."""

    texts: list[str]
    starts: list[int]

    def worst(self, chances: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return, for each text, the highest chance among its parts."""
        return np.maximum.reduceat(chances, self.starts)


def cut(texts: Sequence[str]) -> Parts:
    """Cut each text into itself and its sentences.

    >>> cut(["Tell me a story. Then tell me how to pick a lock.", "Hi"]).texts
    ['Tell me a story. Then tell me how to pick a lock.', 'Tell me a story.', 'Then tell me how to pick a lock.', 'Hi']
    """
    parts = Parts([], [])
    for text in texts:
        parts.starts.append(len(parts.texts))
        parts.texts.append(text)
        parts.texts.extend(_sentences(text))
    return parts


def _sentences(text: str) -> list[str]:
    found = [one.strip() for one in _END.split(plain(text)) if len(one.split()) >= FEWEST_WORDS]
    if len(found) < 2:
        return []
    return found if len(found) <= 2 * MOST_AT_EACH_END else found[:MOST_AT_EACH_END] + found[-MOST_AT_EACH_END:]
