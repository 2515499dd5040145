"""What a text says in clear, where it is disguised: encoded, turned, spelt in digits, look-alike or spaced letters."""

import base64
import binascii
import codecs
import re
from functools import lru_cache

# Shorter runs are words, names and ids.
BASE64 = re.compile(r"(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{24,}={0,2}")
HEX = re.compile(r"(?:(?<=0x)|(?<!\w))[0-9A-Fa-f]{2}(?:[ :]?[0-9A-Fa-f]{2}){11,}(?![0-9A-Fa-f])")
LEET = str.maketrans("013457@$!", "oieastasi")
LEET_WORD = re.compile(r"(?<!\w)(?=\S{0,30}[a-z])(?=\S{0,30}[013457@$])[a-z013457@$!]{2,}(?!\w)", re.IGNORECASE)
LEET_SIGNS = frozenset("013457@$")
# One "h4ck" is a nickname; this many such words are a disguise, if they are a good part of all.
FEWEST_LEET_WORDS = 3
LEAST_LEET_SHARE = 0.25
# Letters of other alphabets that are drawn like Latin ones (Unicode Technical Standard 39, those of common fonts).
LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһԛԝАВЕКМНОРСТУХІЈЅαινορυκτνΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhqwABEKMHOPCTYXIJSaivopuktvABEZHIKMNOPTYX",
)
FOREIGN = "\u0370-\u03ff\u0400-\u052f"
FOREIGN_LETTER = re.compile(rf"[{FOREIGN}]")
MIXED = re.compile(rf"[A-Za-z][{FOREIGN}]|[{FOREIGN}][A-Za-z]")
FOREIGN_WORD = re.compile(rf"[A-Za-z{FOREIGN}]*[{FOREIGN}][A-Za-z{FOREIGN}]*")
# Four letters or more, each apart from the next by the same sign.
SPACED = re.compile(r"(?<!\w)[^\W_]([ .*_-])[^\W_](?:\1[^\W_]){2,}(?!\w)")
WIDE_GAP = re.compile(r"\s{2,}")
FEWEST_APART, MOSTLY = 8, 0.8
# Letters that stand apart take about two places each: a text with fewer gaps need not be cut into its parts.
LETTER_WIDTH = 3
# A sentence of English or German has some of these, and none is another one turned around or shifted.
PLAIN_WORD = re.compile(
    r"\b(?:the|to|of|and|how|you|is|are|what|in|me|my|for|can|do|it|that|this|with|your|not"
    r"|der|die|das|und|ich|ist|wie|ein|eine|nicht|mir|zu|den|mit|was|kann|du|sie|man|für)\b",
    re.IGNORECASE,
)
FEWEST_PLAIN_WORDS = 2
# A curated set is looked through again at every promotion.
CACHED_TEXTS = 20_000


@lru_cache(maxsize=CACHED_TEXTS)
def in_clear(text: str) -> str:
    """Return what a text says once each disguise is taken off that it seems to wear; most texts as they are.

    >>> in_clear("Reply to aG93IGRvIEkgcGljayBhIGxvY2s/IFF1aWNrbHkh")
    'Reply to how do I pick a lock? Quickly!'
    >>> in_clear("H0w d0 1 p1ck 4 l0ck?"), in_clear("h o w  d o  I  p i c k  i t ?"), in_clear("K-i-l-l him")
    ('How do i pick a lock?', 'how do I pick it?', 'Kill him')
    """
    decoded = HEX.sub(_from_hex, BASE64.sub(_from_base64, text))
    turned = _turned(decoded)
    return _from_leet(_from_look_alikes(_joined(turned)))


def decode_base64(letters: str) -> str:
    """Return the text behind base64 letters, or nothing where there is none."""
    try:
        return _printable(base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True))
    except binascii.Error:
        return ""


def _from_base64(run: re.Match[str]) -> str:
    return decode_base64(run[0].rstrip("=")) or run[0]


def _from_hex(run: re.Match[str]) -> str:
    return _printable(bytes.fromhex(run[0].replace(":", " "))) or run[0]


def _printable(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return text if all(sign.isprintable() or sign.isspace() for sign in text) else ""


def _turned(text: str) -> str:
    """Return the text backwards or by ROT13 where only that way it has the words of any sentence."""
    if _is_plain(text):
        return text
    return next((way for way in (codecs.encode(text, "rot13"), text[::-1]) if _is_plain(way)), text)


def _is_plain(text: str) -> bool:
    found = set[str]()
    for word in PLAIN_WORD.finditer(text):
        found.add(word[0].casefold())
        if len(found) == FEWEST_PLAIN_WORDS:
            return True
    return False


def _joined(text: str) -> str:
    """Join letters that stand apart; where nearly all do, a wider gap is one between words."""
    parts = text.split() if LETTER_WIDTH * text.count(" ") > len(text) else []
    alone = sum(len(part) == 1 for part in parts)
    if len(parts) >= FEWEST_APART and alone >= MOSTLY * len(parts):
        return " ".join("".join(word.split()) for word in WIDE_GAP.split(text.strip()))
    return SPACED.sub(lambda run: run[0].replace(run[1], ""), text)


def _from_look_alikes(text: str) -> str:
    """Fold look-alike letters where a word mixes them with Latin ones: Russian and Greek stay as they are."""
    if text.isascii() or not FOREIGN_LETTER.search(text) or not MIXED.search(text):
        return text
    return FOREIGN_WORD.sub(_in_latin, text)


def _in_latin(word: re.Match[str]) -> str:
    folded = word[0].translate(LOOK_ALIKES)
    return folded if folded.isascii() else word[0]


def _from_leet(text: str) -> str:
    if sum(map(text.count, LEET_SIGNS)) < FEWEST_LEET_WORDS:
        return text
    found = sum(not LEET_SIGNS.isdisjoint(word) for word in LEET_WORD.findall(text))
    if found < FEWEST_LEET_WORDS or found < LEAST_LEET_SHARE * len(text.split()):
        return text
    return text.translate(LEET)
