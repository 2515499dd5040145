"""Finding out whether anybody changed what was recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from monitor.errors import TamperError
from monitor.ledger.connection import Ledger, reading
from monitor.ledger.events import GENESIS, seal
from monitor.ledger.store import EVENTS, HEAD


@dataclass(frozen=True, slots=True)
class Verified:
    """How many events stand unbroken, and the hash of the last: keep both elsewhere to verify against later."""

    count: int
    head: str


def verify_ledger(ledger: Ledger, *, anchor: Verified | None = None) -> Verified:
    """Walk the whole chain and compare its end with the recorded head.

    Finds an edited, inserted, reordered or deleted event, also the last one. It cannot by itself find an attacker
    who rewrites every later hash and the head row too, or cuts both back to an earlier moment: give `anchor`, an
    earlier result kept outside the store (a log, an e-mail, an export's manifest), and that is found as well.
    Raises TamperError naming the first broken event.
    """
    try:
        with reading(ledger) as connection:
            return _walk(connection, anchor)
    except DatabaseError as error:
        raise TamperError(f"the ledger cannot be read: {error.orig}") from error


def _walk(connection: Connection, anchor: Verified | None) -> Verified:
    count, head = 0, GENESIS
    for event in connection.execute(select(EVENTS).order_by(EVENTS.c.sequence)):
        row = event._asdict()
        head = _check(row, sequence=count + 1, previous_hash=head)
        count += 1
        if anchor is not None and count == anchor.count and head != anchor.head:
            raise TamperError(f"{_name(row)} is not the one verified earlier: all hashes were rewritten")
    _check_end(connection, count, head)
    if anchor is not None and count < anchor.count:
        raise TamperError(f"event {count + 1} is missing: {anchor.count} events were verified earlier")
    return Verified(count, head)


def _check_end(connection: Connection, count: int, head: str) -> None:
    recorded = connection.execute(select(HEAD.c.length, HEAD.c.hash)).one_or_none()
    if recorded is None:
        raise TamperError("the ledger's head row is missing")
    if count < recorded.length:
        raise TamperError(f"event {count + 1} is missing: the ledger ends at {count} of {recorded.length} events")
    if count > recorded.length:
        raise TamperError(f"event {recorded.length + 1} was added past the recorded head")
    if head != recorded.hash:
        raise TamperError(f"event {count} is not the recorded head: hashes were rewritten")


def _check(row: Mapping[str, Any], *, sequence: int, previous_hash: str) -> str:
    if row["sequence"] != sequence:
        raise TamperError(f"event {sequence} is missing before {_name(row)}")
    sealed = {name: value for name, value in row.items() if name != "hash"}
    if row["hash"] != seal(sealed):
        raise TamperError(f"{_name(row)} was changed after it was recorded")
    if row["previous_hash"] != previous_hash:
        raise TamperError(f"{_name(row)} or the one before it was changed, and its hash made right again")
    return str(row["hash"])


def _name(row: Mapping[str, Any]) -> str:
    return f"event {row['sequence']} (version {row['version']} of {row['subject_id']}, {row['kind']} by {row['actor']})"
