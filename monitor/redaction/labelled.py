"""What only its label gives away: dates of birth and user names."""

import re
from collections.abc import Iterator

from monitor.redaction.find import Find, word_set
from monitor.redaction.tables import find_cells

MONTHS = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|f[ée]vr(?:ier)?|mar(?:ch|s|zo|ço|ca)?|märz|maart|apr(?:il"
    r"|ile)?|avr(?:il)?"
    r"|may|mai|mayo|maggio|maio|maja|mei|june?|juni|juin|junio|giugno|junho|czerwca|july?|juli|juillet|julio"
    r"|luglio|julho"
    r"|lipca|aug(?:ust|ustus)?|août|agosto|sierpnia|sept?(?:ember|iembre)?|septembre|settembre|setembro|września"
    r"|o[ck]t(?:ober|obre|ubre)?|ottobre|outubro|października|nov(?:ember|embre|iembre|embro)?|listopada"
    r"|de[cz](?:ember)?|décembre|diciembre|dicembre|dezembro|grudnia|enero|gennaio|janeiro|stycznia|febrero|febbraio"
    r"|fevereiro|februari|januari|lutego|abril|kwietnia)"
)
# Nobody alive was born before: whoever was is history.
YEAR = r"(?:19|20)[0-9]{2}"
DATE = (
    rf"(?P<date>{YEAR}([-/.])[0-9]{{1,2}}\2[0-9]{{1,2}}|[0-9]{{1,2}}([-/.]) ?[0-9]{{1,2}}\3 ?(?:{YEAR}|[0-9]{{2}})"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th|er|[.º°])?[ -](?:of |de )?{MONTHS}\.?,?[ -](?:de |del )?{YEAR}"
    rf"|{MONTHS}\.? [0-9]{{1,2}}(?:st|nd|rd|th)?,? {YEAR})(?![0-9])"
)
BIRTH = re.compile(
    r"(?<!\w)(?:born|d\.?o\.?b\.?|birth(?:day|date)|(?:date|day) of birth|geb(?:oren|urtsdatum|urtstag)?\.?"
    r"|n[ée]+(?:\(e\))?|nato|nata|nac[ií]|nació|nacid[oa]|nasc(?:id[oa]|eu|i)|naissance|nacimiento|nascita|nascimento"
    r"|geboortedatum|urodzon[ya]|urodził(?:am|em)?(?: się)?|urodzenia)(?![^\W\d_])"
    r"(?:[ \t]*[:=][ \t]*|[ \t]+)(?:(?:on|is|was|ist|war|am|the|le|el|il|op|em|a|dia|est|es|è|é|in|to)[ \t:]+){0,2}"
    + DATE,
    re.IGNORECASE,
)
# German puts the verb last, and a birthday may come after its date, too.
BEFORE_BIRTH = re.compile(rf"(?<![\w.-]){DATE} (?:geboren|geb\.|urodzon[ya]|Geburtstag)(?!\w)", re.IGNORECASE)
BIRTH_CUES = word_set(
    """
    born dob birthday birthdate birth b geb geboren geburtsdatum geburtstag né née nato nata nací nació nacido
    nacida nascido nascida nasci nasceu naissance nacimiento nascita nascimento geboortedatum urodzony urodzona
    urodził urodziłam urodziłem urodzenia e
    """
)

BIRTH_HEADINGS = word_set(
    """
    born dob birthday birthdate birth_date geboren geb. geburtsdatum naissance nacimiento nascita geboortedatum
    nascimento
    """
) | {
    "date of birth",
    "date_of_birth",
    "date de naissance",
    "fecha de nacimiento",
    "data di nascita",
    "data de nascimento",
}
ONE_DATE = re.compile(DATE, re.IGNORECASE)

