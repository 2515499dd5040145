"""Telephone numbers, told from all the other numbers by their form, their region and the words before them."""

import itertools
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

import phonenumbers

from monitor.redaction.find import Find

# One run of digits and the signs inside a number; `$5`, `#7`, `v2` and `1,234` do not begin one.
TOKEN = re.compile(r"(?<![\w$€£¥#%&=@*^<>.,/:+-])[+(]{0,2}[0-9][0-9()./-]*+")
GAP = re.compile(r"[ \u00a0]|[ ]?[-–/][ ]?")
# What may not follow: more of a word, a decimal, a time of day, a percentage.
AFTER = re.compile(r"(?!x[0-9])\w|[,:][0-9]|[ ]?[%€$£]")
# A number has at most this many groups (France has five, with a country code six).
MOST_GROUPS = 6
# ITU-T E.164 ends at fifteen digits; below seven it is an extension or a short code.
FEWEST_DIGITS, MOST_DIGITS = 7, 15
DATE = re.compile(r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2[0-9]{2,4}(?![./-]?[0-9])")

INTERNATIONAL = re.compile(r"\(?\+[1-9]")
# Two noughts stand for the plus only in a number that is grouped; order numbers are padded with them, too.
TWO_NOUGHTS = re.compile(r"00[1-9][0-9]{1,2}[ /-]")
NORTH_AMERICAN = re.compile(r"(?:1[-. ])?(?:\([0-9]{3}\) ?|[0-9]{3}([-. ]))[0-9]{3}(?(1)\1|[-. ])[0-9]{4}")
# 555-01xx is what fiction uses in North America; without an area code only these are certain.
FICTION = re.compile(r"555-01[0-9]{2}")
TOLL_FREE = re.compile(r"[(]?(?:[+]?1[-. ]?)?[(]?8(?:00|33|44|55|66|77|88)[-.) ]|0800[ -]")
# How a number of the three forms above begins; the only ones that count right after other digits.
CERTAIN_START = re.compile(r"[+(]|1[-. ]|[0-9]{3}[-. ]")
# A leading nought, an area code and the rest: how most of the world writes a national number.
TRUNK = re.compile(
    r"\(?0[1-9][0-9]{1,4}\)?[ /-][0-9][0-9 /-]{4,12}[0-9]|0[1-9](?P<gap>[ .-])[0-9]{2}(?:(?P=gap)[0-9]{2}){3}"
)

NAMED_PHONE = re.compile(
    r"(?:\b(?:my|his|her|their|our|your) (?:number|digits)(?:['’]s)?|\b(?:tele)?phone|\btel|\bmobile?|\bcell|\bfax"
    r"|\bwhatsapp|\bsms|\b(?:call(?:ing)?|text|reach|phone|ring)(?: (?:me|us|him|her|them))?|\bdial|\bcall ?back"
    r"|\btelefon\w?|\bhandy(?:nummer)?|\bmobilnummer|\banrufen|\brückruf|\bdurchwahl|\berreichbar"
    r"|\btél(?:éphone)?|\bportable|\bjoindre|\bjoignable|\bmon numéro|\bappelez(?:-moi)?|\bgsm"
    r"|\btel[eé]fon[oe]|\bmóvil|\bcelular[e]?|\bcellulare|\bll[aá]m\w{1,6}|\bmi número|\bchiam\w{1,5}|\bmio numero"
    r"|\btelefoon(?:nummer)?|\bbel|\btelem[oó]vel|\bligue|\bmeu número|\bkom[oó]rk\w|\bzadzwoń|\bnumer telefonu"
    r"|☎|📞)(?:[- ]?(?:number|nummer|nr|no))?\.?"
    r"(?: (?:is|at|on|unter|ist|lautet|auf|under|today|back|via|me|est|es|è|é|al|au|le|el|il|to|mij|op|para|o)){0,3}"
    r"[\s:.=]{0,3}$",
    re.IGNORECASE,
)
NAMED_OTHERWISE = re.compile(
    r"(?:\b(?:isbn|issn|order|bestell\w*|invoice|rechnung\w*|ticket|case|ref(?:erence)?|sku|tracking|article"
    r"|artikel\w*"
    r"|serial|account|konto|id|model|part|patent|rfc|doi|pages?|zip|plz|ean|upc|vin)"
    r"|#)(?:[- ]?(?:number|nummer|nr|no|id))?\.?(?: (?:is|ist))?[\s:#.=-]{0,3}$",
    re.IGNORECASE,
)
# An inner line belongs to its number.
EXTENSION = re.compile(
    r"(?:,? ?(?:ext(?:ension|\.)?|x|durchwahl|dw|poste|int(?:erno|\.)?|toestel|ramal|wew\.?)"
    r"|#)[ .:]{0,2}[0-9]{1,6}(?![\w-])",
    re.IGNORECASE,
)
# Far enough back for the words that name a number, near enough to belong to it.
BEFORE = 26
# Above this many questions to the library about one text (some tenths of a second), what looks like a phone is one.
MOST_QUESTIONS = 1_000


class Before(StrEnum):
    """What the words right before a group of digits say that it is."""

    PHONE = "phone"
    SOMETHING_ELSE = "something else"
    DIGITS = "digits"
    NOTHING = "nothing"


def find_phones(text: str, region: str) -> Iterator[Find]:
    """Find telephone numbers of persons: every window of up to six groups is looked at alone, the longest first.

    A window counts if it is international, has the usual North American or national form, is called a phone by the
    words before it, or is valid in `region` for Google's libphonenumber. Toll-free lines belong to organisations. A
    text with thousands of candidates is not looked up any further: then all of them count, which errs on the side
    of redaction.
    """
    library = _Library(region)
    for run in _runs(text):
        if sum(group.digits for group in run) < FEWEST_DIGITS:
            continue
        before = _read_before(text[max(0, run[0].start - BEFORE) : run[0].start])
        first = 0
        while first < len(run):
            window = _longest_phone(text, run[first : first + MOST_GROUPS], before, library)
            if window:
                words = text[window[0].start : window[-1].end]
                inner = EXTENSION.match(text, window[-1].end)
                end = inner.end() if inner else window[-1].end
                yield from [] if TOLL_FREE.match(words) else [Find(window[0].start, end, line_of(words))]
            # After a phone a new number begins; after other digits it may be the rest of them.
            before = Before.NOTHING if window else Before.DIGITS
            first += len(window) or 1


def line_of(words: str) -> str:
    """Return what identifies a line whether or not its country and area codes are given: its last seven digits."""
    return re.sub(r"[^0-9]", "", words)[-FEWEST_DIGITS:]


class _Group(NamedTuple):
    """One group of digits in a text."""

    start: int
    end: int
    digits: int


class _Library:
    """Google's libphonenumber, asked a bounded number of times."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._questions = 0

    def is_valid(self, words: str) -> bool:
        """Whether these words, and all of them, are a number of the region written the way it is written there."""
        self._questions += 1
        if self._questions > MOST_QUESTIONS:
            return True
        leniency = phonenumbers.Leniency.STRICT_GROUPING
        matches = list(phonenumbers.PhoneNumberMatcher(words, self._region, leniency=leniency))
        return len(matches) == 1 and (matches[0].start, matches[0].end) == (0, len(words))


def _runs(text: str) -> Iterator[list[_Group]]:
    """Yield the groups of digits that stand together."""
    run: list[_Group] = []
    for match in TOKEN.finditer(text):
        words = match[0].rstrip("(./-")
        if run and not GAP.fullmatch(text, run[-1].end, match.start()):
            yield run
            run = []
        run.append(_Group(match.start(), match.start() + len(words), len(words) - len(re.sub(r"[0-9]", "", words))))
    if run:
        yield run


def _longest_phone(text: str, groups: list[_Group], before: Before, library: _Library) -> list[_Group]:
    """Return the longest window from the first of these groups on that is a phone number, or none of them."""
    start = groups[0].start
    if DATE.match(text, start) or (before is Before.DIGITS and not CERTAIN_START.match(text, start)):
        return []
    digits = list(itertools.accumulate(group.digits for group in groups))
    for size in range(len(groups), 0, -1):
        end = groups[size - 1].end
        fits = FEWEST_DIGITS <= digits[size - 1] <= MOST_DIGITS and end - start <= 2 * MOST_DIGITS
        if fits and not AFTER.match(text, end) and _is_phone(text[start:end], before, library):
            return groups[:size]
    return []


def _is_phone(words: str, before: Before, library: _Library) -> bool:
    if before is Before.PHONE or INTERNATIONAL.match(words):
        return True
    if before is Before.SOMETHING_ELSE:
        return False
    if NORTH_AMERICAN.fullmatch(words) or FICTION.fullmatch(words):
        return True
    if before is Before.DIGITS:
        return False
    if TWO_NOUGHTS.match(words) or TRUNK.fullmatch(words):
        return True
    # Digits without a leading nought and without groups are an order number as likely as a phone.
    return (words.startswith("0") or not words.isdecimal()) and library.is_valid(words)


def _read_before(words: str) -> Before:
    if NAMED_PHONE.search(words):
        return Before.PHONE
    return Before.SOMETHING_ELSE if NAMED_OTHERWISE.search(words) else Before.NOTHING
