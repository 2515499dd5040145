"""Check digits: what tells a number that was issued from one that only looks like it."""

from collections.abc import Sequence

# Twice each digit, and the digits of that added up.
DOUBLED = str.maketrans("0123456789", "0246813579")
DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
FIRST_TEN = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
# Values of the characters in odd places of a codice fiscale (Decreto Ministeriale 12 March 1974).
ODD_PLACES = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (*FIRST_TEN, *FIRST_TEN, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        strict=True,
    )
)
PENSION_WEIGHTS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B).

    >>> passes_luhn("4111111111111111"), passes_luhn("4111111111111112")
    (True, False)
    """
    doubled = digits[-2::-2].translate(DOUBLED)
    return (sum(map(int, doubled)) + sum(map(int, digits[-1::-2]))) % 10 == 0


def passes_mod_97(iban: str) -> bool:
    """Whether the two check digits of an IBAN fit the rest (ISO 13616).

    >>> passes_mod_97("GB82WEST12345698765432"), passes_mod_97("GB83WEST12345698765432")
    (True, False)
    """
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def passes_steuer_id(digits: str) -> bool:
    """Whether eleven digits are a German tax id: ISO 7064 MOD 11,10, and exactly one digit of the first ten repeats.

    >>> passes_steuer_id("86095742719"), passes_steuer_id("86095742710")
    (True, False)
    """
    if digits[0] == "0" or len(set(digits[:10])) not in (8, 9):
        return False
    rest = 10
    for digit in digits[:10]:
        rest = ((int(digit) + rest) % 10 or 10) * 2 % 11
    return (11 - rest) % 10 == int(digits[10])


def passes_dni(number: str) -> bool:
    """Whether the letter of a Spanish DNI or NIE fits its digits, modulo 23.

    >>> passes_dni("12345678Z"), passes_dni("X1234567L"), passes_dni("12345678A")
    (True, True, False)
    """
    digits = number[:-1].translate(str.maketrans("XYZ", "012"))
    return DNI_LETTERS[int(digits) % len(DNI_LETTERS)] == number[-1]


def passes_codice_fiscale(code: str) -> bool:
    """Whether the last letter of an Italian codice fiscale checks the others.

    >>> passes_codice_fiscale("RSSMRA85T10A562S"), passes_codice_fiscale("RSSMRA85T10A562T")
    (True, False)
    """
    odd = sum(ODD_PLACES[character] for character in code[:15:2])
    even = sum(int(one) if one.isdecimal() else ord(one) - ord("A") for one in code[1:15:2])
    return chr(ord("A") + (odd + even) % 26) == code[15]


def passes_nir(number: str) -> bool:
    """Whether the key of a French social security number fits, modulo 97; Corsica's 2A and 2B count as 19 and 18.

    >>> passes_nir("255081416802538"), passes_nir("255081416802539")
    (True, False)
    """
    body = number[:13].replace("2A", "19").replace("2B", "18")
    return body.isdecimal() and 97 - int(body) % 97 == int(number[13:])


def passes_cpf(digits: str) -> bool:
    """Whether both check digits of a Brazilian CPF fit, and it is not one digit eleven times.

    >>> passes_cpf("52998224725"), passes_cpf("52998224724")
    (True, False)
    """
    return len(set(digits)) > 1 and all(
        _weighted(digits[:size], range(size + 1, 1, -1)) * 10 % 11 % 10 == int(digits[size]) for size in (9, 10)
    )


def passes_pension(number: str) -> bool:
    """Whether the last digit of a German pension insurance number checks the others; its letter counts as two digits.

    >>> passes_pension("65170839J003"), passes_pension("65170839J004")
    (True, False)
    """
    spelled = f"{number[:8]}{ord(number[8]) - ord('A') + 1:02d}{number[9:11]}"
    products = (int(digit) * weight for digit, weight in zip(spelled, PENSION_WEIGHTS, strict=True))
    return sum(product // 10 + product % 10 for product in products) % 10 == int(number[11])


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))
