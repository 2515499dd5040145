"""Texts to the exemplars they are like: known jailbreak families, and cases that somebody decided."""

from monitor.exemplars.decided import DecidedCase, Exchange, cite_shared, find_decided
from monitor.exemplars.families import Families, Family, find_families, load_families
from monitor.exemplars.search import Match, Texts, find_alike

__all__ = [
    "DecidedCase",
    "Exchange",
    "Families",
    "Family",
    "Match",
    "Texts",
    "cite_shared",
    "find_alike",
    "find_decided",
    "find_families",
    "load_families",
]
