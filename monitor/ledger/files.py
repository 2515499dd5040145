"""Whether a SQLite ledger's file is sound, and still has the rules it was made with."""

import sqlite3
from contextlib import closing
from functools import cache

from sqlalchemy import Connection

from monitor.errors import TamperError
from monitor.ledger.migrations import MIGRATIONS, statement

# The first fault tells that the file is damaged, and where.
CHECK_FILE = "pragma integrity_check(1)"
# SQLite makes these for itself, and the table of changes is made before any change.
SELECT_RULES = "select type, name, sql from sqlite_master where sql is not null and name <> 'ledger_schema'"


def find_damage(file: str) -> str:
    """Say which page of a file that cannot be opened as a ledger is damaged, as far as SQLite can tell."""
    with closing(sqlite3.connect(file)) as connection:
        try:
            (found,) = connection.execute(CHECK_FILE).fetchone()
        except sqlite3.DatabaseError as error:
            return str(error)
        return " ".join(found.split())


def check_file(connection: Connection) -> None:
    """Raise TamperError naming the damaged page or index, or the table or trigger that was changed.

    PostgreSQL looks after its own files, and shows only its administrator who changed what.
    """
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql(CHECK_FILE).scalar_one()
    if found != "ok":
        raise TamperError(f"the ledger's file is damaged: {' '.join(found.split())}")
    there = {(kind, name, sql) for kind, name, sql in connection.exec_driver_sql(SELECT_RULES)}
    changed = sorted({f"{kind} {name}" for kind, name, _ in there ^ _made_rules()})
    if changed:
        raise TamperError(f"the ledger's rules were changed: {', '.join(changed)}")


@cache
def _made_rules() -> frozenset[tuple[str, str, str]]:
    """Return the tables and triggers of a ledger that nobody touched."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for number in range(1, len(MIGRATIONS) + 1):
            connection.execute(statement(number, "sqlite"))
        return frozenset(connection.execute(SELECT_RULES).fetchall())
