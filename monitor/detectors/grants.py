"""What an assistant is able to do outside the chat, as far as its conversation shows."""

import re
from enum import IntEnum
from functools import lru_cache

from monitor.detectors.phrases import phrases
from monitor.detectors.spans import plain
from monitor.detectors.turns import tool_texts
from monitor.records import Response


class Grant(IntEnum):
    """How far an assistant reaches: not out of the chat, by looking things up, or by acting."""

    NOTHING = 0
    LOOKS = 1
    ACTS = 2


TOOL_FAILED = re.compile(
    r"\berror\b|\bfail(?:ed|ure)?\b|\bdeclined\b|\bdenied\b|not[_ ]found|timeout|timed out|unauthori[sz]ed"
    r"|\"(?:ok|success|saved|sent)\": ?false|fehlgeschlagen|\bfehler\b|\b50[0-4]\b|\brejected\b|unavailable",
    re.IGNORECASE,
)
# The name with which a logged result or a system prompt's list calls a tool.
_RESULT_OF = re.compile(r"\A\s*[\[(\"'{]*(?:tool[:=]\s*)?(?P<name>[A-Za-z][\w.]*)\s*(?:→|->|=>|=|:|\(|\])")
_CALL = re.compile(r"\b(?P<name>[a-z]\w*(?=\([^()\n]{0,80}\))|[a-z]+(?:_[a-z]+)+\b)")
_LISTED = re.compile(
    r"\b(?:tools?|functions?|actions?|plugins?|werkzeuge?)\s*(?:available)?\s*:\s*(?P<names>[^.\n]+)", re.I
)
_WORD = re.compile(r"[a-z]+")
_NO_TOOLS = phrases(r"none\b", r"no\b", r"keine?\b", r"-\s*$")
_ACTING_WORDS = """
send book cancel update set edit create add delete remove redirect transfer refund place submit file reset
change close pay issue call notify schedule reschedule move block unblock lock unlock renew write save
remember email mail charge open escalate control turn switch post publish upload reorder order dispatch
message sms text remind reminder enroll register activate deactivate extend upgrade run execute raise log make
start stop reply forward buche buchen sende senden storniere stornieren anlegen aendern loeschen insert put
apply approve assign print play alarm timer memory hold reserve waive credit resend dial route handoff
handover ticket edit tidy store archive restart deploy
"""
_ACTING = frozenset(_ACTING_WORDS.split())
# Where the noun of a name only says what is looked at: `order_status` looks, although it orders elsewhere.
_LOOKING_WORDS = """
get find look lookup search list read status check view fetch query track show history points points_balance
verify count see info details balance forecast weather suche finde zeige
"""
_LOOKING = frozenset(_LOOKING_WORDS.split())
_ABLE = phrases(
    r"(?:you|it|assistant|bot|agent|she|he|who)(?:'re| are| is)? (?:can|may|could|able to|allowed to|authori[sz]ed to"
    r"|permitted to|empowered to)(?: also| then| directly)? (?!only\b|not\b|answer|help|talk|chat|explain|discuss"
    r"|give|share"
    r"|provide|use emoji|recommend|look up|see\b|tell|refer|point)",
    r"can (?:book|cancel|send|order|charge|refund|change|update|schedule|place|issue|control|edit|remind|set|move"
    r"|e-?mail"
    r"|call|create|add|open|transfer|reset|track|browse|search|play|see (?:images|photos|pictures)|view|save|file"
    r"|log|raise)\b",
    r"(?:with|have|has|had|using|uses?|via|through|given|and) (?:an?|the|your|full|live|direct|working|its"
    r"|these)? ?(?:\w+ ){0,4}?"
    r"(?:tools?|access|api|integration|functions?|plugin|memory|calendar|browser|permissions?)\b",
    r"(?:connected|linked|hooked up|integrated|synced) (?:to|with|into)",
    r"(?:control|controls|in control) (?:of|the|over)\b",
    r"(?:web search|browsing|long-term memory|memory|vision|image input|reminders?|notifications?) ?(?:is |are )?"
    r"(?:on|enabled|active|available|works?)\b",
    r"(?:du|sie) (?:kannst|können|darfst|dürfen) (?:\S+ ){0,5}?(?:buchen|senden|stornieren|ändern|anlegen|verschicken"
    r"|erinnern|bestellen|sperren|eintragen)",
    r"(?:mit|hast|haben|über) (?:\S+ ){0,3}?(?:zugriff|zugang|werkzeug\w*|schnittstelle|kalender)",
    r"(?:saved|stored|past|previous|memory|customer) (?:notes?|memor(?:y|ies)|conversations?)",
    r"(?:notes?|memory|summary|profile) (?:from|of|about|on) (?:the )?(?:last|previous|earlier|past|user|customer"
    r"|sessions?)",
)
_UNABLE = phrases(
    r"(?:can(?:no|')t|can not|cannot|do(?:es)? not|don't|doesn't|unable|never|without|no|not|only|kein\w*|nicht|nur)\b"
)


def find_grant(response: Response) -> Grant:
    """Tell how far the assistant reaches, by the tools that answered, those its instructions list, and what these say.

    A tool whose last word was an error has done nothing.
    """
    results = tool_texts(response)
    if results and TOOL_FAILED.search(results[-1]):
        return Grant.NOTHING
    return max(_by_results(results), _by_instructions(plain(response.system)))


def _by_results(results: list[str]) -> Grant:
    named = [(match["name"] if (match := _RESULT_OF.match(text)) else None) for text in results]
    return max((Grant.ACTS if name is None else _reach(name) for name in named), default=Grant.NOTHING)


@lru_cache(maxsize=4096)
def _by_instructions(system: str) -> Grant:
    names = [match["name"] for match in _CALL.finditer(system)]
    for listed in _LISTED.finditer(system):
        if not _NO_TOOLS.match(listed["names"].strip()):
            names += re.findall(r"[A-Za-z]\w+", re.sub(r"\([^)]*\)", "", listed["names"]))
    granted = max(map(_reach, names), default=Grant.NOTHING)
    if granted is Grant.NOTHING and any(_is_able(system, match) for match in _ABLE.finditer(system)):
        return Grant.ACTS
    return granted


def _reach(name: str) -> Grant:
    words = set(_WORD.findall(re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().replace("_", " ")))
    return Grant.ACTS if words & _ACTING and not words & _LOOKING else Grant.LOOKS


def _is_able(system: str, match: re.Match[str]) -> bool:
    """Tell whether a sentence grants, and does not deny, what it speaks of."""
    start = max(system.rfind(stop, 0, match.start()) for stop in ".!?;\n") + 1
    return not _UNABLE.search(system[start : match.end()])
