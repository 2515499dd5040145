"""What follows or replaces a street in an address: postcodes with their places, and post office boxes."""

import re
from collections.abc import Iterator

from monitor.redaction.find import Find

CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-ŽȘȚ]"
TOWN_WORD = rf"(?:St\. )?{CAPITAL}[\w'’-]{{1,30}}"
BETWEEN = r"(?:am|an der|im|ob der|bei|sur|sous|la|le|les|lès|de|del|della|da|do|di|aan den|op|nad|na)"
TOWN = rf"{TOWN_WORD}(?: (?:{BETWEEN} )?{TOWN_WORD}){{0,2}}"
STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]"
    r"|W[AIVY])"
)
PROVINCE = r"(?:AB|BC|MB|N[BLSTU]|ON|PE|QC|SK|YT)"
UK_CODE = r"(?:GIR 0AA|[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2})"
CANADIAN_CODE = r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z] ?[0-9][ABCEGHJ-NPRSTV-Z][0-9]"
# The codes that are one with their form alone; five plain digits could be anything.
SPECIAL = (
    rf"(?:{TOWN}[, ] ?{STATE} [0-9]{{5}}(?:-[0-9]{{4}})?|{TOWN}[, ] ?{PROVINCE},? {CANADIAN_CODE}|{CANADIAN_CODE}"
    rf"|(?:{TOWN},? )?{UK_CODE}|[1-9][0-9]{{3}} ?(?!A[DM]|PM|BC)[A-Z]{{2}} {TOWN}|[0-9]{{2}}-[0-9]{{3}} {TOWN}"
    rf"|[0-9]{{4}}-[0-9]{{3}} {TOWN}|[0-9]{{5}}-[0-9]{{3}} {TOWN}|[A-Z]{{1,2}}-[0-9]{{4,5}} {TOWN})"
)
CODE = re.compile(rf"(?<![\w.,$€£/-])(?P<code>{SPECIAL})(?![\w-])")
NAMED_CODE = re.compile(
    r"(?i:(?<!\w)(?:plz(?:/ort)?|postleitzahl|(?:wohn)?ort|aus|wohn(?:e|haft)? (?:\w{1,8} )?in|code postal"
    r"|habite(?: à)?|domicili[ée]e? à"
    r"|código postal|c\. ?p\.?|cap|vivo en|residente (?:a|en|in)|zip(?: code)?|postcode|postal code))[ :,]{1,3}"
    rf"(?P<code>[0-9]{{4,5}} {TOWN}|[0-9]{{5}}(?:-[0-9]{{4}})?)(?![\w-])"
)
# What may follow a street: `, 10115 Berlin`, a line end between, or only the town.
AFTER_STREET = (
    rf"(?:,?[ \n]{{1,2}}(?:{SPECIAL}|(?:[A-Z]{{1,2}}-)?[0-9]{{4,5}},? {TOWN}|[0-9]{{5}})|,[ \n]{{1,2}}{TOWN})?"
)
BOX = re.compile(
    r"(?<![\w-])(?:(?P<sure>(?i:p\. ?o\. ?box|po box|post office box|postfach|bo[iî]te postale"
    r"|apartado(?: de correos)?"
    r"|apdo\.?|casella postale|postbus|caixa postal|skrytka(?: pocztowa)?))|BP|B\.P\.|C\.P\.)"
    r"(?i: ?(?:nr\.?|n[º°o]\.?|no\.|:))?[ ]?(?P<number>[0-9]{1,6}(?:[ .][0-9]{2,3}){0,3})"
    rf"(?P<place>{AFTER_STREET})(?!\w)"
)
HAS_CODE = re.compile(r"[0-9][A-Z]{2}|[A-Z] ?[0-9]{5}|[0-9]-[0-9]{3}|-[0-9]{4}|[A-Z][0-9][A-Z]|[0-9]{4} [A-Z]")
CODE_CUES = re.compile(r"(?i)plz|postleit|ort|aus |wohn|postal|habit|domicili|c\.? ?p|cap|vivo|resident|zip|postcode")


def find_boxes(text: str) -> Iterator[Find]:
    """Find post office boxes; the two-letter forms only with their place, for they stand for much else."""
    for match in BOX.finditer(text):
        if match["sure"] or match["place"]:
            yield Find(*match.span(), f"box {match['number'].replace(' ', '')}")


def find_places(text: str) -> Iterator[Find]:
    """Find postcodes, with their towns, that stand without a street."""
    if HAS_CODE.search(text):
        for match in CODE.finditer(text):
            yield Find(*match.span("code"), match["code"].lower())
    if CODE_CUES.search(text):
        for match in NAMED_CODE.finditer(text):
            yield Find(*match.span("code"), match["code"].lower())
