"""The words names are made of: given names, words that are no names, and the names that everybody knows."""

import re
import unicodedata
from pathlib import Path

from monitor.redaction.find import word_set

HERE = Path(__file__).parent


def _read_words(name: str) -> frozenset[str]:
    return frozenset((HERE / name).read_text(encoding="utf-8").split())


# Common given names of two dozen languages: the most frequent of the United States census of 1990 (public domain), the
# rest put together by hand.
GIVEN = _read_words("given_names.txt")
# Given names that are words, too (Grace, Mark, May): they need more than a capital to count.
WEAK_GIVEN = _read_words("given_names_also_words.txt")
# Words that often carry a capital and are no names; and a given name that is one of them stays a name.
NOT_NAMES = _read_words("not_names.txt") - GIVEN
# Long dead, very famous or invented: no person in the conversation is meant.
PUBLIC = frozenset(re.split(r"[|\n]", (HERE / "public_names.txt").read_text(encoding="utf-8").strip()))
# What assistants are called: one of these alone is no person.
ASSISTANTS = word_set(
    "aria claude alexa siri cortana gemini bard grok llama copilot bixby chatgpt mistral eliza tay nova sydney jarvis"
)
# Where the family name comes first, the given name after it is often on no list.
SURNAMES_FIRST = word_set(
    """
    nguyen trần tran phạm pham hoàng hoang huỳnh phan võ đặng bùi wang zhang liu chen yang huang zhao zhou xu
    sun hu zhu lin guo luo zheng liang xie tang feng deng cao zeng peng cai pan yuan jiang kim park choi jeong
    jung kang cho yoon jang lim tanaka suzuki sato takahashi watanabe ito yamamoto nakamura kobayashi li wu
    """
)
# Ordinary words that are common surnames: after a given name they are one.
SURNAMES_TOO = word_set(
    """
    price king young hill lane west day love winter page case lord major judge north new
    """
)

CAPITALS = "A-Z" + "".join(chr(code) for code in range(0xC0, 0x250) if chr(code).isupper())
LETTER = r"[^\W\d_]"
# `Priya's` is Priya; `O'Dwyer` and `Ben-Ami` are one word.
NAME_WORD = rf"(?:[{CAPITALS}]{LETTER}*+(?:['’-](?!s\b){LETTER}++)*+)"
INITIAL = rf"[{CAPITALS}]\."
PARTICLE = r"(?:van|von|vom|der|den|de|del|della|di|da|dos|das|do|du|la|le|el|al|bin|ibn|ben|zu|zum|ter|ten|y|e|af|av)"
NAME_PART = rf"(?:{PARTICLE} ){{0,2}}(?:d['’])?{NAME_WORD}"
INITIALS = rf"(?:{INITIAL} ?){{2,3}}(?:{PARTICLE} ){{0,2}}{NAME_WORD}"
FULL_NAME = rf"(?:{INITIALS}|{NAME_WORD}(?: (?:{INITIAL} )?{NAME_PART}){{0,3}})"


def plain(name: str) -> str:
    """Return a name in one spelling: lower case, one space, accents as one character each."""
    return " ".join(unicodedata.normalize("NFC", name).replace("’", "'").lower().split())
