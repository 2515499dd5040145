"""Conversations with their messages and signals: the machine's copy of what was said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from monitor.records import START, Conversation, Message, Signal, content_hash
from monitor.taxonomy import Clock, Origin, Role, Scorer, SignalKind
from monitor.warehouse.connection import Schema, Store, insert_frame

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

SELECT_KNOWN = """
    select conversation_id
    from conversations
    where conversation_id in (select unnest($ids))
"""

INSERT_CONVERSATIONS = """
    insert into conversations (
        conversation_id,
        run_id,
        sha256,
        file_offset,
        format,
        external_id,
        user_hash,
        model,
        model_version,
        surface,
        language,
        started_at,
        origin,
        extra,
        clock
    )
    select
        conversation_id,
        $run_id,
        $sha256,
        file_offset,
        format,
        external_id,
        user_hash,
        model,
        model_version,
        surface,
        language,
        started_at,
        origin,
        extra,
        clock
    from incoming
"""

INSERT_MESSAGES = """
    insert into messages
    select
        conversation_id,
        message_index,
        role,
        text,
        content_hash,
        sent_at,
        prompt_index,
        follows
    from incoming
"""

INSERT_SIGNALS = """
    insert into signals
    select distinct
        conversation_id,
        message_index,
        kind,
        name,
        value,
        text,
        scorer
    from incoming
    where not exists (
        select 1
        from signals
        where signals.conversation_id = incoming.conversation_id
            and signals.message_index is not distinct from incoming.message_index
            and signals.kind = incoming.kind
            and signals.name = incoming.name
            and signals.value is not distinct from incoming.value
            and signals.text is not distinct from incoming.text
            and signals.scorer = incoming.scorer
    )
"""

SELECT_CONVERSATIONS = """
    select
        conversation_id,
        format,
        external_id,
        user_hash,
        model,
        model_version,
        surface,
        language,
        started_at,
        origin,
        extra,
        clock
    from conversations
    where conversation_id in (select unnest($ids))
    order by ingest_seq
"""

SELECT_MESSAGES = """
    select
        conversation_id,
        role,
        text,
        sent_at,
        follows
    from messages
    where conversation_id in (select unnest($ids))
    order by
        conversation_id,
        message_index
"""

SELECT_SIGNALS = """
    select
        conversation_id,
        kind,
        name,
        value,
        text,
        message_index,
        scorer
    from signals
    where conversation_id in (select unnest($ids))
    order by all
"""


@dataclass(frozen=True, slots=True)
class Placed:
    """A conversation with its place: byte `offset` in the file it came from."""

    offset: int
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class ConversationFrames:
    """Conversations as rows ready to insert, each id once; `placed` counts them with their repetitions."""

    placed: int
    conversations: pl.DataFrame
    messages: pl.DataFrame
    signals: pl.DataFrame


def build_frames(placed: Sequence[Placed]) -> ConversationFrames:
    """Lay conversations out as rows; of one that is there twice the first counts, and the signals of both."""
    first = {one.conversation.conversation_id: one for one in reversed(placed)}
    unique = [one.conversation for one in first.values()]
    return ConversationFrames(
        placed=len(placed),
        conversations=_frame((_conversation_row(one) for one in first.values()), CONVERSATION_SCHEMA),
        messages=_frame(_message_rows(unique), MESSAGE_SCHEMA),
        signals=_frame(_signal_rows(one.conversation for one in placed), SIGNAL_SCHEMA),
    )


def write_conversations(store: Store, frames: ConversationFrames, *, sha256: str, run_id: str) -> int:
    """Insert the conversations not yet known and every new signal of all of them; return how many were new."""
    known = _read_known(store, frames.conversations["conversation_id"].to_list())
    is_new = ~pl.col("conversation_id").is_in(list(known))
    new = frames.conversations.filter(is_new)
    insert_frame(store, INSERT_CONVERSATIONS, new, sha256=sha256, run_id=run_id)
    insert_frame(store, INSERT_MESSAGES, frames.messages.filter(is_new))
    insert_frame(store, INSERT_SIGNALS, frames.signals)
    return len(new)


def read_conversations(store: Store, conversation_ids: Sequence[str]) -> list[Conversation]:
    """Return the conversations with these ids, in the order they were ingested."""
    params = {"ids": list(conversation_ids)}
    messages: dict[str, list[Message]] = {}
    for conversation_id, role, *rest in store.execute(SELECT_MESSAGES, params).fetchall():
        messages.setdefault(conversation_id, []).append(Message(Role(role), *rest))
    signals: dict[str, list[Signal]] = {}
    for conversation_id, kind, name, value, text, index, scorer in store.execute(SELECT_SIGNALS, params).fetchall():
        signal = Signal(SignalKind(kind), name, value, text, index, Scorer(scorer))
        signals.setdefault(conversation_id, []).append(signal)
    return [
        Conversation(
            conversation_id=row[0],
            messages=tuple(messages.get(row[0], ())),
            signals=tuple(signals.get(row[0], ())),
            format=row[1],
            external_id=row[2],
            user=row[3],
            model=row[4],
            model_version=row[5],
            surface=row[6],
            language=row[7],
            started_at=row[8],
            origin=Origin(row[9]),
            extra=row[10],
            clock=None if row[11] is None else Clock(row[11]),
        )
        for row in store.execute(SELECT_CONVERSATIONS, params).fetchall()
    ]


def _read_known(store: Store, conversation_ids: Iterable[str]) -> set[str]:
    return {row[0] for row in store.execute(SELECT_KNOWN, {"ids": list(conversation_ids)}).fetchall()}


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
