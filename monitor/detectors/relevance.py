"""Tell reports about an incident of a chatbot or another generative AI system from reports about anything else.

**Incident**: the report tells what a chatbot, assistant, language model, agent or generator of text, pictures, sound or
video did wrong with what it was given: what it said, made, leaked, refused, did with its tools or was talked into; in
use, in a test or in a demonstration. Harm done with the output of a named system counts (made-up court cases), as do
users' chats that its service exposed.

**Other**: a flaw of software around or below a model, even of a chat product, unless the text that the model reads is
the way in (prompt injection); another kind of AI; a fake whose generator is not the subject; law, money and plans.
"""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from monitor.detectors import relevance_patterns as patterns
from monitor.detectors.phrases import Phrases
from monitor.detectors.spans import plain
from monitor.records import Relevance, Report

# Raise it when the same report would be judged differently: every report is then judged again.
RELEVANCE_VERSION = "1"
# What a report is about stands at its front; AVID's editors then say why the rest matters to AI.
LONGEST_READ = 1_500
EDITORIAL = "Reason for inclusion in AVID"
# With fewer words there is nothing to judge by.
FEWEST_WORDS = 3
# From here on, and up to here, the score decides; between the two a person does.
RELEVANT, IRRELEVANT = 0.75, 0.35
UNKNOWN = 0.5
LONGEST_QUOTE = 40

Found = Mapping[str, re.Match[str]]
Quotes = Mapping[str, str]

CLUES: Mapping[str, Phrases] = {
    "system": patterns.SYSTEM,
    "conduct": patterns.CONDUCT,
    "route": patterns.ROUTE,
    "flaw": patterns.FLAW,
    "other AI": patterns.OTHER_AI,
    "fake": patterns.FAKE,
    "affairs": patterns.AFFAIRS,
}
# Log-odds, set by hand on the development rows of tests/bench/report_relevance.tsv.
WEIGHTS = {"system": 1.5, "conduct": 1.5, "route": 3.5, "flaw": -4.0, "other AI": -2.5, "fake": -2.5, "affairs": -1.5}
IN_TAGS = {"system", "flaw"}
# A title names what the report is about; a text also mentions other things, above all if the title names a system. What
# people tell us of a conversation mentions whatever that was about.
IN_TITLE = 1.5
MENTIONS = {"other AI", "fake", "affairs"}
MENTIONED = 0.3
# A flaw whose way in is what the model reads is the model's own.
FLAW_BY_ROUTE = -1.0
# Where the title names a system, a fake is what that system made.
FAKE_BY_SYSTEM = -0.75
# Any software answers and fails; without a chatbot beside it, such a word says little.
CONDUCT_ALONE = 0.25
# Our own form and mailbox bring what people say of our chatbot; collections and news speak of every AI there is.
# Chosen, not measured: nobody publishes what came to their own mailbox.
PRIVATE_PRIOR, SOCIAL_PRIOR, PUBLIC_PRIOR = 2.0, -0.75, -1.0
FOR = ("system", "conduct", "route")
AGAINST = {
    "flaw": "About software such as a library or a server, not what a chatbot said",
    "other AI": "About another kind of AI, not a chatbot",
    "fake": "About a fake, not the system that made it",
    "affairs": "About law, money or plans, not what a chatbot did",
}


def judge_relevance(reports: Sequence[Report]) -> list[Relevance]:
    """Judge each report by its own words and by the channel it came through, in the order given."""
    return [_judge(report) for report in reports]


def _judge(report: Report) -> Relevance:
    title = plain(report.title or "")[:LONGEST_READ]
    words = f"{title}\n{plain(report.text).partition(EDITORIAL)[0][:LONGEST_READ]}"
    if len(words.split()) < FEWEST_WORDS:
        return Relevance(report.report_id, RELEVANCE_VERSION, None, UNKNOWN, "Too few words to tell what it is about.")
    found = _find(words, report.tags)
    score = 1 / (1 + math.exp(-_log_odds(found, len(title), channel=report.channel.strip())))
    quotes = {name: _quote(match) for name, match in found.items()}
    if score >= RELEVANT:
        is_relevant, reason = True, _why_relevant(quotes, report.channel)
    elif score > IRRELEVANT:
        is_relevant, reason = None, _why_unsure(quotes)
    else:
        is_relevant, reason = False, _why_irrelevant(quotes)
    return Relevance(report.report_id, RELEVANCE_VERSION, is_relevant, score, reason)


def _find(words: str, tags: Sequence[str]) -> Found:
    """Return the first match of every clue; tags name products and kinds of flaw, their other words are guesses."""
    tagged = "\n".join((words, *tags))[: 3 * LONGEST_READ]
    read = {name: tagged if name in IN_TAGS else words for name in CLUES}
    return {name: match for name, clue in CLUES.items() if (match := clue.search(read[name]))}


def _log_odds(found: Found, title_ends: int, *, channel: str) -> float:
    in_title = {name for name, match in found.items() if match.start() < title_ends}
    if patterns.PRIVATE_CHANNEL.fullmatch(channel):
        prior, known, mentioned = PRIVATE_PRIOR, {"system", *found}, AGAINST.keys() - in_title
    else:
        prior, known = SOCIAL_PRIOR if patterns.SOCIAL_CHANNEL.match(channel) else PUBLIC_PRIOR, {*found}
        mentioned = MENTIONS - in_title if "system" in in_title else set()
    return prior + sum(
        _weight(name, known, in_title=in_title) * (MENTIONED if name in mentioned else 1.0) for name in found
    )


def _weight(name: str, known: AbstractSet[str], *, in_title: AbstractSet[str]) -> float:
    if name == "flaw" and "route" in known:
        return FLAW_BY_ROUTE
    if name == "fake" and {"system", "fake"} <= in_title:
        return FAKE_BY_SYSTEM
    if name == "conduct" and not {"system", "route"} & known:
        return CONDUCT_ALONE
    return WEIGHTS[name] * (IN_TITLE if name in in_title else 1.0)


def _quote(match: re.Match[str]) -> str:
    return f"“{' '.join(match.group().split())[:LONGEST_QUOTE]}”"


def _why_relevant(quotes: Quotes, channel: str) -> str:
    if {"system", "route"} & quotes.keys():
        return f"About a chatbot or another generator: {_list(quotes, FOR)}."
    return f"It came by {channel}, where people write about our chatbot."


def _why_unsure(quotes: Quotes) -> str:
    told, but = _list(quotes, FOR), _list(quotes, AGAINST)
    return f"Unsure whether it tells what a chatbot did: {told or 'it names none'}{but and f'; but also {but}'}."


def _why_irrelevant(quotes: Quotes) -> str:
    worst = next((name for name in AGAINST if name in quotes), None)
    return f"{AGAINST[worst]}: {quotes[worst]}." if worst else "Names no chatbot and nothing that one did."


def _list(quotes: Quotes, names: Iterable[str]) -> str:
    return ", ".join(quotes[name] for name in names if name in quotes)