USER_LABEL = (
    r"(?:user[ _-]?name|(?:screen|nick|login|account)[ _-]?name|login|handle|nick|nickname|benutzer(?:name)?"
    r"|nutzername"
    r"|anmeldename|nom d['’]utilisateur|utilisateur|identifiant|pseudo|nombre de usuario|usuario|nome utente|utente"
    r"|gebruikersnaam|nome de (?:usuário|utilizador)|usuário|utilizador|nazwa użytkownika|użytkownik|user)"
)
NETWORK = (
    r"(?:insta(?:gram)?|twitter|tik ?tok|snap(?:chat)?|discord|telegram|mastodon|threads|bluesky|bsky|skype"
    r"|steam|signal"
    r"|reddit|github|linkedin|facebook|youtube|x|mein kanal|my channel)"
)
HANDLE = r"(?P<handle>@?[A-Za-z0-9][\w.#-]{1,38}[A-Za-z0-9_])"
SIGN = r"[\"'`]?[ \t]*(?P<sign>[:=]|(?<!\w)(?:is|ist|lautet|est|es|è|é|to)(?!\w)|)[ \t]*[\"'`]?"
USER = re.compile(rf"(?<![\w@./-])(?P<label>{USER_LABEL}){SIGN}{HANDLE}(?![\w@])", re.IGNORECASE)
ON_NETWORK = re.compile(
    rf"(?<![\w@./-]){NETWORK}(?: (?:handle|account|id|user|name))?{SIGN}(?P<handle>(?:@"
    rf"|u/)[A-Za-z0-9_][\w.]{{1,38}}\w"
    rf"|[A-Za-z0-9_.]{{2,32}}#[0-9]{{4}})(?![\w@])",
    re.IGNORECASE,
)
USER_CUES = word_set(
    """
    user username user_name screen nick nickname login loginname accountname account handle benutzer
    benutzername nutzername anmeldename utilisateur identifiant pseudo usuario utente gebruikersnaam usuário
    utilizador nazwa użytkownik insta instagram twitter tik tiktok snap snapchat discord telegram mastodon
    threads bluesky bsky skype steam signal reddit github linkedin facebook youtube x kanal channel
    """
)
UNLIKE_WORDS = re.compile(r"[0-9_#.]")
USER_HEADINGS = word_set(
    """
    username user_name login handle benutzername nutzername usuario gebruikersnaam
    """
)
# The next word of a sentence, a type or a role instead of a name.
NOT_HANDLES = word_set(
    """
    none null nil true false undefined string str int text varchar required optional missing unknown invalid
    empty admin administrator root user users guest test anonymous nobody default system bot agent assistant
    name username password email login your my the not and svc service postgres mysql www data error failed page
    button form screen
    """
)


def find_births(text: str, _region: str) -> Iterator[Find]:
    """Find dates that are said to be of a birth."""
    for pattern in (BIRTH, BEFORE_BIRTH):
        for match in pattern.finditer(text):
            yield Find(*match.span("date"), _date(match["date"]))
    for start, end in find_cells(text, BIRTH_HEADINGS) if "\n" in text else ():
        if ONE_DATE.fullmatch(text, start, end):
            yield Find(start, end, _date(text[start:end]))


def find_handles(text: str, _region: str) -> Iterator[Find]:
    """Find user names that are labelled as such; the name of a network needs an @ or a number sign after it."""
    for match in USER.finditer(text):
        if _is_handle(match):
            yield Find(*match.span("handle"), _plain(match["handle"]))
    for match in ON_NETWORK.finditer(text):
        yield Find(*match.span("handle"), _plain(match["handle"]))
    for start, end in find_cells(text, USER_HEADINGS) if "\n" in text else ():
        yield Find(start, end, _plain(text[start:end]))


def _is_handle(match: re.Match[str]) -> bool:
    """Whether the word after a label is a name: after a colon any word is, after a verb only what is no plain word."""
    handle = match["handle"].lstrip("@").lower()
    if handle in NOT_HANDLES or handle.isdecimal():
        return False
    if match["sign"] in (":", "="):
        return True
    return match["handle"].startswith("@") or UNLIKE_WORDS.search(handle) is not None


def _date(words: str) -> str:
    return re.sub(r"\W+", " ", words.lower())


def _plain(handle: str) -> str:
    return handle.lstrip("@").lower()
