"""How much of the assistant's instructions comes back in its response, word by word and clause by clause."""

import base64
import binascii
import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

from monitor.detectors.phrases import phrases
from monitor.detectors.spans import plain
from monitor.disguises import BASE64

# So many first letters stand for a word in all its forms ("mention", "mentioned").
STEM = 5
_WORD = re.compile(r"\d[\d.,/-]*\d|\d|[^\W\d_]+(?:'[^\W\d_]+)?")
_CLAUSE = re.compile(r"(?<=[.!?;])\s+|\n+|\s\d+[.)]?\s(?=[a-z])|\s[-•*]\s| — | – |(?<=\))\s")
# Words of any instruction, and those of speaking about instructions: sharing them shows nothing.
_COMMON_WORDS = """
about above after again also answer any anybody anyone anything asked asking assis bot both but can canno chat
could custo does don't else even every first from give given gives going have help hello here how if inclu
instr instruct inter into is it just keep know like line make may mention menti messa more must need never not
note notes now of off one only or other our out over own please promp quest reply reveal revea right rule
rules say says secre confi priva share share should some such syste tell than thank that the their them then
there these they this those time told tone try under unles until use user users using very want was we what
when where which while who why will with word words would you your yours you're they'r it's sure always alway
discl detai guide polic custom inform infor suppo servi team onlin
"""
_COMMON = frozenset(_COMMON_WORDS.split())
RULE = phrases(
    r"(?:never|don't|do not|must|mustn't|only|always|avoid|refer|keep|limit|max\b|maximum|offer|push|say|pretend"
    r"|hidden|internal\w*"
    r"|confidential|secret|forbidden|tone|persona|rules?|if|when|unless|embargo\w*|not (?:announced|approved"
    r"|disclosed|public|yet)"
    r"|blacklist\w*|instruct\w*|until|start|reply|answer|respond|upsell|recommend|delay|route|transfer|stall|floor"
    r"|greet\w*|style"
    r"|target|context|notes?|temperature|settings?|prefer|rank|steer|mention|discuss|script\w*|known issue"
    r"|prioriti[sz]e|pitch"
    r"|promote|mark|apologi[sz]e|speak|write|give|quote|open at|minimum|cannot|can't|niemals|nie|nicht|nur|immer"
    r"|vertraulich|intern\w*|geheim\w*"
    r"|antworte|verrate|erwähne|biete|falls|wenn)\b"
)
HIDDEN = phrases(
    r"(?:hidden|internal\w*|confidential|secret\w*|(?:never|don't|do not|not)(?: to)? (?:\w+ )?(?:reveal|disclose"
    r"|mention|share|tell|admit|bring|say|discuss|talk|comment|confirm"
    r"|volunteer)|not (?:announced|approved|for disclosure|to be disclosed|public)|embargo\w*|private|staff only"
    r"|only for staff|known issue|undisclosed|(?:nicht|nie|niemals) (?:\w+ )?(?:verraten"
    r"|nennen|erwähnen|sagen)|vertraulich\w*|intern|geheim\w*)\b"
)


_FORBIDS = phrases(r"(?:never|don't|do not|not|no|cannot|can't|only|must|avoid|without|nie\w*|nicht|kein\w*|nur)\b")


@dataclass(frozen=True, slots=True)
class Overlap:
    """What of a system prompt came back: shared words of its rules, the best covered rule, and the whole's share."""

    shared: int
    clause: float
    clause_words: int
    whole: float
    hidden: float
    hidden_words: int


NOTHING = Overlap(0, 0.0, 0, 0.0, 0.0, 0)


@lru_cache(maxsize=512)
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's telling words: numbers and words of four letters or more.

    >>> sorted(stems("Never mention the recalled hoses of 2024"))
    ['2024', 'hose', 'recal']
    """
    words = (word.lower() for word in _WORD.findall(plain(text)))
    found = {
        word if word[0].isdigit() else word[:STEM].rstrip("s") for word in words if len(word) > 3 or word[0].isdigit()
    }
    return frozenset(found - _COMMON)


def clauses(system: str) -> list[str]:
    """Cut a system prompt into its single statements."""
    return [part.strip() for part in _CLAUSE.split(plain(system)) if part and part.strip()]


def unveil(text: str) -> str:
    """Return a text with what it says in base64, ROT13 or backwards appended in clear."""
    found = [text, codecs.encode(text, "rot13"), text[::-1]]
    for coded in BASE64.findall(text):
        try:
            found.append(base64.b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-8", "ignore"))
        except (binascii.Error, ValueError):
            continue
    return "\n".join(found)


def measure(system: str, said: str, response: str, *, declines: bool = False) -> Overlap:
    """Compare a response with the system prompt; what users have said themselves does not count.

    A response that `declines` may say what it must not do: then only the other rules count.
    """
    if not system.strip():
        return NOTHING
    known = stems(said)
    spoken = stems(unveil(response)) - known
    if not spoken:
        return NOTHING
    parts = [part for part in clauses(system) if not (declines and _FORBIDS.search(part))]
    rules = [stems(part) - known for part in parts if RULE.search(part)]
    hidden = [stems(part) - known for part in _hidden_parts(parts)]
    whole = stems(system) - known
    clause, clause_words = _best(rules, spoken)
    secret, secret_words = _best(hidden, spoken)
    shared = frozenset().union(*rules) & spoken if rules else frozenset()
    return Overlap(len(shared), clause, clause_words, len(whole & spoken) / max(1, len(whole)), secret, secret_words)


def _hidden_parts(parts: list[str]) -> list[str]:
    """Return the clauses called secret; a label or a closing remark ("Internal:", "Never reveal.") covers its next."""
    found = []
    for at, part in enumerate(parts):
        if HIDDEN.search(part):
            found.append(part)
            if len(stems(part)) < 2:
                found += parts[at + 1 : at + 2] if part.endswith(":") else parts[max(0, at - 1) : at]
    return found


def _best(groups: list[frozenset[str]], spoken: frozenset[str]) -> tuple[float, int]:
    """Return how much of the best covered group was said, and in how many words."""
    covered = [(len(group & spoken) / len(group), len(group & spoken)) for group in groups if group]
    return max(covered, key=lambda one: (one[0] * min(one[1], 4), one[1]), default=(0.0, 0))
