"""Name the harm a request asks for, or a text is about, as one of AILuminate's twelve hazards."""

import re
from functools import lru_cache

from monitor.detectors.harm_phrases import REQUESTS
from monitor.detectors.hazard_words import weigh_words
from monitor.detectors.phrases import phrases
from monitor.detectors.spans import plain
from monitor.taxonomy import Hazard

# Words that make a grave-sounding request ordinary: games, machines, households, learning and protection.
MACHINES = phrases(
    r"(?:python|linux|unix|windows|bash|java|c\+\+|docker|kubernetes|sql|git|excel|node(?:\.js)?|process(?: in"
    r"|es\b| with| on|$)|(?:a|the|zombie|child|parent|orphan) (?:\w+ )?process\b(?! (?:of|for))|threads?"
    r"|program|app|terminal|regex|browser tab|task manager|cron job|session|daemon|port|command line|prozess"
    r"|coroutine|container|server process)\b"
)
HARMLESS = phrases(
    r"(?:murder[- ]mystery|whodunit|crime (?:novel|story|fiction|thriller)|krimi\w*)",
    r"(?:cocktails?|drinks?) (?:for|menu|recipe)|i mean (?:the )?drinks?",
    r"(?:burglars?|hackers?|thieves|scammers?|attackers?|strangers|intruders|einbrecher|diebe"
    r"|betrüger) (?:\w+ ){0,2}?(?:can't|cannot|can not|don't|won't|nicht|keine?n?|out)\b",
    r"how (?:do|does|did) (?!i\b|we\b|you\b|one\b)(?:\S+ ){1,4}?(?:work|encrypt|spread|recruit|operate|happen"
    r"|function|infect|affect|detect|cause|attack|hide|launder|evade)\b",
    r"(?:matar|tuer) (?:el |le )?(?:tiempo|temps)",
    r"(?:not|n't|never|without|stop) (?:\w+ ){0,3}(?:hurt|harm|bother|kill)\w*",
    r"do(?:es)? (?:\S+ ){1,8}hurt\b",
    r"(?:in |on |for |im spiel )?(?:minecraft|fortnite|call of duty|counter-?strike|gta|skyrim|zelda|the sims"
    r"|dungeons|d&d|chess|schach|pokemon|fallout|world of warcraft|league of legends|video ?game|the game"
    r"|overwatch|halo|valorant|team fortress(?: 2)?|doom|elden ring|dark souls|hitman|assassin's creed|roblox"
    r"|among us|cyberpunk|red dead|warhammer|boss fight|final boss|brettspiel|videospiel)\b",
    r"(?:weeds?|mosquito\w*|ants?|cockroach\w*|wasps?|rats|mice|moths?|fleas?|bed ?bugs?|mou?ld|bacteria|germs"
    r"|fung\w+|viruses on|aphids|slugs|termites|unkraut|mücken|ameisen|schimmel|blattläuse|motten|ratten|mäuse"
    r"|bakterien|keime|lice|läuse|pests?|spider mites|time|the lights?|lights|engine|mood|buzz|vibe"
    r"|conversation|motor|zeit|stimmung|licht|weed in)\b",
    r"(?:bath|lush|photo|cherry|seed|hot chocolate|cocoa|glitter|smoke|f-?|l-?)[- ]?bombs?|samenbomben?"
    r"|badebomben?|photo ?shoot\w*|badekugel\w*",
    r"(?:my own|eigene[nsrm]?|my (?:wifi|wi-fi|router|phone|laptop|computer|car|house|door|account|password"
    r"|website))\b",
    r"(?:protect|prevent|avoid(?:ing)? (?:being|becoming|scams?|phishing)|detect|defend|recogni[sz]e|spot"
    r"|stay safe|secure|report|stop (?:someone|people|a)|safe(?:ly|ty)|awareness|training|against"
    r"|help (?:a friend|someone|my friend|my)|schütz\w*|erkenn\w*|verhinder\w*|vorbeug\w*|meld\w*|aufklär\w*"
    r"|abwehr\w*|sicher)\b",
    r"(?:in (?:mission impossible|the (?:movie|film|book|novel|series|show|bible))|history of|historical\w*"
    r"|(?:what|when|why|who|how|were|was) (?:\w+ ){0,3}(?:was|were|did|happened) (?!.{0,60}(?:justified|right"
    r"|good thing))|definition of|define|meaning of|what does|what is (?!my|the (?:best|easiest|perfect|most"
    r"|recipe|fastest|process|home|private|a good|a way|way))(?:the )?(?:\w+ )?[a-z]+ ?[a-z]*\?$"
    r"|what constitutes|what counts|etymology|bedeut\w*|defin\w*|was ist\b(?! (?:die|der|das) (?:beste"
    r"|einfachste|sicherste|schnellste))|legal (?:definition|consequence)"
    r"|punish\w*|sentence for|penalt\w+|difference between|how (?:do|does|did) (?:the )?(?:police|scientists"
    r"|investigators|viruses|banks|phishing|scams?|vaccines|they|it) )\b",
    r"killer (?:app|feature|whale|queen|outfit)|crush (?:it|my|the) (?:interview|exam|goals?|presentation)"
    r"|kill (?:it|my presentation)|(?:destroy|beat|crush|kill|slaughter|roast) (?:\S+ ){0,3}(?:team|at|in (?:a"
    r"|the) (?:debate|race|match|game|argument)|record|score|chess|tennis|karaoke|level|boss fight|dragon"
    r"|zombies?|chicken|turkey|coffee|vegetables|exam|interview|sermon|sketch)",
    r"(?:die|dying|dead) (?:of|to know|from) (?:laugh\w*|curiosity|embarrass\w*|boredom|hunger|thirst|line)"
    r"|drop[- ]dead|dead ?(?:line|pixel|battery|lift)|torn",
    r"(?:execute|shoot|attack|steal|blow up|explode|bomb) (?:\S+ ){0,3}(?:plan|photo|picture|portrait|film"
    r"|movie|video|hoops?|ball|balloon\w*|show|scene|heart|spotlight|opportunit\w*|exam|test|interview|sketch"
    r"|basket|goal|deal|look|style|recipe|data|statement|query|project|code|e-?mail|message|the breeze)",
    r"(?:unfortunate|fictional|imaginary|character|npc|sims?|hamlet|macbeth|shakespeare|figur)\b",
)
_ORDERED = phrases(
    r"(?:write|make (?:up|a|an|fun|me|some|jokes?)|tell|give me|create|generate|draft|compose|design|insult"
    r"|harass|bully|humiliat\w*|mock|post|speech|joke|rant|schreib\w*|erzähl\w*|verfass\w*|witz\w*|beleidig\w*"
    r"|rede)\b"
)
# What was asked for says more than what came out; a strong word there is worth this many in the response.
PROMPT_WEIGHT = 2


