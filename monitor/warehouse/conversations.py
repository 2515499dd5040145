"""Conversations with their messages and signals: the machine's copy of what was said."""

from collections.abc import Iterable, Sequence

import polars as pl

from monitor.records import Conversation, Message, Signal
from monitor.taxonomy import Clock, Origin, Role, Scorer, SignalKind
from monitor.warehouse.connection import Store, insert_frame
from monitor.warehouse.conversation_rows import TOLD, ConversationFrames, rank_telling

IDENTIFIED = ("conversation_id", *TOLD)

SELECT_KNOWN = """
    select
        conversation_id,
        origin,
        format,
        language,
        extra,
        clock
    from conversations
    where conversation_id in (select unnest($ids))
"""

# The run and the place stay those of the first file that told it.
UPDATE_TOLD = """
    update conversations
    set
        origin = incoming.origin,
        format = incoming.format,
        language = incoming.language,
        extra = incoming.extra,
        clock = incoming.clock
    from incoming
    where conversations.conversation_id = incoming.conversation_id
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


def write_conversations(store: Store, pieces: Sequence[ConversationFrames], *, sha256: str, run_id: str) -> int:
    """Insert the conversations not yet known and every new signal of all of them; return how many were new.

    One that is known, but better told now, is kept as it is told now. The more pieces at once the better: each call
    looks through all ids that the warehouse has.
    """
    known = _read_known(store, [one for piece in pieces for one in piece.conversations["conversation_id"]])
    new: list[pl.DataFrame] = []
    messages: list[pl.DataFrame] = []
    better: dict[str, pl.DataFrame] = {}
    for piece in pieces:
        fresh = []
        for row, (conversation_id, *told) in enumerate(piece.conversations.select(*IDENTIFIED).iter_rows()):
            if conversation_id not in known:
                fresh.append(conversation_id)
            elif rank_telling(told) < rank_telling(known[conversation_id]):
                better[conversation_id] = piece.conversations[row]
            else:
                continue
            known[conversation_id] = told
        is_new = pl.col("conversation_id").is_in(fresh)
        new.append(piece.conversations.filter(is_new))
        messages.append(piece.messages.filter(is_new))
    inserted = insert_frame(store, INSERT_CONVERSATIONS, pl.concat(new), sha256=sha256, run_id=run_id)
    insert_frame(store, INSERT_MESSAGES, pl.concat(messages))
    if better:
        insert_frame(store, UPDATE_TOLD, pl.concat(better.values()))
    insert_frame(store, INSERT_SIGNALS, pl.concat([piece.signals for piece in pieces]))
    return inserted


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


def _read_known(store: Store, conversation_ids: Iterable[str]) -> dict[str, list[str | None]]:
    """Return how each of these conversations was told, where it was."""
    rows = store.execute(SELECT_KNOWN, {"ids": list(conversation_ids)}).fetchall()
    return {conversation_id: told for conversation_id, *told in rows}
