"""Opening the ledger, and holding it while one decision is read, checked and appended."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from monitor.durable import disk_error
from monitor.errors import LedgerError
from monitor.ledger.files import find_damage
from monitor.ledger.migrations import MIGRATIONS, statement

# Longer than any load or checkpoint we measured; a decision takes milliseconds.
BUSY_SECONDS = 30
DIALECTS = ("sqlite", "postgresql")
# A SQLite transaction always sees a single moment; PostgreSQL must be asked.
SQLITE_DISK_FAULTS = ("database or disk is full", "disk I/O error", "attempt to write a readonly database")
SQLITE_QUEUE = "database is locked"
# The pages that one decision changes, and the index of the write-ahead log.
DECISION_BYTES = 1 << 16
READ_OPTIONS: dict[str, dict[str, Any]] = {"postgresql": {"isolation_level": "REPEATABLE READ"}}
# Any fixed number: it lets only one program create the schema of a PostgreSQL ledger at a time.
SCHEMA_LOCK = 7_201_114

CREATE_SCHEMA_TABLE = "create table if not exists ledger_schema (number bigint not null primary key)"
SELECT_SCHEMA_NUMBER = "select coalesce(max(number), 0) from ledger_schema"
INSERT_SCHEMA_NUMBER = "insert into ledger_schema (number) values (:number)"
# What `begin immediate` is to SQLite: everything read from here on stays true until we have appended.
LOCK_HEAD = "select length from head for update"
LOCK_SCHEMA = "select pg_advisory_xact_lock(:key)"


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger; `connection` is there while this ledger is held for one decision."""

    engine: Engine
    connection: Connection | None = None


@contextmanager
def open_ledger(url: str) -> Generator[Ledger]:
    """Open the ledger at an SQLAlchemy URL, creating folder and schema on first use.

    Raises LedgerError when the address is of no known kind, cannot be reached, is no ledger or was made by newer code.
    """
    engine = _create_engine(_read_url(url))
    try:
        _bring_up_to_date(engine)
        yield Ledger(engine)
    finally:
        engine.dispose()


@contextmanager
def hold(ledger: Ledger) -> Generator[Ledger]:
    """Hold the ledger: what is read and appended inside is one decision, which others see whole or not at all.

    Nobody else can append meanwhile; an exception takes everything inside back. Holding a held ledger joins it.
    """
    if ledger.connection is not None:
        yield ledger
        return
    with _writing(ledger.engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(LOCK_HEAD))
        yield Ledger(ledger.engine, connection)


@contextmanager
def attempt(held: Ledger) -> Generator[Ledger]:
    """Try one of several decisions while holding the ledger: an exception takes back what is inside, and only that."""
    if held.connection is None:
        raise LedgerError("only while the ledger is held can a part of a decision be taken back")
    with held.connection.begin_nested():
        yield held


@contextmanager
def reading(ledger: Ledger) -> Generator[Connection]:
    """Give a connection to read from: the held one, or one that sees a single moment."""
    if ledger.connection is not None:
        yield ledger.connection
        return
    options = READ_OPTIONS.get(ledger.engine.dialect.name, {})
    with _faults_named(ledger.engine), ledger.engine.connect().execution_options(**options) as connection:
        yield connection


@contextmanager
def _writing(engine: Engine) -> Generator[Connection]:
    with (
        _faults_named(engine),
        engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def _faults_named(engine: Engine) -> Generator[None]:
    """Turn what SQLite says of a full or failing disk into a DiskError that names the ledger's file, and of a queue.

    SQLite serves those who wait in no order: among many, one may wait longer than it is let.
    """
    try:
        yield
    except DBAPIError as error:
        fault = str(error.orig)
        if engine.dialect.name == "sqlite" and fault == SQLITE_QUEUE:
            said = f"others have been deciding for {BUSY_SECONDS} s; nothing was recorded, so try again"
            raise LedgerError(said) from error
        if engine.dialect.name != "sqlite" or fault not in SQLITE_DISK_FAULTS:
            raise
        raise disk_error(Path(str(engine.url.database)), fault, needed=DECISION_BYTES) from error


def _read_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise LedgerError("the ledger's address is not a URL such as sqlite:////folder/ledger.sqlite") from error
    if parsed.get_backend_name() not in DIALECTS:
        raise LedgerError(f"unknown ledger store {parsed.get_backend_name()!r}; known stores: {', '.join(DIALECTS)}")
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise LedgerError("the ledger needs a file: sqlite:////folder/ledger.sqlite")
    # The driver that the extra installs, unless another is named.
    return parsed.set(drivername="postgresql+psycopg") if parsed.drivername == "postgresql" else parsed


def _create_engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        try:
            return create_engine(url)
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            raise LedgerError(
                f"the ledger at {url.render_as_string()} needs a driver that is not installed: {error}"
            ) from error
    try:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"cannot make the ledger's folder: {error}") from error
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # Python's driver would begin transactions by itself, and only when it sees a write.
    connection.isolation_level = None
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")


def _begin_sqlite(connection: Connection) -> None:
    # The lock is taken before the chain's head is read, so that nobody can extend the same head.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("begin immediate" if writes else "begin")


def _bring_up_to_date(engine: Engine) -> None:
    try:
        # Opening an up-to-date ledger waits for nobody: only a change to the schema takes the lock.
        with reading(Ledger(engine)) as connection:
            is_current = _read_schema_number(connection) == len(MIGRATIONS)
        if not is_current:
            with _writing(engine) as connection:
                _migrate(connection)
    except DBAPIError as error:
        damage = f" ({find_damage(str(engine.url.database))})" if engine.dialect.name == "sqlite" else ""
        raise LedgerError(f"cannot open the ledger at {engine.url.render_as_string()}: {error.orig}{damage}") from error
    except UnicodeDecodeError as error:
        raise LedgerError(f"the schema of the ledger at {engine.url.render_as_string()} is damaged: {error}") from error


def _read_schema_number(connection: Connection) -> int:
    if not inspect(connection).has_table("ledger_schema"):
        return 0
    number: int = connection.execute(text(SELECT_SCHEMA_NUMBER)).scalar_one()
    return number


def _migrate(connection: Connection) -> None:
    dialect = connection.dialect.name
    if dialect == "postgresql":
        connection.execute(text(LOCK_SCHEMA), {"key": SCHEMA_LOCK})
    connection.execute(text(CREATE_SCHEMA_TABLE))
    applied = _read_schema_number(connection)
    if applied > len(MIGRATIONS):
        raise LedgerError(f"the ledger has schema {applied}, newer than this program's {len(MIGRATIONS)}: update it")
    for number in range(applied + 1, len(MIGRATIONS) + 1):
        connection.exec_driver_sql(statement(number, dialect))
        connection.execute(text(INSERT_SCHEMA_NUMBER), {"number": number})
