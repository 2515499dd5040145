"""Feedback that came with a log, of the whole conversation or of one message, as signals."""

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import Signal
from monitor.sources.fields import first_present, mapping_field, mappings_in, number_field, show, text_field
from monitor.taxonomy import Scorer, SignalKind

UP = {"up", "thumbs_up", "thumbsup", "thumbs up", "👍", "like", "liked", "upvote", "positive", "good", "+1", "1", "1.0"}
DOWN = {"down", "thumbs_down", "thumbsdown", "thumbs down", "👎", "dislike", "disliked", "downvote", "negative", "bad"}
WORDS = (UP | DOWN) - {"+1", "1", "1.0"}
DOWN |= {"-1", "-1.0"}
# Some logs write the absence of a thumb; nought is neither up nor down.
NEITHER = {"none", "neutral", "0", "0.0", "null"}

THUMBS = ("thumbs", "thumb", "vote", "thumbs_up_down")
RATINGS = ("rating", "score", "stars")
CORRECTIONS = ("correction", "corrected_response", "correct_answer", "ideal_response", "comment")
TOXICITIES = ("toxicity", "toxicity_score")
# Moderation results as lists, one result per message, in WildChat and LMSYS-Chat.
MODERATIONS = ("openai_moderation", "detoxify_moderation", "moderation")
# Most rows and nearly all messages have none of these.
SIGNAL_FIELDS = frozenset({*THUMBS, *RATINGS, *CORRECTIONS, *TOXICITIES, *MODERATIONS, "feedback"})


def find_signals(row: Mapping[str, Any], *, message_index: int | None = None) -> tuple[Signal, ...]:
    """Find the feedback in one row or in one of its messages.

    Raises RecordError naming a thumb, a rating or a score that cannot be read.
    """
    if SIGNAL_FIELDS.isdisjoint(row):
        return ()
    return (*_opinions(row, message_index), *_feedback(row, message_index), *_moderation(row, message_index))


def find_turn_signals(turns: object) -> tuple[Signal, ...]:
    """Find the feedback that stands inside the messages."""
    if not isinstance(turns, list):
        return ()
    return tuple(
        signal
        for index, turn in enumerate(turns)
        if isinstance(turn, Mapping)
        for signal in find_signals(turn, message_index=index)
    )


def unread_signals(row: Mapping[str, Any]) -> set[str]:
    """Return the names of feedback that is there, but not in a shape that holds any."""
    # Feedback that is one word is a thumb or a comment; all else that is read here is objects.
    objects = (*MODERATIONS, *(["feedback"] if isinstance(row.get("feedback"), list) else []))
    return {name for name in objects if any(_loose(row.get(name)))}


def _loose(value: object) -> Iterator[bool]:
    """Tell of each value whether it is something, and no object."""
    values = value if isinstance(value, list) else [value]
    return (one not in (None, "") and not isinstance(one, Mapping) for one in values)


def _opinions(row: Mapping[str, Any], index: int | None) -> Iterator[Signal]:
    rated = first_present(row, *RATINGS)
    # "rating": "down" is a thumb by another name.
    is_word = rated is not None and isinstance(rated[1], str) and rated[1].strip().lower() in WORDS
    thumb = first_present(row, *THUMBS) or (rated if is_word else None)
    if thumb is not None:
        direction = _direction(thumb[1])
        if direction is None:
            raise RecordError(f"{thumb[0]!r} is {show(thumb[1])}, neither up nor down")
        if direction:
            yield Signal(SignalKind.THUMBS, "thumbs", float(direction), None, index)
    rating = None if is_word else number_field(row, *RATINGS)
    if rating is not None:
        yield Signal(SignalKind.RATING, rating[0], rating[1], None, index)
    for name in CORRECTIONS:
        text = text_field(row, name)
        if text is not None:
            yield Signal(SignalKind.CORRECTION, name, None, text, index)


def _feedback(row: Mapping[str, Any], index: int | None) -> Iterator[Signal]:
    """Read a `feedback` field: objects with opinions in them, a thumb, or words."""
    feedback = row.get("feedback")
    for opinion in mappings_in(feedback):
        about = opinion.get("message_index", index)
        yield from _opinions(opinion, about if isinstance(about, int) else index)
    if feedback in (None, "") or isinstance(feedback, Mapping | list):
        return
    direction = _direction(feedback)
    if direction:
        yield Signal(SignalKind.THUMBS, "feedback", float(direction), None, index)
    elif direction is None:
        yield Signal(SignalKind.CORRECTION, "feedback", None, text_field(row, "feedback"), index)


def _moderation(row: Mapping[str, Any], index: int | None) -> Iterator[Signal]:
    toxicity = number_field(row, *TOXICITIES)
    if toxicity is not None:
        yield Signal(SignalKind.MODERATION, toxicity[0], toxicity[1], None, index, Scorer.MACHINE)
    for name in MODERATIONS:
        results = row.get(name)
        for place, result in enumerate(mappings_in(results)):
            about = place if isinstance(results, list) and index is None else index
            # OpenAI nests its scores and names verdicts beside them; Detoxify gives nothing but scores.
            scores = mapping_field(result, "category_scores") or _verdicts(result)
            if result.get("flagged") is True:
                yield Signal(SignalKind.MODERATION, f"{name}.flagged", 1.0, None, about, Scorer.MACHINE)
            yield from _scores(name, scores, about)


def _verdicts(result: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the yes and no of a moderation without scores as one and nought, or what else it says."""
    categories = mapping_field(result, "categories")
    return {name: float(verdict) for name, verdict in categories.items() if isinstance(verdict, bool)} or result


def _scores(name: str, scores: Mapping[str, Any], index: int | None) -> Iterator[Signal]:
    for category, score in scores.items():
        if isinstance(score, int | float) and not isinstance(score, bool):
            yield Signal(SignalKind.MODERATION, f"{name}.{category}", float(score), None, index, Scorer.MACHINE)


def _direction(value: object) -> int | None:
    """Return 1 for up, -1 for down, 0 for neither, None for what is no thumb."""
    if isinstance(value, bool):
        return 1 if value else -1
    word = str(value).strip().lower()
    if word in NEITHER:
        return 0
    return 1 if word in UP else -1 if word in DOWN else None
