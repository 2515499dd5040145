"""National and official numbers of persons: by their form and check digits, or by the label before them."""

import re
from collections.abc import Callable, Iterator

from monitor.redaction.checks import (
    passes_codice_fiscale,
    passes_cpf,
    passes_dni,
    passes_nir,
    passes_pension,
    passes_steuer_id,
)
from monitor.redaction.find import Find, word_set


def _always(_number: str) -> bool:
    return True


EDGE, END = r"(?<![\w.,/-])", r"(?![\w/-]|[.,][0-9])"
# Forms that show what they are. Whoever has no check digits has areas that were never issued (SSN, NINO).
FORMS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = tuple(
    (re.compile(EDGE + form + END), check)
    for form, check in (
        (r"(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}", _always),  # United States: SSN
        (
            r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
            _always,
        ),  # United Kingdom: NINO
        (r"[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9]-"
         r"[AC-HJKMNP-RT-Y]{2}[0-9]{2}", _always),  # United States: Medicare
        (r"[1-9][0-9](?: [0-9]{3}){3}|[1-9][0-9]{10}", passes_steuer_id),  # Germany: tax id
        (r"[0-9]{2} ?[0-9]{6} ?[A-Z] ?[0-9]{3}", passes_pension),  # Germany: pension insurance
        (r"(?:[0-9]{8}|[0-9]{2}\.[0-9]{3}\.[0-9]{3})-?[A-HJ-NP-TV-Z]", passes_dni),  # Spain: DNI
        (r"[XYZ]-?[0-9]{7}-?[A-HJ-NP-TV-Z]", passes_dni),  # Spain: NIE
        (r"[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]", passes_codice_fiscale),  # Italy
        (r"[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}",
         passes_nir),  # France: NIR
        (r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}", passes_cpf),  # Brazil: CPF
    )
)  # fmt: skip

# What the number after it is called, in the languages that we read. The value must follow at once.
LABEL = (
    r"(?:social security|social|ssn|sin|itin|tax(?:payer)? id|tin|national insurance|nino?|nhs|medicare"
    r"|aadhaar|pan card"
    r"|passport|driv(?:er['’]?s?|ing) licen[cs]e|licen[cs]e (?:no|number)|national id|identity card|id card"
    r"|(?:student|patient|health insurance) (?:id|no|number)|green card"
    r"|reisepass|pass(?=-?nummer|-?nr)|personalausweis|ausweis|führerschein|steuer-?(?:id"
    r"|identifikationsnummer|nummer)"
    r"|idnr|sozialversicherung(?=s)|rentenversicherung(?=s)|krankenversicher(?:ten|ungs)|versicherten(?=n)|ahv"
    r"|passeport|permis de conduire|carte d['’]identité|sécurité sociale|sécu|nir|numéro fiscal"
    r"|pasaporte|carn[eé] de conducir|dni|nie|nif|nss|curp|cédula|seguridad social"
    r"|passaporto|patente|carta d['’]identità|codice fiscale|c\.f\.|tessera sanitaria"
    r"|paspoort|rijbewijs|bsn|burgerservicenummer|passaporte|carta de condução|cartão de cidadão|cpf|rg|niss"
    r"|paszport\w*|pesel|dowód osobisty|dowodu osobistego|prawo jazdy|nip)"
)
JOIN = (
    r"(?:[- ]?(?:s?nummer|s?nr|number|numéro|número|numero|num|nº|n°|no|id|numer|code)\b\.?)?"
    r"(?:[ \t]*[:#=][ \t]*|[ \t]+)(?:(?:is|ist|lautet|was|est|es|è|é|to|of|:|it['’]s)[ \t]+){0,2}"
)
VALUE = r"(?P<value>[A-Z]{0,3}[0-9][A-Z0-9]*(?:[ ./-][A-Z0-9]*[0-9][A-Z0-9]*){0,6}|[A-Z][A-Z0-9]{5,11})"
LABELLED = re.compile(rf"(?<!\w){LABEL}{JOIN}{VALUE}(?!\w)", re.IGNORECASE)
LABEL_CUES = word_set(
    """
    social ssn sin itin tax taxpayer tin insurance nin nino nhs medicare aadhaar pan passport license licence
    national identity id student patient health green reisepass reisepassnummer pass passnummer personalausweis
    personalausweisnummer ausweis ausweisnummer führerschein führerscheinnummer steuer steuerid steuernummer
    steueridentifikationsnummer idnr sozialversicherungsnummer rentenversicherungsnummer
    krankenversichertennummer krankenversicherungsnummer versichertennummer ahv passeport permis identité
    sociale sécu nir fiscal pasaporte conducir dni nie nif nss curp cédula passaporto patente identità fiscale f
    sanitaria paspoort paspoortnummer rijbewijs bsn burgerservicenummer passaporte condução cidadão cpf rg niss
    paszport paszportu pesel osobisty osobistego jazdy nip
    """
)
# An official number has six to twenty characters, most of them digits.
FEWEST, MOST, FEWEST_DIGITS = 6, 20, 4
DATE = re.compile(r"[0-9]{1,4}([./-])[0-9]{1,2}\1[0-9]{1,4}")


def find_identities(text: str, _region: str) -> Iterator[Find]:
    """Find the numbers by which states and insurers know a person, where their form or their check digits show them."""
    for form, check in FORMS:
        for match in form.finditer(text):
            number = _plain(match[0])
            if check(number):
                yield Find(*match.span(), number)


def find_labelled_identities(text: str, _region: str) -> Iterator[Find]:
    """Find passports, licences and whatever else is called the number of a person's papers."""
    for match in LABELLED.finditer(text):
        number = _plain(match["value"])
        digits = sum(character.isdecimal() for character in number)
        if FEWEST <= len(number) <= MOST and digits >= FEWEST_DIGITS and not DATE.fullmatch(match["value"]):
            yield Find(*match.span("value"), number)


def _plain(number: str) -> str:
    return re.sub(r"[ ./-]", "", number).upper()
