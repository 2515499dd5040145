"""Telephone numbers, told from all the other numbers by their form, their region and the words before them."""

import re
from collections.abc import Iterator, Sequence

import phonenumbers

from monitor.redaction.find import Find

# One run of digits and the signs inside a number; `$5`, `#7`, `v2` and `1,234` do not begin one.
TOKEN = re.compile(r"(?<![\w$€£¥#%&=@*^<>.,/:+-])[+(]{0,2}[0-9][0-9()./-]*+")
GAP = re.compile(r"[ \u00a0]|[ ]?[-–/][ ]?")
# What may not follow: more of a word, a decimal, a time of day, a percentage.
AFTER = re.compile(r"\w|[,:][0-9]|[ ]?[%€$£]")
# A number has at most this many groups (France has five, with a country code six).
MOST_TOKENS = 6
# ITU-T E.164 ends at fifteen digits; below seven it is an extension or a short code.
FEWEST_DIGITS, MOST_DIGITS = 7, 15
DATE = re.compile(r"[0-9]{4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\2[0-9]{2,4}")

# Two noughts stand for the plus only in a number that is grouped; order numbers are padded with them, too.
INTERNATIONAL = re.compile(r"\(?\+[1-9]|00[1-9][0-9]{1,2}[ /-]")
NORTH_AMERICAN = re.compile(r"(?:1[-. ])?(?:\([0-9]{3}\) ?|[0-9]{3}([-. ]))[0-9]{3}(?(1)\1|[-. ])[0-9]{4}")
# 555-01xx is what fiction uses in North America; without an area code only these are certain.
FICTION = re.compile(r"555-01[0-9]{2}")
# A leading nought, an area code and the rest: how most of the world writes a national number.
TRUNK = re.compile(r"\(?0[1-9][0-9]{1,4}\)?[ /-][0-9][0-9 /-]{4,12}[0-9]")

NAMED_PHONE = re.compile(
    r"(?:\b(?:my|his|her|their|our|your) number|\b(?:tele)?phone|\btel|\bmobile?|\bcell|\bfax|\bwhatsapp|\bsms"
    r"|\b(?:call(?:ing)?|text|reach|phone|ring)(?: (?:me|us|him|her|them))?|\bdial|\btelefon|\bhandy|\banrufen"
    r"|\brückruf|☎|📞)(?:[- ]?(?:number|nummer|nr|no))?\.?"
    r"(?: (?:is|at|on|unter|ist|lautet|auf|under|today|back|via)){0,3}[\s:.=]{0,3}$",
    re.IGNORECASE,
)
NAMED_OTHERWISE = re.compile(
    r"(?:\b(?:isbn|issn|order|bestell\w*|invoice|rechnung\w*|ticket|case|ref(?:erence)?|sku|tracking|article|artikel\w*"
    r"|serial|account|konto|id|model|part|patent|rfc|doi|pages?|zip|plz|ean|upc|vin)"
    r"|#)(?:[- ]?(?:number|nummer|nr|no|id))?\.?(?: (?:is|ist))?[\s:#.=-]{0,3}$",
    re.IGNORECASE,
)
# Far enough back for the words that name a number, near enough to belong to it.
BEFORE = 40
# Above this many questions to the library about one text (some tenths of a second), what looks like a phone is one.
MOST_QUESTIONS = 4_000


def find_phones(text: str, region: str) -> Iterator[Find]:
    """Find telephone numbers: every window of up to six groups is looked at alone, the longest first.

    A window counts if it is international and possible, has the usual North American or national form, is called a
    phone by the words before it, or is valid in `region` for Google's libphonenumber. A text with thousands of
    candidates is not looked up any further: then the form alone decides, which errs on the side of redaction.
    """
    judge = _Judge(region)
    for tokens in _runs(text):
        first = 0
        while first < len(tokens):
            last = _longest_phone(text, tokens, first, judge)
            if last is None:
                first += 1
            else:
                start, end = tokens[first][0], tokens[last][1]
                yield Find(start, end, line_of(text[start:end]))
                first = last + 1


def line_of(words: str) -> str:
    """Return what identifies a line whether or not its country and area codes are given: its last seven digits."""
    return re.sub(r"[^0-9]", "", words)[-FEWEST_DIGITS:]


class _Judge:
    """Decides whether a group of digits is a phone number, and counts what it has asked the library."""

    def __init__(self, region: str) -> None:
        self.region = region
        self.questions = 0

    def is_phone(self, words: str, before: str) -> bool:
        digits = sum(character.isdigit() for character in words)
        if not FEWEST_DIGITS <= digits <= MOST_DIGITS or DATE.match(words):
            return False
        if INTERNATIONAL.match(words):
            return digits > FEWEST_DIGITS
        if NAMED_PHONE.search(before):
            return True
        if NAMED_OTHERWISE.search(before):
            return False
        if any(form.fullmatch(words) for form in (NORTH_AMERICAN, FICTION, TRUNK)):
            return True
        # Digits without a leading nought and without groups are an order number as likely as a phone.
        return (words.startswith("0") or digits < len(words)) and self._is_valid(words)

    def _is_valid(self, words: str) -> bool:
        self.questions += 1
        if self.questions > MOST_QUESTIONS:
            return True
        leniency = phonenumbers.Leniency.STRICT_GROUPING
        matches = list(phonenumbers.PhoneNumberMatcher(words, self.region, leniency=leniency))
        return len(matches) == 1 and (matches[0].start, matches[0].end) == (0, len(words))


def _runs(text: str) -> Iterator[list[tuple[int, int]]]:
    """Yield the groups of digits that stand together, as lists of start and end."""
    run: list[tuple[int, int]] = []
    for match in TOKEN.finditer(text):
        token = (match.start(), match.start() + len(match[0].rstrip("(./-")))
        if run and not GAP.fullmatch(text, run[-1][1], token[0]):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def _longest_phone(text: str, tokens: Sequence[tuple[int, int]], first: int, judge: _Judge) -> int | None:
    """Return the last token of the longest window from `first` on that is a phone number."""
    start = tokens[first][0]
    before = text[max(0, start - BEFORE) : start]
    for last in range(min(first + MOST_TOKENS, len(tokens)) - 1, first - 1, -1):
        end = tokens[last][1]
        if end - start <= 2 * MOST_DIGITS and not AFTER.match(text, end) and judge.is_phone(text[start:end], before):
            return last
    return None
