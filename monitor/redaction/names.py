"""Names of persons: introduced, greeted, signed, labelled or related to somebody, or a known given name with a surname."""

import re
from collections.abc import Iterator

from monitor.redaction.find import MASK, Find, words_of
from monitor.redaction.name_cues import CUE_PATTERNS, CUES, LOWER_INTRODUCTION, Trust
from monitor.redaction.name_words import (
    FULL_NAME,
    GIVEN,
    NOT_NAMES,
    PUBLIC,
    SURNAMES_FIRST,
    SURNAMES_TOO,
    WEAK_GIVEN,
    plain,
)
from monitor.redaction.tables import find_cells

# A text that holds none of these words is not looked at; whoever has an e-mail address often has the name beside it.
NAME_CUES = CUES | GIVEN | SURNAMES_FIRST | frozenset("com org net example".split())
FULL = re.compile(rf"(?<![\w@#/\\$.-]){FULL_NAME}(?![\w@])")
BESIDE_MASK = re.compile(rf"(?<![\w@#/\\$.-])(?P<name>{FULL_NAME}),? ?[<(:|] ?[{MASK}]{{6}}")
# A saint's name is a place, and a queen's a ship.
NOT_AFTER = re.compile(r"(?:\b(?:San|Santa|Santo|São|St|Saint|Sankt|Queen|King|Hurricane|Lake|Mount)\.? |[@#/\\$])$")
BEFORE = 12
NAME_HEADINGS = frozenset("name names customer client patient guest kunde nom nombre nome naam cliente".split())
PERSON_HEADINGS = frozenset(
    """
    first_name last_name full_name firstname lastname fullname first last surname given_name family_name customer_name
    vorname nachname prénom apellidos apellido cognome voornaam achternaam sobrenome imię nazwisko
    """.split()
) | {"first name", "last name", "full name", "customer name", "nom et prénom"}
CELL = re.compile(rf"(?P<name>{FULL_NAME})")
PART = re.compile(r"\S+")
INITIALS = re.compile(r"(?:[^\W\d_]\. ?){2}")
IS_INITIAL = re.compile(r"(?:[^\W\d_]\.)+")
LOWER_PARTICLE = re.compile(r"[a-z]+")


def find_names(text: str, _region: str) -> Iterator[Find]:
    """Find the names of persons, as written with capitals; in lower case only after an introduction.

    Public figures and well-known characters are left in: the list is short, and whoever is not on it is private.
    """
    words = words_of(text)
    for cue in CUE_PATTERNS:
        if not cue.words.isdisjoint(words):
            for match in cue.pattern.finditer(text):
                yield from _keep(match, trust=cue.trust)
    for match in LOWER_INTRODUCTION.finditer(text):
        yield from _keep_lower(match)
    if "\n" in text:
        yield from _find_cells(text)
    if MASK in text:
        for match in BESIDE_MASK.finditer(text):
            yield from _keep(match, trust=Trust.LIKELY)
    for match in FULL.finditer(text):
        if not NOT_AFTER.search(text[max(0, match.start() - BEFORE) : match.start()]):
            yield from _keep_full(match)


def _keep(match: re.Match[str], *, trust: Trust) -> Iterator[Find]:
    """Yield the part of what stands after a cue that is a name, if the cue and the words make it one."""
    parts = _name_parts(match["name"], trusts_weak=True)
    if not parts:
        return
    start, end = parts[0].start(), parts[-1].end()
    name = match["name"][start:end]
    first = plain(parts[0][0])
    known = first in GIVEN or (first in WEAK_GIVEN and trust is not Trust.KNOWN) or IS_INITIAL.fullmatch(first)
    if trust is Trust.SURE or known or (trust is Trust.LIKELY and len(parts) > 1):
        title = match.groupdict().get("title")
        if plain(name) not in PUBLIC and (not title or f"{plain(title).rstrip('.')} {plain(name)}" not in PUBLIC):
            yield Find(match.start("name") + start, match.start("name") + end, name)


def _find_cells(text: str) -> Iterator[Find]:
    for headings, trust in ((NAME_HEADINGS, Trust.LIKELY), (PERSON_HEADINGS, Trust.SURE)):
        for start, end in find_cells(text, headings):
            if match := CELL.fullmatch(text, start, end):
                yield from _keep(match, trust=trust)


def _keep_lower(match: re.Match[str]) -> Iterator[Find]:
    if match["first"] in GIVEN:
        last = (match["last"] or "").strip()
        has_last = bool(last) and last not in NOT_NAMES
        name = f"{match['first']} {last}" if has_last else match["first"]
        yield Find(match.start("first"), match.start("first") + len(name), name)


def _keep_full(match: re.Match[str]) -> Iterator[Find]:
    """Yield a known given name with what follows it, two initials with a surname, or an Asian name."""
    for part in PART.finditer(match[0]):
        word = plain(part[0])
        if word in GIVEN or word in SURNAMES_FIRST or INITIALS.match(match[0], part.start()):
            rest = _name_parts(match[0][part.start() :], trusts_weak=False)
            if len(rest) > 1:
                name = match[0][part.start() : part.start() + rest[-1].end()]
                if not _is_public(name):
                    yield Find(match.start() + part.start(), match.start() + part.start() + len(name), name)
                return


def _is_public(name: str) -> bool:
    words = plain(name)
    return words in PUBLIC or any(words.startswith(f"{known} ") for known in PUBLIC if known[:3] == words[:3])


def _name_parts(phrase: str, *, trusts_weak: bool) -> list[re.Match[str]]:
    """Return the words of a phrase that can be a name: from the first that can, up to the first that cannot."""
    kept: list[re.Match[str]] = []
    for part in PART.finditer(phrase):
        word = plain(part[0])
        is_particle = LOWER_PARTICLE.fullmatch(part[0]) is not None
        is_weak = word in WEAK_GIVEN and trusts_weak and not kept
        is_surname = word in SURNAMES_TOO and bool(kept)
        if word.rstrip(".") in NOT_NAMES and not (is_particle or is_weak or is_surname or IS_INITIAL.fullmatch(word)):
            if kept:
                break
            continue
        kept.append(part)
    while kept and LOWER_PARTICLE.fullmatch(kept[-1][0]):
        kept.pop()
    return kept
