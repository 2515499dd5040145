"""Payment cards and bank accounts, which check digits tell from other numbers."""

import re
from collections.abc import Iterator

from monitor.redaction.checks import passes_luhn, passes_mod_97
from monitor.redaction.find import Find

# Cards are printed in these groups, or run together.
CARD = re.compile(
    r"(?<![A-Za-z0-9_.])(?:"
    r"[0-9]{4}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{3})?"
    r"|[0-9]{4}([ -])[0-9]{6}\2[0-9]{4,5}"
    r"|[0-9]{13,19}"
    r")(?![A-Za-z0-9_]|[.][0-9])"
)
# Issuer prefixes and the lengths they use, as ISO/IEC 7812 registers them.
ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),  # Visa
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),  # Mastercard
    (re.compile(r"3[47]"), (15,)),  # American Express
    (re.compile(r"6011|64[4-9]|65"), (16, 19)),  # Discover
    (re.compile(r"30[0-5]|36|38|39"), (14, 16)),  # Diners Club
    (re.compile(r"35(?:2[89]|[3-8])"), (16,)),  # JCB
    (re.compile(r"62"), (16, 17, 18, 19)),  # UnionPay
    (re.compile(r"5018|5020|5038|6304|6759|676[1-3]"), (16, 18, 19)),  # Maestro
)
IBAN_START = re.compile(r"(?<![A-Za-z0-9])(?P<country>[A-Z]{2})[0-9]{2}", re.IGNORECASE)
# The length of each country's IBAN, from the SWIFT IBAN registry.
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "BA": 20, "BE": 16, "BG": 22, "BR": 29, "CH": 21, "CY": 28, "CZ": 24,
    "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GR": 27, "HR": 21,
    "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "KZ": 20, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
    "MD": 24, "ME": 22, "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PT": 25, "QA": 29, "RO": 24,
    "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29,
}  # fmt: skip
IBANS = {
    country: re.compile(rf"[A-Za-z]{{2}}[0-9]{{2}}(?:[ -]?[A-Za-z0-9]){{{length - 4}}}(?![A-Za-z0-9])")
    for country, length in IBAN_LENGTHS.items()
}
NEVER = re.compile(r"(?!)")


def find_cards(text: str, _region: str) -> Iterator[Find]:
    """Find payment card numbers by issuer, length and the Luhn check digit (ISO/IEC 7812-1, annex B)."""
    position = 0
    while match := CARD.search(text, position):
        digits = re.sub(r"[ -]", "", match[0])
        is_card = _has_issuer(digits) and passes_luhn(digits)
        if is_card:
            yield Find(*match.span(), digits)
        # A card may begin inside what only looked like one.
        position = match.end() if is_card else match.start() + 1


def find_ibans(text: str, _region: str) -> Iterator[Find]:
    """Find bank account numbers by country, length and the remainder modulo 97 (ISO 13616)."""
    for start in IBAN_START.finditer(text):
        match = IBANS.get(start["country"].upper(), NEVER).match(text, start.start())
        iban = re.sub(r"[ -]", "", match[0]).upper() if match else ""
        if match and passes_mod_97(iban):
            yield Find(*match.span(), iban)


def _has_issuer(digits: str) -> bool:
    return any(prefix.match(digits) and len(digits) in lengths for prefix, lengths in ISSUERS)
