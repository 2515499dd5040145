"""Finding out whether anybody changed what was recorded."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError

from monitor.errors import TamperError
from monitor.ledger.connection import Ledger, reading
from monitor.ledger.events import BLANK, GENESIS, seal, seal_content
from monitor.ledger.files import check_file
from monitor.ledger.store import EVENTS, HEAD
from monitor.taxonomy import EventKind


@dataclass(frozen=True, slots=True)
class Verified:
    """How many events stand unbroken, and the hash of the last: keep both elsewhere to verify against later."""

    count: int
    head: str


@dataclass(frozen=True, slots=True)
class _Blanks:
    """Events whose words are gone, by sequence, and the sequences that erasures say they took."""

    found: dict[int, str] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)

    def add(self, row: Mapping[str, Any]) -> None:
        if _is_blank(row):
            self.found[row["sequence"]] = _name(row)
        elif row["kind"] == EventKind.ERASED:
            self.named.update(json.loads(row["payload"])["sequences"])

    def check(self) -> None:
        for sequence, name in self.found.items():
            if sequence not in self.named:
                raise TamperError(f"{name} was blanked, and no erasure names it")
        for sequence in sorted(self.named - self.found.keys()):
            raise TamperError(f"event {sequence} was erased, and its words are back")


def verify_ledger(ledger: Ledger, *, anchor: Verified | None = None) -> Verified:
    """Walk the whole chain and compare its end with the recorded head.

    Finds an edited, inserted, reordered or deleted event, also the last one, and one whose words are gone without an
    erasure that names it; and, of a SQLite file, damaged pages and dropped rules. It cannot by itself find an attacker
    who rewrites every later hash and the head row too, or cuts both back to an earlier moment: give `anchor`, an
    earlier result kept outside the store (a log, an e-mail, an export's manifest), and that is found as well.
    Raises TamperError naming the first broken event or page.
    """
    with reading(ledger) as connection:
        verified = _walk(connection, anchor)
        try:
            check_file(connection)
            _check_end(connection, verified)
        except DatabaseError as error:
            raise TamperError(f"the ledger cannot be read past its {verified.count} events: {error.orig}") from error
    if anchor is not None and verified.count < anchor.count:
        raise TamperError(f"event {verified.count + 1} is missing: {anchor.count} events were verified earlier")
    return verified


def read_head(ledger: Ledger) -> Verified:
    """Return how many events are recorded, and the hash of the last, without verifying them."""
    with reading(ledger) as connection:
        return Verified(*connection.execute(select(HEAD.c.length, HEAD.c.hash)).one())


def _walk(connection: Connection, anchor: Verified | None) -> Verified:
    count, head, blanks = 0, GENESIS, _Blanks()
    try:
        for event in connection.execute(select(EVENTS).order_by(EVENTS.c.sequence)):
            row = event._asdict()
            head = _check(row, sequence=count + 1, previous_hash=head)
            blanks.add(row)
            count += 1
            if anchor is not None and count == anchor.count and head != anchor.head:
                raise TamperError(f"{_name(row)} is not the one verified earlier: all hashes were rewritten")
    except DatabaseError as error:
        # What cannot be decoded is cited by the driver; we cite nobody's words.
        fault = str(error.orig).partition(" with text ")[0]
        raise TamperError(f"event {count + 1} cannot be read: {fault}") from error
    blanks.check()
    return Verified(count, head)


def _check_end(connection: Connection, verified: Verified) -> None:
    count, head = verified.count, verified.head
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
    if row["hash"] != seal(row) or not (_is_blank(row) or row["content_hash"] == seal_content(row)):
        raise TamperError(f"{_name(row)} was changed after it was recorded")
    if row["previous_hash"] != previous_hash:
        raise TamperError(f"{_name(row)} or the one before it was changed, and its hash made right again")
    return str(row["hash"])


def _is_blank(row: Mapping[str, Any]) -> bool:
    return all(row[name] == blank for name, blank in BLANK.items())


def _name(row: Mapping[str, Any]) -> str:
    return f"event {row['sequence']} (version {row['version']} of {row['subject_id']}, {row['kind']} by {row['actor']})"
