"""Words taken out of events for good: the chain still holds, and an event says who took them and why."""

import sqlite3
from collections.abc import Collection

from sqlalchemy import update

from monitor.errors import LedgerError
from monitor.ledger.connection import Ledger, hold, reading
from monitor.ledger.events import BLANK
from monitor.ledger.store import EVENTS

SECURE_DELETE = "pragma secure_delete = on"
VACUUM = "vacuum"
# Everything that was ever written stands in the write-ahead log until that is cut off.
TRUNCATE_LOG = "pragma wal_checkpoint(truncate)"


def blank_events(ledger: Ledger, sequences: Collection[int]) -> None:
    """Take the payload, the reason and the salt out of these events, while holding the ledger.

    Append, in the same hold, an ERASED event whose payload names them as `sequences`: `verify_ledger` takes a blank
    event that none names for tampering.
    """
    with hold(ledger) as held, reading(held) as connection:
        for sequence in sequences:
            connection.execute(update(EVENTS).where(EVENTS.c.sequence == sequence).values(**BLANK))


def scrub_ledger(ledger: Ledger) -> None:
    """Leave nothing of what was blanked in a SQLite file or its log. Raises LedgerError while somebody else reads it.

    PostgreSQL keeps what was there in dead rows, in its write-ahead log and in backups: its administrator must run
    `vacuum full events`, and let archived logs and backups expire.
    """
    if ledger.engine.dialect.name != "sqlite":
        return
    borrowed = ledger.engine.raw_connection()
    try:
        connection = borrowed.driver_connection
        if isinstance(connection, sqlite3.Connection):
            _scrub(connection)
    finally:
        borrowed.close()


def _scrub(connection: sqlite3.Connection) -> None:
    try:
        connection.execute(SECURE_DELETE)
        connection.execute(VACUUM)
        (is_busy, *_) = connection.execute(TRUNCATE_LOG).fetchone()
    except sqlite3.OperationalError as error:
        raise LedgerError(f"the ledger cannot be rewritten without what was erased: {error}; run again") from error
    if is_busy:
        raise LedgerError("somebody is reading the ledger, so that what was erased is still in its log; run again")
