import sqlite3
from contextlib import contextmanager

import pytest

from monitor.errors import TamperError
from monitor.ledger import Draft, Verified, append_event, open_ledger, verify_ledger
from monitor.ledger.events import GENESIS, seal, seal_content
from monitor.ledger.verification import read_head
from monitor.records import Actor
from monitor.taxonomy import EventKind, Permission

COLUMNS = (
    "sequence",
    "subject_id",
    "version",
    "kind",
    "actor",
    "at",
    "reason",
    "payload",
    "previous_hash",
    "salt",
    "content_hash",
)


@pytest.fixture
def five(url):
    """A ledger of five events."""
    with open_ledger(url) as ledger:
        for version in range(5):
            draft = Draft("case:7", EventKind.NOTED, Actor("mia", Permission.LEAD), {"text": f"note {version}"})
            append_event(ledger, draft, expected_version=version)
        yield ledger


@contextmanager
def tampering(ledger):
    """Do what somebody with the file and a SQLite shell can do, who puts the rules back afterwards."""
    connection = sqlite3.connect(ledger.engine.url.database)
    triggers = connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"drop trigger {name}")
    yield connection
    for _, sql in triggers:
        connection.execute(sql)
    connection.commit()
    connection.close()


def tamper(ledger, *statements):
    with tampering(ledger) as connection:
        for statement in statements:
            connection.execute(statement)


def rewrite(ledger, *, through_the_head):
    """Change the second event and make every later hash right again."""
    with tampering(ledger) as connection:
        connection.execute("update events set actor = 'ben' where sequence = 2")
        previous = GENESIS
        for row in connection.execute(f"select {', '.join(COLUMNS)} from events order by sequence").fetchall():
            sealed = dict(zip(COLUMNS, row, strict=True)) | {"previous_hash": previous}
            connection.execute(
                "update events set previous_hash = ?, hash = ? where sequence = ?", (previous, seal(sealed), row[0])
            )
            previous = seal(sealed)
        if through_the_head:
            connection.execute("update head set hash = ?", (previous,))


def test_an_untouched_ledger_verifies(five):
    verified = verify_ledger(five)
    assert verified.count == 5
    assert verify_ledger(five, anchor=verified) == verified


def test_an_empty_ledger_verifies(ledger):
    assert verify_ledger(ledger) == Verified(0, GENESIS)


@pytest.mark.parametrize(
    "change",
    [
        'payload = \'{"text":"changed"}\'',
        "payload = cast(payload as blob)",
        "payload = x'ff'",
        "actor = 'ben'",
        "at = 'yesterday'",
        "reason = 'another'",
        "kind = 'nonsense'",
        "subject_id = 'case:8'",
        "version = 'two'",
        "hash = 'abc'",
    ],
)
def test_an_edited_event_is_named(five, change):
    tamper(five, f"update events set {change} where sequence = 3")
    with pytest.raises(TamperError, match=r"event 3 \(.*was changed after it was recorded"):
        verify_ledger(five)


def test_a_text_that_is_no_longer_unicode_is_found(five):
    tamper(five, "update events set reason = cast(x'ff' as text) where sequence = 3")
    with pytest.raises(TamperError, match="cannot be read"):
        verify_ledger(five)


def test_a_deleted_event_is_found(five):
    tamper(five, "delete from events where sequence = 2")
    with pytest.raises(TamperError, match="event 2 is missing before event 3"):
        verify_ledger(five)


def test_deleted_last_events_are_found_because_the_head_is_recorded(five):
    tamper(five, "delete from events where sequence > 3")
    with pytest.raises(TamperError, match="event 4 is missing: the ledger ends at 3 of 5 events"):
        verify_ledger(five)


def test_an_event_slipped_in_at_the_end_is_found(five):
    tamper(
        five,
        "insert into events select 6, subject_id, 6, kind, actor, at, reason, payload, hash, 'x', salt, content_hash "
        "from events where sequence = 5",
    )
    with pytest.raises(TamperError, match=r"event 6 .*was changed"):
        verify_ledger(five)


def test_an_event_chained_on_past_the_head_is_found(five):
    head = verify_ledger(five)
    said = (6, "case:7", 6, "noted", "ben", "2026-11-22T08:00:00", "", "{}", head.head, "salt")
    sealed = dict(zip(COLUMNS[:-1], said, strict=True))
    sealed["content_hash"] = seal_content(sealed)
    values = ", ".join(f"'{value}'" for value in (*sealed.values(), seal(sealed)))
    tamper(five, f"insert into events ({', '.join(COLUMNS)}, hash) values ({values})")
    with pytest.raises(TamperError, match="event 6 was added past the recorded head"):
        verify_ledger(five)


def test_a_missing_head_is_found(five):
    tamper(five, "delete from head")
    with pytest.raises(TamperError, match="head row is missing"):
        verify_ledger(five)


def test_hashes_made_right_again_are_found_at_the_head(five):
    rewrite(five, through_the_head=False)
    with pytest.raises(TamperError, match="event 5 is not the recorded head"):
        verify_ledger(five)


def test_an_event_whose_own_hash_was_made_right_again_is_found_at_the_next(five):
    connection = sqlite3.connect(five.engine.url.database)
    row = connection.execute(f"select {', '.join(COLUMNS)} from events where sequence = 2").fetchone()
    connection.close()
    sealed = dict(zip(COLUMNS, row, strict=True)) | {"actor": "ben"}
    tamper(five, f"update events set actor = 'ben', hash = '{seal(sealed)}' where sequence = 2")
    with pytest.raises(TamperError, match=r"event 3 .*or the one before it"):
        verify_ledger(five)


def test_a_history_rewritten_to_the_head_is_found_only_with_an_anchor_kept_elsewhere(five):
    anchor = verify_ledger(five)
    rewrite(five, through_the_head=True)
    assert verify_ledger(five).count == 5
    with pytest.raises(TamperError, match=r"event 5 .*is not the one verified earlier"):
        verify_ledger(five, anchor=anchor)


def test_a_ledger_cut_back_with_its_head_is_found_only_with_an_anchor_kept_elsewhere(five):
    anchor = verify_ledger(five)
    tamper(
        five,
        "delete from events where sequence > 3",
        "update head set length = 3, hash = (select hash from events where sequence = 3)",
    )
    assert verify_ledger(five).count == 3
    with pytest.raises(TamperError, match="event 4 is missing: 5 events were verified earlier"):
        verify_ledger(five, anchor=anchor)


@pytest.mark.parametrize("statement", ["drop trigger events_refuse_delete", "alter table events add column extra"])
def test_rules_that_were_dropped_or_changed_are_named(five, statement):
    connection = sqlite3.connect(five.engine.url.database)
    connection.execute(statement)
    connection.close()
    with pytest.raises(TamperError, match=r"rules were changed: t.* events"):
        verify_ledger(five)


def test_the_head_is_read_without_verifying(five):
    assert read_head(five) == verify_ledger(five)
