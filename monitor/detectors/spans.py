"""Cite what was found in hostile text by exact character offsets."""

import re
from functools import lru_cache

from monitor.detectors.phrases import Phrases
from monitor.records import Evidence

# Typographic marks become plain ones, one character for one, so that offsets stay those of the stored text.
_PLAIN = str.maketrans("’‘´ʼ“”„«»\u00a0\u202f\u2011", '\'\'\'\'"""""  -')
# A rule reads no further: real answers are shorter, and hostile ones may not cost minutes.
LONGEST = 20_000
# A citation longer than this no longer points at anything.
LONGEST_CITATION = 300
_SENTENCE_END = re.compile(r"[.!?…](?:[\"')\]]*)(?:\s|$)|\n+")
_FENCE = "```"


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the text with plain quotes, hyphens and blanks, every character at its old place.

    >>> plain("I can’t")
    "I can't"
    """
    return text[:LONGEST].translate(_PLAIN)


def sentence_bounds(text: str, at: int) -> tuple[int, int]:
    """Return where the sentence around a character starts and ends.

    >>> sentence_bounds("One. Two three. Four", 6)
    (5, 15)
    """
    start, end = 0, len(text)
    for stop in _SENTENCE_END.finditer(text):
        if stop.end() <= at:
            start = stop.end()
        elif stop.start() >= at:
            end = len(text[: stop.end()].rstrip())
            break
    return start, end


def sentences(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of a text starts and ends; of a blank text its bounds.

    >>> sentences("One. Two three")
    [(0, 4), (5, 14)]
    """
    stops = [stop.end() for stop in _SENTENCE_END.finditer(text)]
    cuts = zip([0, *stops], [*stops, len(text)], strict=True)
    return [(start, start + len(text[start:end].rstrip())) for start, end in cuts if text[start:end].strip()] or [
        (0, len(text))
    ]


def sentence_around(text: str, match: re.Match[str]) -> str:
    """Return the sentence in which a match begins."""
    start, end = sentence_bounds(text, match.start())
    return text[start : max(end, match.end())]


def cite(message_index: int, text: str, match: re.Match[str] | None) -> tuple[Evidence, ...]:
    """Cite the sentence of a match, or the match alone where the sentence is very long; nothing for no match."""
    if match is None:
        return ()
    start, end = sentence_bounds(text, match.start())
    end = max(end, match.end())
    if end - start > LONGEST_CITATION:
        start, end = match.span()
    return (Evidence(message_index, start, min(end, start + LONGEST_CITATION)),)


def cite_start(message_index: int, text: str) -> tuple[Evidence, ...]:
    """Cite the first sentence of a text; nothing of an empty one."""
    first = re.search(r"\S", text)
    return cite(message_index, text, first)


def is_quoted(text: str, at: int) -> bool:
    """Tell whether a character stands inside quotation marks, a quoted line or a code block.

    >>> is_quoted('He said "I am human" twice', 12), is_quoted("I am human", 3)
    (True, False)
    """
    before = text[:at]
    paragraph = before[before.rfind("\n") + 1 :]
    return paragraph.count('"') % 2 == 1 or paragraph.lstrip().startswith(">") or before.count(_FENCE) % 2 == 1


def spoken(pattern: Phrases | re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the first match that the speaker says in their own voice, not in a quotation or a code block."""
    return next((match for match in pattern.finditer(text) if not is_quoted(text, match.start())), None)
