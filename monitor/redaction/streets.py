"""Streets as most of the continent writes them: the kind of street, its name, the number."""

import re
from collections.abc import Iterator

from monitor.redaction.find import Find
from monitor.redaction.places import AFTER_STREET, CAPITAL

NUMBER = r"[0-9]{1,4}"
PARTICLE = (
    r"(?:de|du|des|del|della|delle|dello|degli|dei|dell['’]|di|da|das|do|dos|la|le|les|los|las|l['’]|d['’]|el"
    r"|en|et|y|e|sur"
    r"|aux?|à|san|santa|saint|sainte|st|van|der|den)"
)
WORD = rf"(?:{PARTICLE}[ ]?){{0,3}}{CAPITAL}[\w'’.-]{{0,30}}"
NAME = rf"{WORD}(?:[ -]{WORD}){{0,4}}"
FRENCH_KIND = (
    r"(?i:rue|avenue|av\.|boulevard|bd\.?|boul\.|place|quai|chemin|allée|impasse|route|cours|square|passage"
    r"|faubourg|sentier"
    r"|ruelle|esplanade|promenade|villa|résidence)"
)
NUMBER_FIRST = re.compile(
    rf"(?<![\w.,€-])(?P<street>{NUMBER}(?: ?(?:bis|ter|quater)|[a-dA-D])?,? {FRENCH_KIND} {NAME}){AFTER_STREET}"
    rf"(?P<town> à {CAPITAL}[\w'’-]{{1,30}})?(?!\w)"
)
KIND = (
    r"(?i:calle|c/|avenida|avda\.?|av\.|plaza|pza\.?|paseo|p\.º|camino|carretera|ctra\.|ronda|travesía|glorieta"
    r"|via|viale|v\.le|piazza|p\.zza|piazzale|corso|c\.so|largo|vicolo|strada|contrada|lungomare|borgo"
    r"|rua|travessa|praça|alameda|estrada|rodovia|r\.|ul\.|ulica|ulicy|al\.|aleja|alei|pl\.|plac|placu|os\.|osiedle)"
)
# A number may carry a letter, a flat (`12/5`, `m. 3`), a floor and a door.
FLAT = (
    r"(?:/[0-9A-Za-z]{1,4}|[A-Za-z](?!\w))?(?: m\. ?[0-9]{1,4})?"
    r"(?:, ?[0-9]{1,2}\.?[ºª°]?[A-Za-z]{0,4}[ºª°]?(?: ?(?:izq|dcha|dto|esq|[A-Z])\b\.?)?(?=,|$|\n))?"
)
KIND_FIRST = re.compile(
    rf"(?<![\w.-])(?P<street>{KIND} ?{NAME},? (?:n\.?[º°] ?)?{NUMBER}){FLAT}{AFTER_STREET}(?![\w%€])"
)
DUTCH = re.compile(
    rf"(?<![\w-])(?P<street>{CAPITAL}[\w'’-]{{1,30}}(?:straat|laan|gracht|plein|kade|dijk|singel|hof|dreef"
    rf"|steeg|markt)"
    rf" {NUMBER}[a-z]?(?:-[0-9A-Za-z]{{1,3}})?){AFTER_STREET}(?!\w)"
)
FRENCH_CUES = re.compile(
    r"(?i)[0-9](?: ?(?:bis|ter|quater)|[a-d])?,? (?:rue|av|b(?:oulevar)?d|boul|place|quai|chem|all|imp|rou"
    r"|cour|squ|pass|faub|sent|espl|prom|vil|rés)"
)
KIND_CUES = re.compile(rf"(?<![\w.-]){KIND}")
DUTCH_CUES = re.compile(r"(?:straat|laan|gracht|plein|kade|dijk|singel|hof|dreef|steeg|markt) [0-9]")


def find_continental_streets(text: str) -> Iterator[Find]:
    """Find French, Spanish, Italian, Portuguese, Polish and Dutch street addresses, with the place where it follows."""
    for cue, pattern in ((FRENCH_CUES, NUMBER_FIRST), (KIND_CUES, KIND_FIRST), (DUTCH_CUES, DUTCH)):
        if cue.search(text):
            for match in pattern.finditer(text):
                yield Find(*match.span(), re.sub(r"[\s.,]+", " ", match["street"].casefold()).strip())
