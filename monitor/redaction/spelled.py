"""E-mail addresses that are spelled out, so that no robot reads them: jo at mail dot org."""

import re
from collections.abc import Iterator

from monitor.redaction.find import Find, word_set

# The words for @ and for the dot in the languages that we read; in brackets they are unmistakable.
AT_WORD = r"(?:at|ät|klammeraffe|arobase|arroba|chiocciola|apenstaartje|małpa|[aA])"
DOT_WORD = r"(?:dot|punkt|point|punto|punt|ponto|kropka)"
BRACKET, CLOSED = r"[ ]?[\[({<][ ]?", r"[ ]?[\])}>][ ]?"
AT = rf"(?:{BRACKET}(?:{AT_WORD}|@){CLOSED}|[ ](?:at|ät|klammeraffe|arobase|arroba|chiocciola|apenstaartje|małpa)[ ])"
DOT = rf"(?:{BRACKET}(?:{DOT_WORD}|\.){CLOSED}|[ ]{DOT_WORD}[ ]|\.)"
NAME = r"[A-Za-z0-9À-ɏ][A-Za-z0-9À-ɏ_+-]{0,40}+"
ENDINGS = (
    "com|org|net|edu|gov|io|co|uk|de|at|ch|fr|be|nl|lu|es|it|pt|pl|eu|ie|se|no|dk|fi|cz|us|ca|mx|br|ar|in|au|nz|info"
    "|biz|me|app|dev|email|online|example"
)
SPELLED = re.compile(
    rf"(?<![\w@.])(?P<local>{NAME}(?:{DOT}{NAME}){{0,3}}?)(?P<at>{AT})(?P<domain>(?:{NAME}{DOT}){{1,3}}(?:{ENDINGS}))(?![\w-])",
    re.IGNORECASE,
)
SPELLED_CUES = word_set(
    """
    at ät klammeraffe arobase arroba chiocciola apenstaartje małpa a
    """
)
# A text with "at" and none of these holds no address.
TELLING = (
    "[at", "(at", "{at", "<at", "[ at", "( at", "(a)", "[a]", "(ät", "[ät", " dot ", "(dot", "[dot", "punkt", "(point",
    " point ", "arobase", "arroba", "chiocciola", "apenstaartje", "małpa", "klammeraffe", "kropka",
)  # fmt: skip
SIGNS = re.compile(
    rf"[\s\[\](){{}}<>]*(?:(?<![^\s\[\](){{}}<>])(?:{DOT_WORD})(?![^\s\[\](){{}}<>])|\.)[\s\[\](){{}}<>]*", re.I
)
# English says "at" before places, too: there a spelled dot must follow, and no verb stand before.
PLAIN_AT = re.compile(r" at ", re.IGNORECASE)
VERBS = word_set(
    """
    look looked looking available found bought buy shop shopped work works worked working is are was were be am
    it me us him her them you that this live arrive sold read online register registered registering sign signed
    order ordered reach contact us page site website visit hosted located here there account stuff things and or
    up in out price
    """
)


def find_spelled_emails(text: str, _region: str) -> Iterator[Find]:
    """Find e-mail addresses with words or brackets for their signs."""
    if not any(map(text.lower().__contains__, TELLING)):
        return
    for match in SPELLED.finditer(text):
        domain = SIGNS.sub(".", match["domain"].lower())
        if PLAIN_AT.fullmatch(match["at"]) and (match["local"].lower() in VERBS or domain == match["domain"].lower()):
            continue
        yield Find(*match.span(), f"{SIGNS.sub('.', match['local'].lower())}@{domain}")
