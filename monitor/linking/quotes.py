"""The passages of a report that quote a conversation."""

import re
from collections.abc import Iterator

from monitor.linkage import Span
from monitor.shingles import WORD

# Four words are a name or a saying; a conversation is known again from six on.
LEAST_WORDS = 6
# Who quotes more than ten passages sends a whole transcript: that is found by its other passages.
MOST_QUOTES = 10
# Straight quotes, curly and low ones, guillemets, and a single quote only where no letter touches it from outside.
MARKED = re.compile(
    r"\"([^\"]+)\"|[“„]([^“”„]+)[“”]|«([^«»]+)»|»([^«»]+)«|「([^「」]+)」|(?<!\w)['‘]([^'‘’\n]+(?:['’]\w[^'‘’\n]*)*)['’](?!\w)"
)
# A mail client's marks, a code fence, and the way people copy a chat: who spoke, a colon, what was said.
LINES = re.compile(
    r"(?m)^[ \t]*(?:>+[ \t]*|(?:user|me|i|customer|prompt|bot|chatbot|assistant|ai|answer|response|ich|kunde|antwort)"
    r"[ \t]*:[ \t]*)(\S.*)$",
    re.IGNORECASE,
)


def find_quotes(text: str) -> list[Span]:
    """Return where a report seems to quote a conversation, in passages of six words or more.

    >>> text = 'I asked "how do I kill a hanging process now" and it said "no".'
    >>> [text[start:end] for start, end in find_quotes(text)]
    ['how do I kill a hanging process now']
    """
    found = {span for span in _spans(text) if len(WORD.findall(text[slice(*span)])) >= LEAST_WORDS}
    return sorted(found)[:MOST_QUOTES]


def _spans(text: str) -> Iterator[Span]:
    for pattern in (MARKED, LINES):
        for match in pattern.finditer(text):
            group = match.lastindex or 0
            yield match.start(group), match.end(group)
