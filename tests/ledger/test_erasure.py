import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from monitor.errors import LedgerError, TamperError
from monitor.ledger import (
    Draft,
    append_event,
    blank_events,
    hold,
    live_events,
    open_ledger,
    read_events,
    scrub_ledger,
    verify_ledger,
)
from monitor.ledger.connection import reading
from monitor.ledger.events import seal_content
from monitor.records import Actor
from monitor.taxonomy import EventKind, Permission

MIA = Actor("mia", Permission.LEAD)
SECRET = "Marigold-7731"


@pytest.fixture
def three(url):
    """A ledger whose second event says something about somebody."""
    with open_ledger(url) as ledger:
        for version, words in enumerate(("one", SECRET, "three")):
            draft = Draft("case:7", EventKind.NOTED, MIA, {"text": words}, f"because {words}")
            append_event(ledger, draft, expected_version=version)
        yield ledger


def erase(ledger, *sequences):
    with hold(ledger) as held:
        payload = {"sequences": sequences}
        append_event(held, Draft("erasure:ER-0001", EventKind.ERASED, MIA, payload, "asked"), expected_version=0)
        blank_events(held, sequences)
    scrub_ledger(ledger)


def change(ledger, statement):
    connection = sqlite3.connect(ledger.engine.url.database)
    connection.execute("drop trigger events_refuse_update")
    connection.execute(statement)
    connection.commit()
    connection.close()


def stored_bytes(ledger):
    path = Path(ledger.engine.url.database)
    return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))


def test_the_chain_holds_without_what_was_erased(three):
    erase(three, 2)
    assert verify_ledger(three).count == 4
    erased = read_events(three)[1]
    assert (erased.payload, erased.reason, erased.is_erased) == ({}, "", True)
    assert [event.sequence for event in live_events(read_events(three, subject_id="case:7"))] == [1, 3]


def test_no_byte_of_what_was_erased_is_left_in_the_file_or_its_log(three):
    salt = sqlite3.connect(three.engine.url.database).execute("select salt from events where sequence = 2").fetchone()
    assert SECRET.encode() in stored_bytes(three)
    erase(three, 2)
    left = stored_bytes(three)
    assert SECRET.encode() not in left
    assert salt[0].encode() not in left


def test_what_was_erased_cannot_be_guessed_from_its_hash(three):
    connection = sqlite3.connect(three.engine.url.database)
    (kept,) = connection.execute("select content_hash from events where sequence = 2").fetchone()
    connection.close()
    guess = {"payload": f'{{"text":"{SECRET}"}}', "reason": f"because {SECRET}", "salt": ""}
    assert kept != seal_content(guess)


def test_an_event_blanked_without_an_erasure_is_tampering_with_its_place(three):
    with hold(three) as held:
        blank_events(held, [2])
    with pytest.raises(TamperError, match=r"event 2 \(version 2 of case:7.*was blanked, and no erasure names it"):
        verify_ledger(three)


def test_an_erasure_that_was_itself_blanked_is_tampering(three):
    erase(three, 2)
    with hold(three) as held:
        blank_events(held, [4])
    with pytest.raises(TamperError, match=r"event 2 .*no erasure names it"):
        verify_ledger(three)


def test_words_that_come_back_are_found(three):
    connection = sqlite3.connect(three.engine.url.database)
    said = connection.execute("select payload, reason, salt from events where sequence = 2").fetchone()
    connection.close()
    erase(three, 2)
    quoted = (f"{name} = '{value}'" for name, value in zip(("payload", "reason", "salt"), said, strict=True))
    change(three, f"update events set {', '.join(quoted)} where sequence = 2")
    with pytest.raises(TamperError, match="event 2 was erased, and its words are back"):
        verify_ledger(three)


@pytest.mark.parametrize(
    "half", ["payload = 'null'", "payload = 'null', reason = ''", "reason = '', salt = ''", "content_hash = 'x'"]
)
def test_an_event_that_is_half_blank_was_changed(three, half):
    change(three, f"update events set {half} where sequence = 2")
    with pytest.raises(TamperError, match=r"event 2 .*was changed"):
        verify_ledger(three)


@pytest.mark.parametrize("change", ["payload = '{}'", "actor = 'ben', payload = 'null', reason = '', salt = ''"])
def test_the_store_lets_no_other_change_through(three, change):
    statement = text(f"update events set {change} where sequence = 2")
    with pytest.raises(DatabaseError, match="never changed"), hold(three) as held, reading(held) as connection:
        connection.execute(statement)
    assert verify_ledger(three).count == 3


def test_a_ledger_that_is_being_read_is_not_called_clean(three):
    reader = sqlite3.connect(three.engine.url.database, isolation_level=None)
    reader.execute("begin")
    reader.execute("select * from events").fetchall()
    with reading(three) as connection:
        connection.connection.driver_connection.execute("pragma busy_timeout = 50")
    with pytest.raises(LedgerError, match="run again"):
        erase(three, 2)
    reader.close()
    scrub_ledger(three)
    assert SECRET.encode() not in stored_bytes(three)
