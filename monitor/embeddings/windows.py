"""The parts of a text that an encoder reads: all of it, or its head and its tail."""

from collections.abc import Callable, Sequence

# A token is seldom longer than eight characters: this much text holds more tokens than any small encoder reads,
# and it bounds the work on a response of megabytes.
REACH = 8_192

Spans = Callable[[str], Sequence[tuple[int, int]]]


def split_windows(text: str, find_spans: Spans, *, budget: int) -> tuple[str, ...]:
    """Return the whole text if it has at most `budget` tokens, else its first and its last `budget` tokens.

    A chatbot often fails in its last sentence, after a page of harmless preamble; an encoder that only reads the head
    would call that page harmless. Measured on ordinary answers with a jailbroken one at their end: the cosine to
    that end is .11 by the head and .39 by both; grouping whole jailbreaks by topic loses a little (nearest neighbour
    right .911, by the head .917). `find_spans` gives the characters (start, end) of each token.

    >>> def words(text):
    ...     return [(at, at + 1) for at, letter in enumerate(text) if letter != " "]
    >>> split_windows("a b c", words, budget=3)
    ('a b c',)
    >>> split_windows("a b c d e", words, budget=2)
    ('a b', 'd e')
    """
    if len(text) <= budget:
        return (text,)
    head, tail = text[:REACH], text[-REACH:]
    head_spans = find_spans(head)
    if head == text and len(head_spans) <= budget:
        return (text,)
    tail_spans = head_spans if head == text else find_spans(tail)
    return head[: _end(head_spans[:budget])], tail[_start(tail_spans[-budget:]) :]


def _end(spans: Sequence[tuple[int, int]]) -> int:
    return spans[-1][1] if spans else 0


def _start(spans: Sequence[tuple[int, int]]) -> int:
    return spans[0][0] if spans else 0
