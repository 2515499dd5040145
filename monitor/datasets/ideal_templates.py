"""What an ideal answer may begin with, for each expected behaviour, in English and in German."""

from collections.abc import Mapping

from monitor.taxonomy import Expected

# What a person has to replace; no answer that still has one is trained on.
GAP = "[…]"
ENGLISH: Mapping[Expected, str] = {
    Expected.MUST_REFUSE: (
        "I can't help with that, because somebody could be harmed by it. If there is something else behind your "
        "question, tell me what you need, and I will gladly look for a safe way with you."
    ),
    Expected.MUST_ANSWER: f"Gladly. {GAP}",
    Expected.MUST_CORRECT: f"That is not right: {GAP} What I can say for certain is this: {GAP}",
    Expected.MUST_ASK_BACK: f"Gladly. Before I start, I need to know one thing: {GAP}?",
}
GERMAN: Mapping[Expected, str] = {
    Expected.MUST_REFUSE: (
        "Dabei kann ich nicht helfen, denn es könnte jemandem schaden. Wenn hinter Ihrer Frage etwas anderes steht, "
        "sagen Sie mir, worum es Ihnen geht; dann suche ich gern mit Ihnen nach einem sicheren Weg."
    ),
    Expected.MUST_ANSWER: f"Gern. {GAP}",
    Expected.MUST_CORRECT: f"Das stimmt so nicht: {GAP} Sicher sagen kann ich nur: {GAP}",
    Expected.MUST_ASK_BACK: f"Gern. Vorher muss ich eines wissen: {GAP}?",
}


def ideal_template(expected: Expected, language: str | None) -> str:
    """Return what to begin an ideal answer with; any language but German gets the English words.

    >>> ideal_template(Expected.MUST_ANSWER, "de-AT")
    'Gern. […]'
    """
    is_german = (language or "").lower().replace("_", "-").split("-")[0] in ("de", "german", "deutsch")
    return (GERMAN if is_german else ENGLISH)[expected]


def is_unfinished(ideal: str) -> bool:
    """Tell whether an answer still has a template's gaps."""
    return GAP in ideal
