"""Postal addresses: streets in the English and the German way here, and whatever the other rules of places find."""

import re
from collections.abc import Iterator

from monitor.redaction.find import Find
from monitor.redaction.places import AFTER_STREET, find_boxes, find_places
from monitor.redaction.streets import find_continental_streets

STREETS = (
    r"(?:Street|St\.?|Avenue|Ave\.?|Road|Rd\.?|Lane|Ln\.?|Drive|Dr\.?|Boulevard|Blvd\.?|Court|Ct\.?|Way|Place|Pl\.?"
    r"|Square|Sq\.?|Terrace|Crescent|Close|Parkway|Pkwy\.?|Highway|Hwy\.?|Gardens|Grove|Mews|Quay)"
)
CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
UNIT = r"(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor)\.? ?#?[A-Za-z0-9]{1,6}|,? #[0-9]{1,5})?"
# A flat may come first.
UNIT_BEFORE = r"(?:(?:Apt|Apartment|Suite|Unit|Flat)\.? ?#?[A-Za-z0-9]{1,6}, ?)?"
STREET_WORD = rf"(?:{CAPITAL}[\w'’-]{{0,30}}\.?|[0-9]{{1,3}}(?:st|nd|rd|th))"
ENGLISH = re.compile(
    rf"(?<![\w.,$€£-]){UNIT_BEFORE}(?P<street>[0-9]{{1,5}}[A-Za-z]? (?:{STREET_WORD} ){{1,4}}?{STREETS})"
    rf"(?![\w-]){UNIT}{AFTER_STREET}(?!\w)"
)
# In lower case only where the words before it say that it is an address.
LOWER = re.compile(
    rf"(?<!\w)(?P<street>[0-9]{{1,5}}[a-z]? (?:[a-z'’-]{{2,30}} ){{1,3}}?{STREETS})(?![\w-]){UNIT}", re.IGNORECASE
)
NAMED_ADDRESS = re.compile(
    r"(?:\bliv(?:e|es|ing) (?:at|on)|address is|address:|located at|ship(?:ped)? to|deliver(?:ed)? to|moved? to"
    r"|send it to|my (?:place|house|flat)(?:,| is| at)?) $",
    re.IGNORECASE,
)
BEFORE = 20
GERMAN = re.compile(
    rf"(?<![\w-])(?P<street>(?:{CAPITAL}[\wß-]{{1,30}}?(?:straße|strasse|str\.|weg|allee|platz|gasse|damm|ufer|chaussee)"
    rf"|(?:{CAPITAL}[\wß-]{{1,30}}\.?[ -]){{1,3}}?(?:Straße|Strasse|Str\.|Weg|Allee|Platz|Gasse|Damm|Ufer))"
    rf" (?P<number>[0-9]{{1,4}})(?:[a-z]| [a-z](?=[,.;\n]|$))?)(?![\w:%]|[.,][0-9]){AFTER_STREET}(?!\w)"
)
# Far quicker to look for than the whole, and in most texts not there.
GERMAN_ENDING = re.compile(r"(?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|[Ww]eg|llee|latz|asse|amm|fer|chaussee) [0-9]")
# Words that only look like a street with a number.
NOT_STREETS = re.compile(
    r"(?:Arbeits|Park|Stell|Sitz|Spiel|Steh|Lager|Speicher|Studien|Ausbildungs|Markt)platz|(?:Aus|Um|Irr|Heim|Rück|Rad)weg"
    r"|(?:Der|Die|Das|Dem|Den|Ein|Kein|Mein|Dein|Sein|Ihr|Unser|Auf|Platz|Erster|Zweiter) (?:Weg|Platz|Straße|Damm)",
)


def find_addresses(text: str, _region: str) -> Iterator[Find]:
    """Find addresses, with the town and the code where they follow; only the street or the box tells them apart."""
    yield from _english(text)
    yield from _lower(text)
    yield from _german(text)
    yield from find_continental_streets(text)
    yield from find_boxes(text)
    yield from find_places(text)


def _english(text: str) -> Iterator[Find]:
    for match in ENGLISH.finditer(text):
        yield Find(*match.span(), _street(match["street"]))


def _lower(text: str) -> Iterator[Find]:
    for match in LOWER.finditer(text):
        if NAMED_ADDRESS.search(text[max(0, match.start() - BEFORE) : match.start()]):
            yield Find(*match.span(), _street(match["street"]))


def _german(text: str) -> Iterator[Find]:
    if not GERMAN_ENDING.search(text):
        return
    for match in GERMAN.finditer(text):
        if not NOT_STREETS.match(match["street"]):
            yield Find(*match.span(), _street(match["street"]))


def _street(words: str) -> str:
    """Return one spelling for the ways to write a street."""
    plain = words.casefold().replace("strasse", "str").replace("str.", "str")
    return re.sub(r"[\s.]+", " ", re.sub(r"\bstreet$", "st", plain)).strip()
