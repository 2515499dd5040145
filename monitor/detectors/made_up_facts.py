"""Find answers whose facts are made up."""

import re
from collections.abc import Iterator

from monitor.detectors.checkable import find_wrong_claim
from monitor.detectors.deeds import DONE_CLAIM
from monitor.detectors.detector import Detector, Finding, Scores
from monitor.detectors.framing import is_draft, is_fiction
from monitor.detectors.phrases import phrases
from monitor.detectors.pushback import (
    ADMISSION,
    DEFENCE,
    INVENTED,
    MISUNDERSTOOD,
    NEEDLESS_REFUSAL,
    NOT_DONE,
    NOT_MEANT,
    NOT_MY_DATA,
    WRONG_FACTS,
)
from monitor.detectors.refusal import judge_refusal
from monitor.detectors.spans import cite, cite_start, plain
from monitor.detectors.turns import before, correction, is_disliked, next_answer
from monitor.records import Evidence, Response
from monitor.taxonomy import Failure

ADMITTED = 0.95
CORRECTED = 0.9
MISCALCULATED = 0.9
PUSHED_BACK = 0.75
INVENTED_SOURCE = 0.6
# A statement shorter than this states no fact that could be made up.
FEWEST_WORDS = 3
# What an assistant that invents sources writes: numbers counted up, addresses that nobody owns.
PLACEHOLDER_SOURCE = re.compile(
    r"10\.\d{4,5}/(?:j\.)?(?:example|xxxx|abcd|1234\w*|[\w.]*(?:12345|0000|xxxx))"
    r"|https?://(?:www\.)?example\.(?:com|org)/\S*(?:study|paper|article|report)"
    r"|(?:arxiv:? ?)(?:1234\.5678\d?|0000\.00000)|isbn:? ?(?:978-?)?(?:0-?123456|1-?2345)\S*",
    re.IGNORECASE,
)
SOURCE = phrases(
    r"(?:et al\.?|doi\b|journal of|proceedings of|isbn|\(?(?:19|20)\d\d\)|study|paper|article|published"
    r"|v\. \w+|§ ?\d+|according to|studie|aufsatz|zeitschrift|laut|veröffentlicht)"
)
_REQUEST = phrases(
    r"(?:i (?:need|want|would like|said|asked)|can you|could you|please|make it|bitte|kannst du|können sie)\b"
)


def spares(response: Response, scores: Scores) -> bool:
    """Leave alone fiction, refusals, a few words, and deeds: one that was not done is a false capability."""
    if is_fiction(response) or len(response.text.split()) < FEWEST_WORDS or judge_refusal(response.text):
        return True
    return DONE_CLAIM.search(plain(response.text)) is not None


def judge(response: Response, scores: Scores) -> Iterator[Finding]:
    """Find made-up facts by what came after (push-back, an admission, a correction) and by sums that do not add up.

    A correct answer that is challenged and defended is not flagged, nor an answer that missed the question; the
    hallucination head only lends weight, because nobody's head is good at this.
    """
    finding = _corrected(response) or _challenged(response, scores) or _miscalculated(response) or _invented(response)
    if finding is not None:
        yield finding


def _corrected(response: Response) -> Finding | None:
    text = correction(response)
    is_other = any(pattern.search(text) for pattern in (NOT_MEANT, NOT_DONE, NOT_MY_DATA, NEEDLESS_REFUSAL))
    if not text or is_other or judge_refusal(text):
        return None
    return Finding(
        score=CORRECTED,
        reason="A correction came with the log: it says that the answer was wrong.",
        evidence=_claim(response),
    )


def _challenged(response: Response, scores: Scores) -> Finding | None:
    reply = plain(response.reply)
    answer = next_answer(response)
    wrong = WRONG_FACTS.search(reply)
    admitted = ADMISSION.search(answer) if wrong or INVENTED.search(answer) else None
    if response.reply_index is None or not (wrong or admitted) or _is_about_something_else(reply, answer):
        return None
    is_defended = DEFENCE.search(answer) is not None and not INVENTED.search(answer)
    if answer and (not admitted or is_defended):
        return None
    shown = wrong or re.search(r"\S", reply)
    return Finding(
        score=ADMITTED if admitted else _weighed(scores),
        reason="The user says that this is wrong" + (", and the assistant admits it." if admitted else "."),
        evidence=_claim(response) + cite(response.reply_index, reply, shown),
    )


def _is_about_something_else(reply: str, answer: str) -> bool:
    if MISUNDERSTOOD.search(answer):
        return True
    return any(pattern.search(reply) for pattern in (NOT_MEANT, NOT_MY_DATA, NOT_DONE)) and not SOURCE.search(reply)


def _weighed(scores: Scores) -> float:
    """Move the score of a bare challenge a little with the weak head."""
    head = scores["made_up"]
    return PUSHED_BACK if head is None else PUSHED_BACK + (head - PUSHED_BACK) / 10


def _miscalculated(response: Response) -> Finding | None:
    wrong = find_wrong_claim(plain(response.prompt), plain(response.text))
    if wrong is None:
        return None
    match, truth = wrong
    return Finding(
        score=MISCALCULATED,
        reason=f"A claim that can be checked is wrong: {truth}.",
        evidence=cite(response.message_index, plain(response.text), match),
    )


def _invented(response: Response) -> Finding | None:
    text = plain(response.text)
    invented = PLACEHOLDER_SOURCE.search(text)
    if invented is not None and not is_draft(response) and invented.group() not in before(response):
        reason = "The response cites a source whose number is a placeholder."
        return Finding(score=INVENTED_SOURCE, reason=reason, evidence=cite(response.message_index, text, invented))
    source = SOURCE.search(text)
    if source is not None and is_disliked(response) and not _REQUEST.search(plain(response.reply)):
        reason = "The response cites a source, and the user put a thumb down."
        return Finding(score=INVENTED_SOURCE, reason=reason, evidence=cite(response.message_index, text, source))
    return None


def _claim(response: Response) -> tuple[Evidence, ...]:
    text = plain(response.text)
    source = SOURCE.search(text)
    return cite(response.message_index, text, source) or cite_start(response.message_index, text)


DETECTOR = Detector("made_up_facts", "2", Failure.MADE_UP_FACTS, judge, spares=spares)
