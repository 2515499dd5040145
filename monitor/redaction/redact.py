"""Personal data out of texts, replaced by typed placeholders that are numbered within one conversation."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from monitor.redaction.accounts import find_cards, find_ibans
from monitor.redaction.addresses import find_addresses
from monitor.redaction.contacts import find_emails, find_ips
from monitor.redaction.find import MASK, Find, Rule, count_digits, words_of
from monitor.redaction.identities import LABEL_CUES, find_identities, find_labelled_identities
from monitor.redaction.labelled import BIRTH_CUES, USER_CUES, find_births, find_handles
from monitor.redaction.names import NAME, NAME_RULES
from monitor.redaction.persons import Persons
from monitor.redaction.phones import find_phones
from monitor.redaction.secrets import find_secrets
from monitor.redaction.spelled import SPELLED_CUES, find_spelled_emails

# What the rules below find and how; a dataset records it, and a change of them raises it.
REDACTION_VERSION = 2
# What each needs at least: an IBAN of Malta may hold no more than seven digits, an IPv6 address one, a birthday four.
# In order: what an earlier rule took, a later one cannot misread (a card is no phone).
RULES = (
    Rule("SECRET", find_secrets),
    Rule("EMAIL", find_emails),
    Rule("EMAIL", find_spelled_emails, cues=(SPELLED_CUES,)),
    Rule("USERNAME", find_handles, cues=(USER_CUES,)),
    Rule("IBAN", find_ibans, fewest_digits=7),
    Rule("CARD", find_cards, fewest_digits=13),
    Rule("IP", find_ips, fewest_digits=1),
    Rule("ID", find_identities, fewest_digits=6),
    Rule("ID", find_labelled_identities, fewest_digits=4, cues=(LABEL_CUES,)),
    Rule("BIRTHDATE", find_births, fewest_digits=4, cues=(BIRTH_CUES,)),
    Rule("ADDRESS", find_addresses, fewest_digits=1),
    Rule("PHONE", find_phones, fewest_digits=7),
    *NAME_RULES,
)
KINDS = tuple(dict.fromkeys(rule.kind for rule in RULES))
# Names of models, versions and languages come again with every conversation.
SHORT = 32
PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(KINDS)})_[1-9][0-9]*\]")


class Span(NamedTuple):
    """Characters `start` to `end` of a text are personal data of one kind; equal values are the same thing."""

    start: int
    end: int
    kind: str
    value: str


def redact_texts(texts: Sequence[str], *, region: str) -> list[str]:
    """Replace personal data in the texts of one conversation.

    The same value has the same placeholder in every text, and so has a person by surname alone once the whole name was
    given. `region` (two letters) is where phone numbers without a country code belong. Doing it twice changes nothing
    more, and a placeholder that a text already held keeps its number for itself.

    >>> redact_texts(["I am jo@mail.org", "Hello jo@mail.org, not al@mail.org"], region="US")
    ['I am [EMAIL_1]', 'Hello [EMAIL_1], not [EMAIL_2]']
    >>> redact_texts(["My name is Jo Brandt.", "Good morning, Ms Brandt."], region="US")
    ['My name is [NAME_1].', 'Good morning, Ms [NAME_1].']
    """
    numbers = _Numbers(texts)
    redacted = [_redact(text, numbers, region=region) for text in texts]
    # A name that was given late had perhaps been used before, and what stands beside it may be one itself.
    while redacted != (again := [_redact_known(text, numbers, region=region) for text in redacted]):
        redacted = again
    return redacted


def find_spans(text: str, *, region: str, persons: Persons | None = None) -> list[Span]:
    """Return the personal data of one text from left to right, as one pass of the rules sees it; none overlap."""
    words = words_of(text)
    digits = count_digits(text)
    view = _View(text)
    for rule in RULES:
        if rule.may_find(words, digits):
            view.take(rule.kind, rule.find(view.text, region))
    if persons:
        view.take(NAME, persons.find(view.text))
    return sorted(view.spans)


class _View:
    """One text as the rules see it: what is taken is covered, keeping all places, with a sign that no rule takes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans: list[Span] = []
        self._edges: set[int] = set()
        if "[" in text:
            self._cover([match.span() for match in PLACEHOLDER.finditer(text)])

    def take(self, kind: str, finds: Iterator[Find]) -> None:
        """Add the finds of one rule; where two overlap the first one counts.

        What touches something covered stays: it was part of what that stands for when its rule saw it whole.
        """
        in_order = list(finds)
        if not in_order:
            return
        done = 0
        taken = []
        for find in sorted(in_order, key=lambda one: (one.start, -one.end)):
            if find.start >= done and find.start not in self._edges and find.end not in self._edges:
                taken.append(Span(find.start, find.end, kind, find.value))
                done = find.end
        self._cover([(span.start, span.end) for span in taken])
        self.spans += taken

    def _cover(self, places: list[tuple[int, int]]) -> None:
        pieces = []
        done = 0
        for start, end in places:
            pieces += [self.text[done:start], MASK * (end - start)]
            done = end
        self.text = "".join([*pieces, self.text[done:]])
        self._edges.update(*places)


class _Numbers:
    """The placeholder of each value of one conversation."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._taken = {placeholder for text in texts if "[" in text for placeholder in PLACEHOLDER.findall(text)}
        self._given: dict[tuple[str, str], str] = {}
        self._last: dict[str, int] = {}
        self.persons = Persons()

    def placeholder(self, kind: str, value: str) -> str:
        """Return the placeholder of a value, a new one if it has none."""
        if kind == NAME:
            value = self.persons.identify(value)
        if (kind, value) not in self._given:
            self._given[kind, value] = self._next(kind)
        return self._given[kind, value]

    def _next(self, kind: str) -> str:
        while True:
            self._last[kind] = self._last.get(kind, 0) + 1
            placeholder = f"[{kind}_{self._last[kind]}]"
            if placeholder not in self._taken:
                return placeholder


def _redact(text: str, numbers: _Numbers, *, region: str, persons: Persons | None = None) -> str:
    """Redact until nothing is found: what stood beside a value may be one itself once the value is gone."""
    while spans := _spans(text, region, persons):
        pieces = []
        done = 0
        for span in spans:
            pieces += [text[done : span.start], numbers.placeholder(span.kind, span.value)]
            done = span.end
        text = "".join([*pieces, text[done:]])
    return text


def _spans(text: str, region: str, persons: Persons | None) -> Sequence[Span]:
    if persons is None and len(text) <= SHORT:
        return _spans_of_short(text, region)
    return find_spans(text, region=region, persons=persons)


@lru_cache(maxsize=1 << 14)
def _spans_of_short(text: str, region: str) -> tuple[Span, ...]:
    return tuple(find_spans(text, region=region))


def _redact_known(text: str, numbers: _Numbers, *, region: str) -> str:
    """Redact a text once more if it names somebody whom the conversation knows by now."""
    is_named = next(numbers.persons.find(text), None) is not None
    return _redact(text, numbers, region=region, persons=numbers.persons) if is_named else text
