"""Ways to tamper with a ledger's rows and its file, each by somebody who then puts the rules back."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

from monitor.ledger import Draft, append_event, open_ledger
from monitor.records import Actor
from monitor.taxonomy import EventKind, Permission

Tampering = Callable[[sqlite3.Connection, random.Random], None]

MIA = Actor("mia", Permission.LEAD)
TEXTS = ("subject_id", "kind", "actor", "at", "reason", "payload", "previous_hash", "hash")
EVENTS = 120
# SQLite's default.
PAGE_BYTES = 4096
# Three subjects, so that versions and sequences differ.
SUBJECTS = ("case:a-1", "case:b-2", "incident:INC-0001")


def write_ledger(path: Path) -> str:
    """Write a ledger of many events and return its URL."""
    url = f"sqlite:///{path}"
    with open_ledger(url) as ledger:
        for number in range(EVENTS):
            words = {"text": f"note {number} " + "that explains why at some length " * (number % 7)}
            draft = Draft(SUBJECTS[number % len(SUBJECTS)], EventKind.NOTED, MIA, words, reason=f"reason {number}")
            append_event(ledger, draft, expected_version=number // len(SUBJECTS))
    return url


def pick(connection, chance):
    (count,) = connection.execute("select count(*) from events").fetchone()
    return chance.randint(1, count)


def edit_one_letter(connection, chance):
    sequence, column = pick(connection, chance), chance.choice(TEXTS)
    (text,) = connection.execute(f"select {column} from events where sequence = ?", (sequence,)).fetchone()
    at = chance.randrange(len(text))
    changed = text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]
    connection.execute(f"update events set {column} = ? where sequence = ?", (changed, sequence))


def edit_number(connection, chance):
    connection.execute("update events set version = version + 1000 where sequence = ?", (pick(connection, chance),))


def empty_a_field(connection, chance):
    column = chance.choice(TEXTS)
    connection.execute(f"update events set {column} = '' where sequence = ?", (pick(connection, chance),))


def retype_a_field(connection, chance):
    retyped = chance.choice([*(f"{column} = cast({column} as blob)" for column in TEXTS), "version = 'v' || version"])
    connection.execute(f"update events set {retyped} where sequence = ?", (pick(connection, chance),))


def delete_one(connection, chance):
    connection.execute("delete from events where sequence = ?", (pick(connection, chance),))


def delete_last(connection, chance):
    connection.execute("delete from events where sequence > ?", (pick(connection, chance) - 1,))


def delete_and_close_up(connection, chance):
    """Delete one event and move all later ones up, and the head with them."""
    sequence = pick(connection, chance)
    connection.execute("delete from events where sequence = ?", (sequence,))
    for later in range(sequence + 1, EVENTS + 1):
        connection.execute("update events set sequence = ? where sequence = ?", (later - 1, later))
    connection.execute("update head set length = length - 1")


def insert_copy(connection, chance):
    """Slip a copy of an event in at the end, under a new sequence and version."""
    columns = [row[1] for row in connection.execute("pragma table_info(events)")]
    replaced = {"sequence": str(EVENTS + 1), "version": "version + 1000"}
    chosen = ", ".join(replaced.get(column, column) for column in columns)
    connection.execute(
        f"insert into events select {chosen} from events where sequence = ?", (pick(connection, chance),)
    )


def insert_before(connection, chance):
    columns = [row[1] for row in connection.execute("pragma table_info(events)")]
    replaced = {"sequence": str(-chance.randrange(9)), "version": "version + 1000"}
    chosen = ", ".join(replaced.get(column, column) for column in columns)
    connection.execute(
        f"insert into events select {chosen} from events where sequence = ?", (pick(connection, chance),)
    )


def swap_two(connection, chance):
    one = pick(connection, chance)
    other = one % EVENTS + 1
    for source, target in ((one, -1), (other, one), (-1, other)):
        connection.execute("update events set sequence = ? where sequence = ?", (target, source))


def swap_words(connection, chance):
    one = pick(connection, chance)
    other = one % EVENTS + 1
    rows = dict(connection.execute("select sequence, payload from events where sequence in (?, ?)", (one, other)))
    for sequence, payload in ((one, rows[other]), (other, rows[one])):
        connection.execute("update events set payload = ? where sequence = ?", (payload, sequence))


def cut_the_head(connection, chance):
    connection.execute("update head set length = ?", (pick(connection, chance) - 1,))


def edit_the_head(connection, _chance):
    connection.execute("update head set hash = upper(hash) || '0'")


def drop_the_head(connection, _chance):
    connection.execute("delete from head")


TAMPERINGS: tuple[Tampering, ...] = (
    edit_one_letter,
    edit_number,
    empty_a_field,
    retype_a_field,
    delete_one,
    delete_last,
    delete_and_close_up,
    insert_copy,
    insert_before,
    swap_two,
    swap_words,
    cut_the_head,
    edit_the_head,
    drop_the_head,
)


def read_rows(path: Path) -> list[tuple[object, ...]] | None:
    """Return everything a ledger says, or None when SQLite cannot read it."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    # Texts may no longer be Unicode, and a text is not the same as the blob of its bytes.
    connection.text_factory = lambda encoded: ("text", encoded)
    try:
        return [
            *connection.execute("select * from events order by sequence"),
            *connection.execute("select * from head"),
        ]
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None
    finally:
        connection.close()


def tamper(path: Path, how: Tampering, chance: random.Random) -> None:
    """Change rows, with the triggers out of the way and back again."""
    connection = sqlite3.connect(path)
    connection.execute("pragma foreign_keys = off")
    triggers = connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"drop trigger {name}")
    how(connection, chance)
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()


def flip_a_bit(path: Path, chance: random.Random) -> int:
    """Flip one bit of the file so that it says something else, and return its page, from 1."""
    whole = path.read_bytes()
    before = read_rows(path)
    while True:
        changed = bytearray(whole)
        at = chance.randrange(len(whole))
        changed[at] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        # Bytes that nothing is stored in change nothing.
        if read_rows(path) != before:
            return at // PAGE_BYTES + 1
