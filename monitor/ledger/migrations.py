"""The schema of the ledger as a list of numbered changes: add to it, never edit it."""

from typing import Literal

Dialect = Literal["sqlite", "postgresql"]

M001_EVENTS = """
create table events (
    sequence bigint not null primary key,
    subject_id varchar not null,
    version bigint not null,
    kind varchar not null,
    actor varchar not null,
    at varchar not null,
    reason varchar not null,
    payload text not null,
    previous_hash varchar not null,
    hash varchar not null,
    unique (subject_id, version)
)
"""

# One row: how many events there must be. A chain alone cannot miss its own last links.
M002_HEAD = """
create table head (
    id integer not null primary key check (id = 1),
    length bigint not null,
    hash varchar not null
)
"""

M003_FIRST_HEAD = "insert into head values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000')"

M004_REFUSE_UPDATE: dict[Dialect, str] = {
    "sqlite": """
create trigger events_refuse_update before update on events
begin select raise(abort, 'ledger events are never changed'); end
""",
    "postgresql": """
create function refuse_change() returns trigger language plpgsql as $$
begin raise exception 'ledger events are never changed or deleted'; end $$;
create trigger events_refuse_change before update or delete or truncate on events
for each statement execute function refuse_change()
""",
}

M005_REFUSE_DELETE: dict[Dialect, str] = {
    "sqlite": """
create trigger events_refuse_delete before delete on events
begin select raise(abort, 'ledger events are never deleted'); end
""",
    "postgresql": """
create trigger head_refuse_delete before delete or truncate on head
for each statement execute function refuse_change()
""",
}

# What an event says is sealed through a salted hash of its own, so that it can be blanked and the chain still holds.
M006_SALT = "alter table events add column salt varchar not null default ''"
M007_CONTENT_HASH = "alter table events add column content_hash varchar not null default ''"

M008_DROP_REFUSE_UPDATE: dict[Dialect, str] = {
    "sqlite": "drop trigger events_refuse_update",
    "postgresql": "drop trigger events_refuse_change on events",
}

# The one change that is let through takes words out; `monitor verify` looks for the event that says who did it and why.
M009_REFUSE_UPDATE_BUT_ERASURE: dict[Dialect, str] = {
    "sqlite": """
create trigger events_refuse_update before update on events
when new.payload <> 'null'
    or new.reason <> ''
    or new.salt <> ''
    or new.sequence is not old.sequence
    or new.subject_id is not old.subject_id
    or new.version is not old.version
    or new.kind is not old.kind
    or new.actor is not old.actor
    or new.at is not old.at
    or new.content_hash is not old.content_hash
    or new.previous_hash is not old.previous_hash
    or new.hash is not old.hash
begin select raise(abort, 'ledger events are never changed, only erased'); end
""",
    "postgresql": """
create trigger events_refuse_update before update on events
for each row when (
    (new.payload, new.reason, new.salt) is distinct from ('null', '', '')
    or (
        new.sequence, new.subject_id, new.version, new.kind, new.actor, new.at, new.content_hash, new.previous_hash,
        new.hash
    ) is distinct from (
        old.sequence, old.subject_id, old.version, old.kind, old.actor, old.at, old.content_hash, old.previous_hash,
        old.hash
    )
) execute function refuse_change()
""",
}

M010_REFUSE_EMPTYING: dict[Dialect, str] = {
    # SQLite has no other way to empty a table than the delete that is refused already.
    "sqlite": "select 1",
    "postgresql": """
create trigger events_refuse_delete before delete or truncate on events
for each statement execute function refuse_change()
""",
}

MIGRATIONS: tuple[str | dict[Dialect, str], ...] = (
    M001_EVENTS,
    M002_HEAD,
    M003_FIRST_HEAD,
    M004_REFUSE_UPDATE,
    M005_REFUSE_DELETE,
    M006_SALT,
    M007_CONTENT_HASH,
    M008_DROP_REFUSE_UPDATE,
    M009_REFUSE_UPDATE_BUT_ERASURE,
    M010_REFUSE_EMPTYING,
)


def statement(number: int, dialect: str) -> str:
    """Give change `number`, counted from 1, as this database says it."""
    change = MIGRATIONS[number - 1]
    if isinstance(change, str):
        return change
    return change["sqlite" if dialect == "sqlite" else "postgresql"]
