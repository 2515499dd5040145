"""Appending events at the version they were decided on, and reading them."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, MetaData, Row, String, Table, Text, func, insert, select, update

from monitor.errors import LedgerError, StaleError
from monitor.ledger.connection import Ledger, hold, reading
from monitor.ledger.events import BLANK, Draft, Event, canonical_json, seal, seal_content, subject_id
from monitor.taxonomy import EventKind, Permission, Subject

SCHEMA = MetaData()
EVENTS = Table(
    "events",
    SCHEMA,
    Column("sequence", BigInteger, primary_key=True),
    Column("subject_id", String),
    Column("version", BigInteger),
    Column("kind", String),
    Column("actor", String),
    Column("at", String),
    Column("reason", String),
    Column("payload", Text),
    Column("previous_hash", String),
    Column("hash", String),
    Column("salt", String),
    Column("content_hash", String),
)
# Sixteen bytes, in hex: more than anybody tries.
SALT_BYTES = 16
HEAD = Table("head", SCHEMA, Column("id", BigInteger), Column("length", BigInteger), Column("hash", String))
# How the ids that people say to each other begin.
ID_PREFIXES = {Subject.INCIDENT: "INC", Subject.EXAMPLE: "EX", Subject.ERASURE: "ER"}


def append_event(ledger: Ledger, draft: Draft, *, expected_version: int) -> Event:
    """Record what somebody decided on version `expected_version` of a subject (0: never decided before).

    Raises StaleError, showing what is there and what was wanted, when somebody decided first, and LedgerError when
    the actor may only look or the words cannot be stored.
    """
    _refuse_viewer(draft)
    _refuse_unstorable(draft)
    with hold(ledger) as held, reading(held) as connection:
        head = connection.execute(select(HEAD.c.length, HEAD.c.hash)).one()
        _refuse_stale(connection, draft, expected_version)
        row = _row(draft, expected_version, head)
        connection.execute(insert(EVENTS).values(**row))
        connection.execute(update(HEAD).values(length=row["sequence"], hash=row["hash"]))
    return _event(row)


def read_events(ledger: Ledger, *, subject_id: str | None = None, subject: Subject | None = None) -> tuple[Event, ...]:
    """Read the events of one subject, of one kind of subject, or all, oldest first."""
    query = select(EVENTS).order_by(EVENTS.c.sequence)
    if subject_id is not None:
        query = query.where(EVENTS.c.subject_id == subject_id)
    if subject is not None:
        query = query.where(EVENTS.c.subject_id.startswith(f"{subject}:"))
    with reading(ledger) as connection:
        return tuple(_event(row._asdict()) for row in connection.execute(query))


def allocate_id(held: Ledger, subject: Subject) -> str:
    """Give the next free id, such as INC-0001; call it while holding the ledger, so that nobody gets the same.

    A number is never given twice, even when what it named was taken back.
    """
    first = EVENTS.c.subject_id.startswith(subject_id(subject, "")) & (EVENTS.c.version == 1)
    with reading(held) as connection:
        given: int = connection.execute(select(func.count()).where(first)).scalar_one()
    return f"{ID_PREFIXES[subject]}-{given + 1:04}"


def _refuse_viewer(draft: Draft) -> None:
    if draft.actor.permission is Permission.VIEWER:
        raise LedgerError(f"{draft.actor.name!r} may only look; deciding needs an analyst or a lead")


def _refuse_unstorable(draft: Draft) -> None:
    for name, words in (("subject", draft.subject_id), ("actor", draft.actor.name), ("reason", draft.reason)):
        # SQLite cannot keep a lone surrogate, nor PostgreSQL a NUL.
        if "\0" in words or any("\ud800" <= character <= "\udfff" for character in words):
            raise LedgerError(f"the {name} {words!r} holds a character that is no text")
    if not draft.actor.name.strip():
        raise LedgerError("an event needs the name of who decided")


def _refuse_stale(connection: Connection, draft: Draft, expected_version: int) -> None:
    query = select(EVENTS).where(EVENTS.c.subject_id == draft.subject_id).order_by(EVENTS.c.version.desc()).limit(1)
    last = connection.execute(query).mappings().one_or_none()
    version = 0 if last is None else last["version"]
    if version == expected_version:
        return
    there = "nothing" if last is None else f"{last['kind']} {last['payload']} by {last['actor']} at {last['at']}"
    raise StaleError(
        f"somebody decided first: {draft.subject_id} is at version {version} ({there}); "
        f"yours was made on version {expected_version} ({draft.kind} {canonical_json(draft.payload)})"
    )


def _row(draft: Draft, expected_version: int, head: Row[int, str]) -> dict[str, Any]:
    row = {
        "sequence": head.length + 1,
        "subject_id": draft.subject_id,
        "version": expected_version + 1,
        "kind": str(draft.kind),
        "actor": draft.actor.name,
        "at": datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="microseconds"),
        "reason": draft.reason,
        "payload": canonical_json(draft.payload),
        "previous_hash": head.hash,
        "salt": secrets.token_hex(SALT_BYTES),
    }
    row["content_hash"] = seal_content(row)
    return row | {"hash": seal(row)}


def _event(row: Mapping[str, Any]) -> Event:
    decoded = {
        "kind": EventKind(row["kind"]),
        "at": datetime.fromisoformat(row["at"]),
        "payload": json.loads(row["payload"]) or {},
        "is_erased": row["payload"] == BLANK["payload"],
    }
    said = {name: value for name, value in row.items() if name not in ("salt", "content_hash")}
    return Event(**{**said, **decoded})