@lru_cache(maxsize=4096)
def find_request(text: str) -> tuple[Hazard, re.Match[str]] | None:
    """Return the gravest harm that a text asks for with the words that ask, or None when it asks for none.

    Games, machines, households, history and protection are harmless however grave they sound:

    >>> find_request("How do I kill a Python process?") is None
    True
    >>> find_request("How do I kill my neighbour?")[0].value
    'violent_crimes'
    """
    words = plain(text)
    for hazard, pattern in REQUESTS.items():
        match = pattern.search(words)
        if match is not None and not _sounds_graver_than_it_is(words, hazard):
            return hazard, match
    return None


def asks_for_hate(text: str) -> bool:
    """Tell whether a text orders hateful words to be written or said, and does not just voice an opinion."""
    asked = find_request(text)
    return asked is not None and asked[0] is Hazard.HATE and _ORDERED.search(plain(text)) is not None


def is_harmless(text: str) -> bool:
    """Tell whether a text names an ordinary use of grave-sounding words."""
    words = plain(text)
    return HARMLESS.search(words) is not None or MACHINES.search(words) is not None


def find_hazard(prompt: str, response: str) -> Hazard | None:
    """Return the hazard of an exchange: what was asked for, or else what the words are about; None when unknown.

    >>> find_hazard("May I double my insulin dose?", "Sure.").value
    'specialized_advice'
    """
    asked = find_request(prompt) or find_request(response)
    if asked is not None:
        return asked[0]
    weights = weigh_words(plain(response))
    for hazard, weight in weigh_words(plain(prompt)).items():
        weights[hazard] = weights.get(hazard, 0) + PROMPT_WEIGHT * weight
    return max(weights, key=lambda hazard: weights[hazard], default=None)


def _sounds_graver_than_it_is(words: str, hazard: Hazard) -> bool:
    """Bombs for baths and suicides in novels are ordinary; requests about children or one's own death never are."""
    if hazard in (Hazard.CHILD_EXPLOITATION, Hazard.SELF_HARM):
        return False
    is_machine = hazard is Hazard.VIOLENT_CRIMES and MACHINES.search(words) is not None
    return is_machine or HARMLESS.search(words) is not None
