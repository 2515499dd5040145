"""Conversations laid out as rows: pure, so that it can be done where they are parsed, far from any database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from monitor.records import START, Conversation, content_hash
from monitor.taxonomy import Origin, Role
from monitor.warehouse.placed import Placed

Schema = Mapping[str, pl.DataType | type[pl.DataType]]

CONVERSATION_SCHEMA: Schema = {
    "conversation_id": pl.String,
    "file_offset": pl.Int64,
    "format": pl.String,
    "external_id": pl.String,
    "user_hash": pl.String,
    "model": pl.String,
    "model_version": pl.String,
    "surface": pl.String,
    "language": pl.String,
    "started_at": pl.Datetime("us"),
    "origin": pl.String,
    "extra": pl.String,
    "clock": pl.String,
}
# What the id of a conversation leaves out: two files may tell the same one in different ways.
TOLD = ("origin", "format", "language", "extra", "clock")
MESSAGE_SCHEMA: Schema = {
    "conversation_id": pl.String,
    "message_index": pl.Int32,
    "role": pl.String,
    "text": pl.String,
    "content_hash": pl.String,
    "sent_at": pl.Datetime("us"),
    "prompt_index": pl.Int32,
    "follows": pl.Int32,
}
SIGNAL_SCHEMA: Schema = {
    "conversation_id": pl.String,
    "message_index": pl.Int32,
    "kind": pl.String,
    "name": pl.String,
    "value": pl.Float64,
    "text": pl.String,
    "scorer": pl.String,
}


@dataclass(frozen=True, slots=True)
class ConversationFrames:
    """Conversations as rows ready to insert, each id once; `placed` counts them with their repetitions."""

    placed: int
    conversations: pl.DataFrame
    messages: pl.DataFrame
    signals: pl.DataFrame


def build_frames(placed: Sequence[Placed]) -> ConversationFrames:
    """Lay conversations out as rows; of one that is there twice the best told counts, and the signals of both."""
    best: dict[str, Placed] = {}
    for one in placed:
        conversation_id = one.conversation.conversation_id
        best[conversation_id] = min(best.get(conversation_id, one), one, key=lambda told: rank_telling(_told(told)))
    unique = [one.conversation for one in best.values()]
    return ConversationFrames(
        placed=len(placed),
        conversations=_frame((_conversation_row(one) for one in best.values()), CONVERSATION_SCHEMA),
        messages=_frame(_message_rows(unique), MESSAGE_SCHEMA),
        signals=_frame(_signal_rows(one.conversation for one in placed), SIGNAL_SCHEMA),
    )


def rank_telling(told: Sequence[str | None]) -> tuple[object, ...]:
    """Rank how a conversation was TOLD, the best first: it is then the same whichever file came first.

    What a user really got counts before what a test made, and who says more before who says less.
    """
    origin, _, language, extra, _ = told
    return (origin != Origin.PRODUCTION, language is None, extra is None, [one or "" for one in told])


def _told(placed: Placed) -> list[str | None]:
    return [getattr(placed.conversation, name) for name in TOLD]


def _frame(rows: Iterable[tuple[object, ...]], schema: Schema) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict(schema), orient="row")


def _conversation_row(placed: Placed) -> tuple[object, ...]:
    conversation = placed.conversation
    return (
        conversation.conversation_id,
        placed.offset,
        conversation.format,
        conversation.external_id,
        conversation.user,
        conversation.model,
        conversation.model_version,
        conversation.surface,
        conversation.language,
        conversation.started_at,
        conversation.origin,
        conversation.extra,
        conversation.clock,
    )


def _message_rows(conversations: Iterable[Conversation]) -> Iterator[tuple[object, ...]]:
    """Yield one row per message; `prompt_index` names the user message before it, which no query must then look for."""
    for conversation in conversations:
        # The last user message up to and including each message, on its own branch.
        asked: list[int | None] = []
        for index, message in enumerate(conversation.messages):
            previous = index - 1 if message.follows is None else message.follows
            prompt_index = None if previous == START else asked[previous]
            asked.append(index if message.role is Role.USER else prompt_index)
            yield (
                conversation.conversation_id,
                index,
                message.role,
                message.text,
                content_hash(message.text),
                message.at,
                prompt_index,
                message.follows,
            )


def _signal_rows(conversations: Iterable[Conversation]) -> Iterator[tuple[object, ...]]:
    for conversation in conversations:
        for one in conversation.signals:
            yield (conversation.conversation_id, one.message_index, one.kind, one.name, one.value, one.text, one.scorer)
