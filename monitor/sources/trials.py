"""Conversations that a test or an attack held with the chatbot, with the scores they were given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from monitor.records import LoggedConversation, Message, Signal
from monitor.sources.context import build_conversation
from monitor.taxonomy import Origin, Role


def build_trial(
    around: Mapping[str, Any],
    messages: tuple[Message, ...],
    *,
    format: str,
    origin: Origin,
    signals: Iterable[Signal | None],
) -> LoggedConversation:
    """Put a trial together, marked as what it is; what `around` says that has no place of its own is kept as extra.

    Raises RecordError as `build_conversation` does.
    """
    found = tuple(signal for signal in signals if signal is not None)
    return replace(build_conversation(around, messages, format=format, read=(), signals=found), origin=origin)


def about_answer(signals: Iterable[Signal | None], messages: Sequence[Message]) -> list[Signal]:
    """Return the signals as said of the last answer, or of the whole conversation if there is no answer."""
    answers = [index for index, message in enumerate(messages) if message.role is Role.ASSISTANT]
    index = answers[-1] if answers else None
    return [replace(signal, message_index=index) for signal in signals if signal is not None]
