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

MIGRATIONS: tuple[str | dict[Dialect, str], ...] = (
    M001_EVENTS,
    M002_HEAD,
    M003_FIRST_HEAD,
    M004_REFUSE_UPDATE,
    M005_REFUSE_DELETE,
)


def statement(number: int, dialect: str) -> str:
    """Give change `number`, counted from 1, as this database says it."""
    change = MIGRATIONS[number - 1]
    if isinstance(change, str):
        return change
    return change["sqlite" if dialect == "sqlite" else "postgresql"]
