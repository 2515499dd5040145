"""Names of persons: introduced, greeted, signed, labelled, related to somebody, or a given name with a surname."""

import re
from collections.abc import Iterator
from functools import partial

from monitor.redaction.find import MASK, Find, Rule, word_set
from monitor.redaction.name_cues import CUE_PATTERNS, LOWER_INTRODUCTION, LOWER_WORDS, Cue, Trust
from monitor.redaction.name_words import (
    ASSISTANTS,
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

FULL = re.compile(rf"(?<![\w@#/\\$.-]){FULL_NAME}(?![\w@])")
BESIDE_MASK = re.compile(rf"(?<![\w@#/\\$.-])(?P<name>{FULL_NAME}),? ?[<(:|] ?[{MASK}]{{6}}")
# A saint's name is a place, and a queen's a ship.
# So is the name of whoever wrote or made something no matter of the conversation.
NOT_AFTER = re.compile(
    r"(?:\b(?:San|Santa|Santo|São|St|Saint|Sankt|Queen|King|Pope|Hurricane|Lake|Mount)\.? |[@#/\\$]"
    r"|[\"”»*_] (?:by|von|de|di|par|door|por|od) |\b(?:book|novel|song|film|movie|poem|play|album|painting|series"
    r"|written|directed|painted|composed|created|invented|founded|discovered) by )$"
)
# DAN and IRS are no persons, and NAN is no grandmother.
ACRONYM = re.compile(r"[A-Z]{2,4}")
# Beside what was covered stands a name only if that was an address.
ENDINGS = word_set("com org net example de fr es it nl pl pt uk")
# Initials; the letters that stand alone in ordinary text are left out, for the other initial will do.
ONE_LETTER = frozenset("bcefghjklnopqruvwxyz")
NAMESAKES = word_set(
    "san santa santo são st saint sankt queen king pope emperor empress archduke duke president hurricane lake mount"
)
BEFORE = 16
NAME_HEADINGS = word_set(
    """
    name names customer client patient guest kunde nom nombre nome naam cliente
    """
)
PERSON_HEADINGS = word_set(
    """
    first_name last_name full_name firstname lastname fullname first last surname given_name family_name
    customer_name vorname nachname prénom apellidos apellido cognome voornaam achternaam sobrenome imię nazwisko
    """
) | {"first name", "last name", "full name", "customer name", "nom et prénom"}
HEADING_WORDS = frozenset(word for heading in NAME_HEADINGS | PERSON_HEADINGS for word in re.split(r"[ _]", heading))
CELL = re.compile(rf"(?P<name>{FULL_NAME})")
PART = re.compile(r"\S+")
INITIALS = re.compile(r"(?:[^\W\d_]\. ?){2}")
IS_INITIAL = re.compile(r"(?:[^\W\d_]\.)+")
LOWER_PARTICLE = re.compile(r"[a-z]+")


def _find_after(text: str, _region: str, *, cue: Cue) -> Iterator[Find]:
    if any(map(text.__contains__, cue.signs)):
        for match in cue.pattern.finditer(text):
            yield from _keep(match, trust=cue.trust)


def _find_lower(text: str, _region: str) -> Iterator[Find]:
    for match in LOWER_INTRODUCTION.finditer(text):
        if match["first"] in GIVEN:
            last = (match["last"] or "").strip()
            name = f"{match['first']} {last}" if last and last not in NOT_NAMES else match["first"]
            yield Find(match.start("first"), match.start("first") + len(name), name)


def _find_cells(text: str, _region: str) -> Iterator[Find]:
    for headings, trust in ((NAME_HEADINGS, Trust.LIKELY), (PERSON_HEADINGS, Trust.SURE)) if "\n" in text else ():
        for start, end in find_cells(text, headings):
            if match := CELL.fullmatch(text, start, end):
                yield from _keep(match, trust=trust)


def _find_beside_mask(text: str, _region: str) -> Iterator[Find]:
    if MASK in text:
        for match in BESIDE_MASK.finditer(text):
            yield from _keep(match, trust=Trust.LIKELY)


def _find_full(text: str, _region: str) -> Iterator[Find]:
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
    if len(parts) == 1 and first in ASSISTANTS:
        return
    known = first in GIVEN or (first in WEAK_GIVEN and trust is not Trust.KNOWN) or IS_INITIAL.fullmatch(first)
    if trust is Trust.SURE or known or (trust is Trust.LIKELY and len(parts) > 1):
        title = match.groupdict().get("title")
        if plain(name) not in PUBLIC and (not title or f"{plain(title).rstrip('.')} {plain(name)}" not in PUBLIC):
            yield Find(match.start("name") + start, match.start("name") + end, name)


def _keep_full(match: re.Match[str]) -> Iterator[Find]:
    """Yield a known given name with what follows it, two initials with a surname, or an Asian name."""
    before = ""
    for part in PART.finditer(match[0]):
        word = plain(part[0])
        before, last = word, before
        if last.rstrip(".") in NAMESAKES:
            continue
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
        is_weak = word in WEAK_GIVEN and trusts_weak
        is_surname = word in SURNAMES_TOO and bool(kept)
        is_other = word.rstrip(".") in NOT_NAMES or ACRONYM.fullmatch(part[0])
        if is_other and not (is_particle or is_weak or is_surname or IS_INITIAL.fullmatch(word)):
            if kept:
                break
            continue
        kept.append(part)
    while kept and LOWER_PARTICLE.fullmatch(kept[-1][0]):
        kept.pop()
    return kept


# Most names are found by the words around them. Public figures and well-known characters are left in: the list of
# them is short, and whoever is not on it is private.
NAME = "NAME"
NAME_RULES = (
    *(Rule(NAME, partial(_find_after, cue=cue), cues=cue.words) for cue in CUE_PATTERNS),
    Rule(NAME, _find_lower, cues=(LOWER_WORDS, GIVEN)),
    Rule(NAME, _find_cells, cues=(HEADING_WORDS,)),
    Rule(NAME, _find_beside_mask, cues=(ENDINGS,)),
    Rule(NAME, _find_full, cues=(GIVEN | SURNAMES_FIRST | ONE_LETTER,)),
)
