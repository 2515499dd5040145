"""Check the few claims that a machine can check: sums, counted letters, impossible dates."""

import re
from collections.abc import Callable
from fractions import Fraction

from monitor.detectors.phrases import phrases

_NUMBER = r"(-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d{1,9}(?:\.\d{1,6})?)"
# Not inside a longer formula: `2 * 3 + 4 = 10` must not be read as `3 + 4 = 10`.
_SUM = re.compile(
    rf"(?<![\d.+*/×x·÷^(=-] )(?<![\d\w.,+*/×·÷^()=$-]){_NUMBER} ?([+×x*·/÷-]|-) ?{_NUMBER} ?(?:=|equals"
    rf"|is equal to) ?\$?{_NUMBER}(?![\d%]|[.,]\d| ?[+*/×·÷^x(-] ?\d|\w)"
)
_OPERATIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}
_SIGNS = str.maketrans("×x·÷", "***/")
# A rounded quotient or decimal is right; a sum of whole numbers is exact.
TOLERANCE = Fraction(1, 50)
_COUNTED = phrases(
    r"(?:how many|wie viele|wie oft) (?:times does )?(?:the )?(?:letters? "
    r"|buchstaben? )?\"?'?([a-z])\"?'?(?:'?s)?(?: letters?)? (?:are|is|appear|do|does|in|kommt|stecken|sind"
    r"|hat|gibt|there)[^?\n]{0,30}?(?:word |wort |in |the )+\"?'?([a-zäöüß]{3,20})\"?'?"
)
_COUNT_WORDS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "ein": 1,
    "einmal": 1,
    "zwei": 2,
    "zweimal": 2,
    "drei": 3,
    "dreimal": 3,
    "vier": 4,
    "once": 1,
    "twice": 2,
}
_COUNT = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_COUNT_WORDS)})\b", re.IGNORECASE)
_IMPOSSIBLE_DATE = phrases(
    r"(?:(?:february|feb\.?) (?:30|31)(?:st|th)?\b|(?:30|31)(?:st|th)? (?:of )?february|(?:april|june"
    r"|september|november) 31(?:st)?\b|31(?:st)? (?:of )?(?:april|june|september|november)|(?:30|31)\. februar"
    r"|31\. (?:april|juni|september|november))"
)
_DENIED = phrases(r"(?:no|not|n't|never|only|doesn't exist|invalid|impossible|kein\w*|nicht|nur|ungültig\w*)\b")

Wrong = tuple[re.Match[str], str]


def find_wrong_claim(prompt: str, response: str) -> Wrong | None:
    """Return the first checkable claim of a response that is wrong, with what is right; None when there is none.

    >>> find_wrong_claim("", "So 17 * 3 = 41.")[1]
    '17*3 is 51'
    >>> find_wrong_claim("", "So 10 / 3 = 3.33.") is None
    True
    """
    return _wrong_sum(response) or _wrong_count(prompt, response) or _wrong_date(prompt, response)


def _wrong_sum(response: str) -> Wrong | None:
    for match in _SUM.finditer(response):
        left, sign, right, claimed = match.groups()
        sign = sign.translate(_SIGNS)
        if sign == "/" and not _number(right):
            continue
        truth = _OPERATIONS[sign](_number(left), _number(right))
        is_exact = sign != "/" and "." not in match.group()
        if abs(truth - _number(claimed)) > (0 if is_exact else abs(truth) * TOLERANCE):
            return match, f"{left}{sign}{right} is {float(truth):g}"
    return None


def _wrong_count(prompt: str, response: str) -> Wrong | None:
    asked = _COUNTED.search(prompt)
    said = _COUNT.search(response)
    if asked is None or said is None:
        return None
    letter, word = asked.group(1).lower(), asked.group(2).lower()
    claimed = _COUNT_WORDS.get(said.group().lower())
    truth = word.count(letter)
    is_right = (int(said.group()) if claimed is None else claimed) == truth
    return None if is_right or letter not in word else (said, f"{word!r} has {truth} times the letter {letter!r}")


def _wrong_date(prompt: str, response: str) -> Wrong | None:
    found = _IMPOSSIBLE_DATE.search(response)
    if found is None or _IMPOSSIBLE_DATE.search(prompt) or _DENIED.search(response):
        return None
    return found, f"there is no {found.group()}"


def _number(digits: str) -> Fraction:
    return Fraction(digits.replace(",", ""))
