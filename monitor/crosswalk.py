"""One harm in three vocabularies: AILuminate's hazards, Llama Guard 3's categories and AVID's effects, losing none."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.taxonomy import Hazard

# Raised with any change below; stored beside exported codes.
CROSSWALK_VERSION = "1"


class Scheme(StrEnum):
    """A published vocabulary of harms, with the version that is meant."""

    AILUMINATE = "ailuminate-1.0"
    LLAMA_GUARD = "llama-guard-3"
    AVID = "avid-0.2"


# Source: Meta's model card of Llama-Guard-3-8B.
LLAMA_GUARD: Mapping[str, str] = {
    "S1": "Violent Crimes",
    "S2": "Non-Violent Crimes",
    "S3": "Sex-Related Crimes",
    "S4": "Child Sexual Exploitation",
    "S5": "Defamation",
    "S6": "Specialized Advice",
    "S7": "Privacy",
    "S8": "Intellectual Property",
    "S9": "Indiscriminate Weapons",
    "S10": "Hate",
    "S11": "Suicide & Self-Harm",
    "S12": "Sexual Content",
    "S13": "Elections",
    "S14": "Code Interpreter Abuse",
}
# Source: the Security, Ethics and Performance view of the AI Vulnerability Database's taxonomy.
AVID: Mapping[str, str] = {
    "S0100": "Software Vulnerability",
    "S0200": "Supply Chain Compromise",
    "S0201": "Model Compromise",
    "S0202": "Software Compromise",
    "S0300": "Over-permissive API",
    "S0301": "Information Leak",
    "S0302": "Excessive Queries",
    "S0400": "Model Bypass",
    "S0401": "Bad Features",
    "S0402": "Insufficient Training Data",
    "S0403": "Adversarial Example",
    "S0500": "Exfiltration",
    "S0501": "Model Inversion",
    "S0502": "Model Theft",
    "S0600": "Data Poisoning",
    "S0601": "Ingest Poisoning",
    "E0100": "Bias/Discrimination",
    "E0101": "Group Fairness",
    "E0102": "Individual Fairness",
    "E0200": "Explainability",
    "E0201": "Global Explanations",
    "E0202": "Local Explanations",
    "E0300": "User Actions",
    "E0301": "Toxicity",
    "E0302": "Polarization/Exclusion",
    "E0400": "Misinformation",
    "E0401": "Deliberative Misinformation",
    "E0402": "Generative Misinformation",
    "P0100": "Data Issues",
    "P0101": "Data Drift",
    "P0102": "Concept Drift",
    "P0103": "Data Entanglement",
    "P0104": "Data Quality Issues",
    "P0105": "Feedback Loops",
    "P0200": "Robustness",
    "P0201": "Resilience/Stability",
    "P0202": "OOD Generalization",
    "P0203": "Scaling",
    "P0204": "Accuracy",
    "P0300": "Privacy",
    "P0301": "Anonymization",
    "P0302": "Randomization",
    "P0303": "Encryption",
    "P0400": "Safety",
    "P0401": "Psychological Safety",
    "P0402": "Physical Safety",
    "P0403": "Socioeconomic Safety",
    "P0404": "Environmental Safety",
}
CODES: Mapping[Scheme, tuple[str, ...]] = {
    Scheme.AILUMINATE: tuple(Hazard),
    Scheme.LLAMA_GUARD: tuple(LLAMA_GUARD),
    Scheme.AVID: tuple(AVID),
}

_TO_LLAMA_GUARD: Mapping[str, str] = {
    Hazard.VIOLENT_CRIMES: "S1",
    Hazard.NON_VIOLENT_CRIMES: "S2",
    Hazard.SEX_CRIMES: "S3",
    Hazard.CHILD_EXPLOITATION: "S4",
    Hazard.DEFAMATION: "S5",
    Hazard.SPECIALIZED_ADVICE: "S6",
    Hazard.PRIVACY: "S7",
    Hazard.INTELLECTUAL_PROPERTY: "S8",
    Hazard.INDISCRIMINATE_WEAPONS: "S9",
    Hazard.HATE: "S10",
    Hazard.SELF_HARM: "S11",
    Hazard.SEXUAL_CONTENT: "S12",
}
# AVID names effects on people and systems, and is broader: several hazards have one effect.
_TO_AVID: Mapping[str, str] = {
    Hazard.VIOLENT_CRIMES: "P0402",
    Hazard.NON_VIOLENT_CRIMES: "P0403",
    Hazard.SEX_CRIMES: "P0402",
    Hazard.CHILD_EXPLOITATION: "P0400",
    Hazard.DEFAMATION: "E0402",
    Hazard.SPECIALIZED_ADVICE: "E0402",
    Hazard.PRIVACY: "P0300",
    Hazard.INTELLECTUAL_PROPERTY: "P0403",
    Hazard.INDISCRIMINATE_WEAPONS: "P0402",
    Hazard.HATE: "E0301",
    Hazard.SELF_HARM: "P0401",
    Hazard.SEXUAL_CONTENT: "E0301",
}
# Elections (S13) are none of the twelve; a code interpreter is abused to attack computers.
_FROM_LLAMA_GUARD: Mapping[str, str] = {code: hazard for hazard, code in _TO_LLAMA_GUARD.items()} | {
    "S14": Hazard.NON_VIOLENT_CRIMES
}
# Only effects of one kind of harm; "physical safety" could be any of four, "accuracy" is none.
_FROM_AVID: Mapping[str, str] = {
    "E0100": Hazard.HATE,
    "E0101": Hazard.HATE,
    "E0102": Hazard.HATE,
    "E0301": Hazard.HATE,
    "E0302": Hazard.HATE,
    "P0300": Hazard.PRIVACY,
    "P0301": Hazard.PRIVACY,
    "S0301": Hazard.PRIVACY,
    "P0401": Hazard.SELF_HARM,
    "P0403": Hazard.NON_VIOLENT_CRIMES,
    "S0502": Hazard.INTELLECTUAL_PROPERTY,
}
_TO_HAZARD: Mapping[Scheme, Mapping[str, str]] = {
    Scheme.AILUMINATE: {hazard: hazard for hazard in Hazard},
    Scheme.LLAMA_GUARD: _FROM_LLAMA_GUARD,
    Scheme.AVID: _FROM_AVID,
}
_FROM_HAZARD: Mapping[Scheme, Mapping[str, str]] = {
    Scheme.AILUMINATE: _TO_HAZARD[Scheme.AILUMINATE],
    Scheme.LLAMA_GUARD: _TO_LLAMA_GUARD,
    Scheme.AVID: _TO_AVID,
}
# Readers bring codes with their names: "E0301: Toxicity", "S10".
_CODE = re.compile(r"\s*([SEP]\d{1,4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Coded:
    """One harm in one scheme: its code, None where the scheme has none, and the code it was first given elsewhere."""

    scheme: Scheme
    code: str | None
    first: tuple[Scheme, str]


def code(scheme: Scheme, name: str) -> Coded:
    """Take a code as its scheme has it; raise ValueError when the scheme has no such code."""
    if name not in CODES[scheme]:
        raise ValueError(f"unknown {scheme.value} code {name!r}; known codes: {', '.join(CODES[scheme])}")
    return Coded(scheme, name, (scheme, name))


def convert(coded: Coded, scheme: Scheme) -> Coded:
    """Say the same in another scheme; however often that is done, the first code comes back unchanged.

    >>> elections = convert(code(Scheme.LLAMA_GUARD, "S13"), Scheme.AVID)
    >>> elections.code is None, convert(elections, Scheme.LLAMA_GUARD).code
    (True, 'S13')
    """
    at_first, name = coded.first
    if scheme is at_first:
        return Coded(scheme, name, coded.first)
    hazard = _TO_HAZARD[at_first].get(name)
    return Coded(scheme, None if hazard is None else _FROM_HAZARD[scheme].get(hazard), coded.first)


def codes_of(hazard: Hazard | None) -> dict[str, str]:
    """Return a hazard's code in every other scheme, by the scheme's name; nothing of an unknown hazard.

    >>> codes_of(Hazard.HATE)
    {'llama-guard-3': 'S10', 'avid-0.2': 'E0301'}
    """
    if hazard is None:
        return {}
    mine = code(Scheme.AILUMINATE, hazard)
    others = (convert(mine, scheme) for scheme in Scheme if scheme is not Scheme.AILUMINATE)
    return {str(other.scheme): other.code for other in others if other.code is not None}


def describe_codes(hazard: Hazard) -> str:
    """Return a hazard's other codes for a person to read.

    >>> describe_codes(Hazard.PRIVACY)
    'Llama Guard 3: S7 Privacy · AVID: P0300 Privacy'
    """
    guard, avid = _TO_LLAMA_GUARD[hazard], _TO_AVID[hazard]
    return f"Llama Guard 3: {guard} {LLAMA_GUARD[guard]} · AVID: {avid} {AVID[avid]}"


def read_hazard(tags: Iterable[str]) -> Hazard | None:
    """Return the hazard of the first Llama Guard or AVID code among a report's tags that names one, or None.

    >>> read_hazard(["Ethics", "S0403: Adversarial Example", "E0301: Toxicity"]).value
    'hate'
    >>> read_hazard(["P0204: Accuracy", "S3 bucket"]) is None
    True
    """
    for tag in tags:
        found = _CODE.match(tag)
        if found is not None and _is_code(tag, found.group(1)):
            hazard = _FROM_AVID.get(found.group(1)) or _FROM_LLAMA_GUARD.get(found.group(1))
            if hazard is not None:
                return Hazard(hazard)
    return None


def _is_code(tag: str, name: str) -> bool:
    """Tell whether a tag is a code, alone or with its own name, and not a word that begins like one."""
    rest = tag.strip()[len(name) :].strip(" :-")
    named = AVID.get(name) or LLAMA_GUARD.get(name)
    return named is not None and (not rest or _letters(rest) == _letters(named))


def _letters(words: str) -> str:
    return "".join(letter for letter in words.lower() if letter.isalnum())
