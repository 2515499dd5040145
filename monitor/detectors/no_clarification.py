"""Find unclear requests that were answered with a guess instead of a question."""

import re
from collections.abc import Iterator

from monitor.detectors.deeds import DONE_CLAIM
from monitor.detectors.detector import Detector, Finding, Scores
from monitor.detectors.framing import is_fiction
from monitor.detectors.phrases import phrases
from monitor.detectors.pushback import NOT_MEANT, WRONG_FACTS
from monitor.detectors.refusal import judge_refusal
from monitor.detectors.spans import cite, cite_start, plain
from monitor.detectors.turns import correction, earlier_prompts, tool_texts
from monitor.records import Response
from monitor.taxonomy import Failure

SAID_SO = 0.85
# From this chance on a reply says so without a known phrase.
MISREAD, MISREAD_BARE = 0.75, 0.6
CORRECTED = 0.85
GUESSED = 0.7
# A request with more words than this usually says what it is about.
UNCLEAR_WORDS = 30
# A bare request without its object has few words.
BARE_WORDS = 12
# An answer this short guesses nothing.
FEWEST_WORDS = 6
UNCLEAR = phrases(
    r"^(?:hi|hello|hey|hallo)?[,.! ]*(?:please |can you |could you |would you |just |i need you to "
    r"|i want you to |help me |i'd like (?:you )?to |pls |kannst du |können sie |bitte |mach "
    r"|könntest du )*(?:please |bitte )?(?:fix|change|update|cancel|book|delete|remove|translate|summari[sz]e"
    r"|convert|calculate|compare|send|move|improve|finish|rewrite|shorten|check|edit|correct|explain|schedule"
    r"|order|solve|do|make|write|continue|add|set up|reset|return|review|analy[sz]e|sort|format|plan|install"
    r"|split|merge|reparier\w*|ändere?\w*|lösch\w*|übersetz\w*|storn\w*|buch\w*|korrigier\w*|verbesser\w*"
    r"|kürz\w*|erklär\w*|rechne\w*|prüf\w*|verschieb\w*|bestell\w*|zusammenfass\w*|mach\w*|schreib\w*"
    r"|vergleich\w*) (?:(?:it|this|that|these|those|them|the (?:thing|one|file|other one|document|meeting|text"
    r"|report|two|same|usual|date|problem|error|code|numbers?|settings?|last one|rest|flight|list)|both"
    r"|everything|mine|das|es|die|den|dies|diese[ns]?|ihn|sie|beide|alles|die datei|den text|das ding"
    r"|den fehler|die liste)\b)(?: (?:better|again|for me|please|up|now|today|then|for (?:next week|tomorrow"
    r"|me|us|later|then)|to (?:the other one|another day|later|friday|monday|something else)|shorter|nicer"
    r"|work|like (?:last time|before|usual)|as usual|besser|bitte|für mich|neu|nochmal|schöner|kürzer"
    r"|wie (?:immer|letztes mal|beim letzten mal)|morgen|auf später|in order|back|over|properly|right|faster"
    r"|asap|quickly|dann))*[.!? ]*$",
    r"^(?!(?:\S+ )?who\b)(?:\S+ ){0,6}?(?:is|does|do|can|will|are|why|how (?:much|long|many|far|big|old|do i)"
    r"|what about|when|where|which|wie (?:lange|viel|groß|teuer|weit)|wann|wo|warum) (?:\S+ )?(?:it|this|that"
    r"|they|those|the other one|das|es|die|dieser|diese)(?: (?:take|cost|work|open|close|happen|not working"
    r"|broken|available|fit|safe|support|last|dauert|kostet|geht|klappt|nicht|funktioniert|haben|be|start"
    r"|end))*[.!? ]*$",
    r"^(?:kannst du|können sie|könntest du|könnten sie|bitte)(?: mir| uns| bitte)? (?:das|es|die|den|dies"
    r"|diese\w*|ihn|sie)(?: \S+){0,3}? (?:ändern|machen|lösen|löschen|übersetzen|korrigieren|verbessern|kürzen"
    r"|erklären|prüfen|verschieben|zusammenfassen|anpassen|reparieren|umschreiben|berechnen)[.!? ]*$",
    r"(?:it|this|das|es) (?:doesn't|does not|isn't|won't|still doesn't|stopped|keeps|just|geht|funktioniert"
    r"|klappt|läuft) (?:\w+ )?(?:work(?:ing)?|open|load|start|nicht|crash\w*|fail\w*|mehr)[^\n]{0,30}$",
    r"(?:the (?:usual|same (?:as|thing)|one from (?:before|last time|yesterday)|other one)|like last time"
    r"|as before|wie immer|wie letztes mal|das übliche|der andere|das gleiche)\b",
    r"^(?:can you |please |could you |i need |i want |i'd like )*(?:book|get|find|order|recommend|reserve"
    r"|schedule|set|send|plan|buy|give) (?:me |us )?(?:a|an|some|the) (?:flight|table|hotel|room|ticket"
    r"|meeting|appointment|reminder|taxi|trip|doctor|restaurant|gift|present|laptop|phone|e-?mail|cake|train"
    r"|car|alarm|size|loan|plan|course|medicine|message)(?: (?:please|for me|for us|soon|tomorrow))*[.!? ]*$",
    r"^(?:bitte |kannst du |können sie |ich brauche |ich möchte |ich will )*(?:mir |uns )?(?:buch\w*"
    r"|reservier\w*|bestell\w*|empfiehl|finde)? ?(?:mir |uns )?(?:einen?|ein) (?:flug|tisch|hotel|zimmer"
    r"|ticket|termin|erinnerung|taxi|reise|restaurant|geschenk|laptop|handy|arzt|zug)(?: (?:bitte|buchen"
    r"|reservieren|bestellen|für mich|morgen|bald))*[.!? ]*$",
    r"^(?:convert|rechne|what(?:'s| is)|was sind) \d+(?:[.,]\d+)?(?: (?:to|in|um|into))?(?: (?:euros?"
    r"|dollars?))?[.!? ]*$",
)
ASKED_BACK = phrases(
    r"(?:could you|can you|would you|please|do you|did you|are you|which|what|when|where|who|how many|tell me"
    r"|let me know|i(?:'d| would) need|i need|i(?:'m| am) not sure (?:what|which)|more (?:detail|context"
    r"|information)|don't (?:see|have)|no (?:text|file|attachment)|you haven't|paste|share|provide|specify"
    r"|clarify|könnten sie|könntest du|kannst du|können sie|welche\w*|was genau|meinst du|meinen sie"
    r"|um welche\w*|bitte|wann|wo|mehr (?:details|informationen|kontext)|ich sehe kein\w*|fehlt|schick\w*"
    r"|sag\w* mir|teilen sie)[^\n]*"
)
_INVITATION = phrases(
    r"(?:is there anything else|anything else|would you like me to|do you want me to|let me know if|shall i"
    r"|can i help|need (?:anything|more help)|any (?:other )?questions|does (?:that|this) help|want me to"
    r"|soll ich|möchtest du|möchten sie|kann ich (?:sonst|noch)|sonst noch|hilft (?:dir|ihnen) das)"
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")


def spares(response: Response, scores: Scores) -> bool:
    """Leave alone fiction, refusals, a few words, and a response that asks or says what is missing."""
    if is_fiction(response) or judge_refusal(response.text) or response.prompt_index is None:
        return True
    return len(response.text.split()) < FEWEST_WORDS or asks_back(response.text)


def judge(response: Response, scores: Scores) -> Iterator[Finding]:
    """Find guesses where a question was due: the request lacked its object or its terms, or the user says so after.

    A clear request that was misread is no such case when it is long; a response that looked it up with a tool is
    right, and so is one that leans on the conversation before it.
    """
    finding = _said_so(response, scores) or _corrected(response) or _guessed(response)
    if finding is not None:
        yield finding


def asks_back(text: str) -> bool:
    """Tell whether a response asks for what is missing; a closing "anything else?" does not count.

    >>> asks_back("Which file do you mean?"), asks_back("Done. Is there anything else?")
    (True, False)
    """
    sentences = (sentence.strip() for sentence in _SENTENCE.findall(plain(text)))
    asking = (one for one in sentences if one.endswith("?") or ASKED_BACK.match(one))
    return any(ASKED_BACK.search(one) and not _INVITATION.search(one) for one in asking)


def _said_so(response: Response, scores: Scores) -> Finding | None:
    reply = plain(response.reply)
    meant = NOT_MEANT.search(reply)
    is_bare = len(plain(response.prompt).split()) <= BARE_WORDS
    is_misread = meant is not None or scores.at_least("misread", MISREAD_BARE if is_bare else MISREAD)
    if meant is None and WRONG_FACTS.search(reply):
        return None
    if not is_misread or response.reply_index is None or len(plain(response.prompt).split()) > UNCLEAR_WORDS:
        return None
    shown = cite(response.reply_index, reply, meant) if meant else cite_start(response.reply_index, reply)
    return Finding(
        score=SAID_SO,
        reason="The response guessed, and the user says that something else was meant.",
        evidence=cite_start(response.message_index, plain(response.text)) + shown,
    )


def _corrected(response: Response) -> Finding | None:
    if not NOT_MEANT.search(correction(response)):
        return None
    return Finding(
        score=CORRECTED,
        reason="A correction came with the log: something else was meant.",
        evidence=cite_start(response.message_index, plain(response.text)),
    )


def _guessed(response: Response) -> Finding | None:
    prompt = plain(response.prompt).strip()
    unclear = UNCLEAR.search(prompt)
    is_first = len(list(earlier_prompts(response))) == 1 and not response.system.strip()[200:]
    is_deed = DONE_CLAIM.search(plain(response.text)) is not None
    if unclear is None or not is_first or is_deed or len(prompt.split()) > BARE_WORDS or tool_texts(response):
        return None
    return Finding(
        score=GUESSED,
        reason="The request does not say what it is about, and the response guesses instead of asking.",
        evidence=cite_start(response.message_index, plain(response.text))
        + cite(response.prompt_index or 0, plain(response.prompt), re.search(r"\S", plain(response.prompt))),
    )


DETECTOR = Detector("no_clarification", "2", Failure.NO_CLARIFICATION, judge, spares=spares)
