"""Personal data out of texts, replaced by typed placeholders that are numbered within one conversation."""

import re
from collections.abc import Iterable, Iterator, Sequence

from monitor.redaction.accounts import find_cards, find_ibans
from monitor.redaction.addresses import find_addresses
from monitor.redaction.contacts import find_emails, find_ips
from monitor.redaction.find import Find, Finder
from monitor.redaction.phones import find_phones
from monitor.redaction.secrets import find_secrets

# In order: what an earlier rule took, a later one cannot misread (a card is no phone).
RULES: tuple[tuple[str, Finder], ...] = (
    ("SECRET", find_secrets),
    ("EMAIL", find_emails),
    ("IBAN", find_ibans),
    ("CARD", find_cards),
    ("IP", find_ips),
    ("ADDRESS", find_addresses),
    ("PHONE", find_phones),
)
# The others find nothing without a digit.
WORDED_RULES = RULES[:2]
DIGIT = re.compile(r"[0-9]")
PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(kind for kind, _ in RULES)})_[1-9][0-9]*\]")
MASK = "]"


def redact_texts(texts: Sequence[str], *, region: str) -> list[str]:
    """Replace personal data in the texts of one conversation.

    The same value has the same placeholder in every text. `region` (two letters) is where phone numbers without a
    country code belong. Doing it twice changes nothing more, and a placeholder that a text already held keeps its
    number for itself.

    >>> redact_texts(["I am jo@mail.org", "Hello jo@mail.org, not al@mail.org"], region="US")
    ['I am [EMAIL_1]', 'Hello [EMAIL_1], not [EMAIL_2]']
    """
    numbers = _Numbers(texts)
    return [_redact_fully(text, numbers, region) for text in texts]


class _Numbers:
    """The placeholder of each value of one conversation."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._taken = {placeholder for text in texts if "[" in text for placeholder in PLACEHOLDER.findall(text)}
        self._given: dict[tuple[str, str], str] = {}
        self._last: dict[str, int] = {}

    def placeholder(self, kind: str, value: str) -> str:
        """Return the placeholder of a value, a new one if it has none."""
        if (kind, value) not in self._given:
            self._given[kind, value] = self._next(kind)
        return self._given[kind, value]

    def _next(self, kind: str) -> str:
        while True:
            self._last[kind] = self._last.get(kind, 0) + 1
            placeholder = f"[{kind}_{self._last[kind]}]"
            if placeholder not in self._taken:
                return placeholder


def _redact_fully(text: str, numbers: "_Numbers", region: str) -> str:
    """Redact until nothing changes: what stood beside a value may be one itself once the value is gone."""
    redacted = _redact(text, numbers, region)
    while redacted != text:
        text, redacted = redacted, _redact(redacted, numbers, region)
    return redacted


def _redact(text: str, numbers: _Numbers, region: str) -> str:
    for kind, find in RULES if DIGIT.search(text) else WORDED_RULES:
        text = _replace(text, kind, numbers, finds=find(_mask(text), region))
    return text


def _mask(text: str) -> str:
    """Cover the placeholders, keeping all places, with a sign that no rule takes: none is redacted again."""
    return PLACEHOLDER.sub(lambda match: MASK * len(match[0]), text) if "[" in text else text


def _replace(text: str, kind: str, numbers: _Numbers, *, finds: Iterator[Find]) -> str:
    """Replace the finds; where two overlap the first one counts.

    What touches a placeholder stays: it was part of what the placeholder stands for when its rule saw it whole.
    """
    edges = {edge for match in PLACEHOLDER.finditer(text) for edge in match.span()} if "[" in text else set()
    pieces = []
    done = 0
    for found in sorted(finds, key=lambda find: (find.start, -find.end)):
        if found.start >= done and found.start not in edges and found.end not in edges:
            pieces += [text[done : found.start], numbers.placeholder(kind, found.value)]
            done = found.end
    return "".join([*pieces, text[done:]])
