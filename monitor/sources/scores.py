"""Scores that people and evaluators gave to a trace or to a step of it, as signals."""

import math
import re

from monitor.records import Signal
from monitor.taxonomy import Scorer, SignalKind

# What a tool calls the giver of a score: a person, or by name what a person does.
HUMANS = {"annotation", "human", "user", "app", "manual"}
MACHINES = {"eval", "llm", "code", "auto_eval", "model", "machine"}
# A score sent through an API says nothing of its giver; its name often does.
GIVEN_BY_PEOPLE = re.compile(r"feedback|thumb|user|human|csat|annotat", re.IGNORECASE)


def scorer_of(source: object, name: str) -> Scorer:
    """Tell a person from a machine by what the log calls the source of a score, or else by the name of the score.

    >>> scorer_of("ANNOTATION", "tone"), scorer_of("API", "user-feedback"), scorer_of("API", "toxicity")
    (<Scorer.HUMAN: 'human'>, <Scorer.HUMAN: 'human'>, <Scorer.MACHINE: 'machine'>)
    """
    word = str(source).strip().lower()
    if word in HUMANS or (word not in MACHINES and GIVEN_BY_PEOPLE.search(name)):
        return Scorer.HUMAN
    return Scorer.MACHINE


def score_signal(name: str, value: object, *words: object, scorer: Scorer) -> Signal | None:
    """Return a score as a signal: its number, if it has one, and the label and comment that came with it."""
    text = "\n".join(word for word in words if isinstance(word, str) and word.strip()) or None
    number = _number(value)
    if number is None and text is None:
        return None
    return Signal(SignalKind.RATING, name, number, text, scorer=scorer)


def _number(value: object) -> float | None:
    try:
        number = float(value) if isinstance(value, int | float | str) else math.nan
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
