import sqlite3
from pathlib import Path

import pytest

from monitor.errors import LedgerError
from monitor.ledger import connection, hold, open_ledger, read_events, verify_ledger
from monitor.ledger.migrations import MIGRATIONS


def test_the_first_use_makes_folder_and_schema_and_the_second_changes_nothing(url):
    for _ in range(2):
        with open_ledger(url) as ledger:
            assert verify_ledger(ledger).count == 0
            connection = sqlite3.connect(ledger.engine.url.database)
            assert connection.execute("select count(*) from ledger_schema").fetchone() == (len(MIGRATIONS),)
            connection.close()


def test_every_commit_is_forced_to_disk_behind_a_write_ahead_log(ledger):
    with ledger.engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"pragma {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "busy_timeout")
        ]
    assert settings == ["wal", 2, 30_000]


def test_a_ledger_of_newer_code_is_refused(url):
    with open_ledger(url) as ledger:
        database = ledger.engine.url.database
    connection = sqlite3.connect(database)
    connection.execute("insert into ledger_schema values (99)")
    connection.commit()
    connection.close()
    with pytest.raises(LedgerError, match="schema 99, newer"), open_ledger(url):
        pass


def test_a_file_that_is_no_ledger_is_refused_by_name(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("not a database, but long enough to be taken for one\n" * 100)
    complaint = "cannot open the ledger at .*notes.txt: file is not a database"
    with pytest.raises(LedgerError, match=complaint), open_ledger(f"sqlite:///{file}"):
        pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(LedgerError, match=r"cannot make the ledger's folder: .*file"),
        open_ledger(f"sqlite:///{tmp_path}/file/deep/ledger.sqlite"),
    ):
        pass


def test_a_ledger_is_opened_and_read_while_somebody_holds_it(url):
    with open_ledger(url) as writer, hold(writer), open_ledger(url) as reader:
        assert read_events(reader) == ()


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("ledger.sqlite", "not a URL"),
        ("mysql://host/name", "unknown ledger store 'mysql'; known stores: sqlite, postgresql"),
        ("sqlite://", "needs a file"),
        ("postgresql+nosuchdriver://mia:secret@host/name", "driver that is not installed"),
    ],
)
def test_an_address_that_cannot_be_a_ledger_is_refused(url, complaint):
    with pytest.raises(LedgerError, match=complaint) as refusal, open_ledger(url):
        pass
    assert "secret" not in str(refusal.value)


def test_a_ledger_is_closed_after_use(url):
    with open_ledger(url) as ledger:
        database = Path(ledger.engine.url.database)
    assert sorted(path.name for path in database.parent.iterdir()) == ["ledger.sqlite"]


def test_who_waits_too_long_for_others_is_refused_and_records_nothing(url, monkeypatch):
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.1)
    with open_ledger(url) as ledger, open_ledger(url) as other, hold(ledger):
        with (
            pytest.raises(LedgerError, match=r"others have been deciding for 0.1 s; nothing was recorded"),
            hold(other),
        ):
            pass
        assert read_events(other) == ()
