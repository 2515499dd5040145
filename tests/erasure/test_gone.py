"""Who is erased is gone everywhere and does not come back, and others are as they were."""

import io
import sys
from datetime import date

import pytest

from monitor.datasets import (
    read_erased,
    read_example,
    read_examples,
    read_tombstones,
    read_version,
    read_versions,
)
from monitor.errors import DatasetError
from monitor.ledger import open_ledger, verify_ledger
from monitor.redaction import identify_person
from monitor.warehouse.connection import open_snapshot
from pipelines.command import OK, REFUSED, USAGE
from pipelines.erase import main as erase_main
from pipelines.nightly import run_night
from pipelines.rebuild import rebuild
from pipelines.verify import verify
from tests.erasure.homes import (
    KEY,
    MARKER,
    NAME,
    NIGHTS,
    REASON,
    SHARED_REPORT,
    chat,
    erase,
    find_traces,
    ids_of,
    jsonl,
    others_rows,
)
from tests.faults.nights import digest_of


def test_nothing_of_them_is_left_anywhere(home, capsys):
    person = identify_person(NAME, key=KEY)
    before = find_traces(home, MARKER.encode(), NAME.encode(), person.encode())
    assert set(before) == {MARKER, NAME, person}
    assert any(path.startswith("exports/") for path in before[MARKER])
    assert any(path.startswith("ledger.sqlite") for path in before[MARKER])
    assert erase(home) == OK
    assert find_traces(home, MARKER.encode(), NAME.encode()) == {}
    # The keyed tombstone, so that they are not loaded again.
    assert set(find_traces(home, person.encode())[person]) <= {"ledger.sqlite", "ledger.sqlite-wal"}


def test_others_are_untouched_to_the_last_byte(home):
    gone = ids_of(home)
    before = others_rows(home, gone)
    assert erase(home) == OK
    assert ids_of(home) == []
    assert others_rows(home, gone) == before
    assert verify(home).problems == []


def test_their_lines_go_and_those_of_others_stay(home):
    erase(home)
    with open_snapshot(home.published) as store:
        rejected = store.execute("select reason, raw from rejected order by file_offset").fetchall()
        landed = store.execute("select name, seen, inserted, known, rejected from landings order by all").fetchall()
    assert rejected == [
        ("not_json: Expecting value at character 41", b""),
        ("not_json: Expecting value at character 10", b'{"other": broken'),
    ]
    assert landed == [
        ("again.jsonl", 2, 1, 1, 0),
        ("batch_input.jsonl", 0, 0, 0, 0),
        ("batch_output.jsonl", 1, 1, 0, 0),
        ("chats.jsonl", 4, 2, 0, 2),
        ("packed.jsonl.zst", 1, 1, 0, 0),
        ("reports.jsonl", 1, 1, 0, 0),
        ("reports.jsonl", 1, 1, 0, 0),
        ("table.csv", 1, 1, 0, 0),
        ("table.parquet", 1, 1, 0, 0),
        ("zipped.jsonl.gz", 1, 1, 0, 0),
    ]


def test_a_report_that_others_told_too_stays_in_the_words_of_the_others(home):
    erase(home)
    cleo = identify_person("cleo", key=KEY)
    with open_snapshot(home.published) as store:
        kept = store.execute(
            "select reporter_hash, reports.channel from reports where text = $text", {"text": SHARED_REPORT}
        ).fetchall()
        assert kept == [(cleo, "second place")]
        assert (
            store.execute("select reporter_hash, channel from sightings where channel like '% place'").fetchall()
            == kept
        )
        assert "quomblewick" not in repr(store.execute("from clusters").fetchall())


def test_versions_that_held_them_are_recalled_and_issued_anew(home, capsys):
    with open_ledger(home.ledger) as ledger:
        old = read_versions(ledger)
    assert erase(home) == OK
    with open_ledger(home.ledger) as ledger:
        assert [(one.number, one.replaces, one.frozen_by) for one in read_versions(ledger)[2:]] == [
            (3, 1, "analyst"),
            (4, 2, "analyst"),
        ]
        with pytest.raises(DatasetError, match=r"core version 1 was recalled, .*: version 3 replaces it"):
            read_version(ledger, "core", 1)
        left = read_version(ledger, "core", 4)
        assert [one.example_id for one in left.examples] == ["EX-0002"]
        assert left.version.digest not in {one.digest for one in old}
        assert [(one.example_id, one.side) for one in read_tombstones(ledger)] == [
            ("EX-0001", "eval"),
            ("EX-0003", "train"),
        ]
        assert [one.example_id for one in read_examples(ledger)] == ["EX-0002"]
        with pytest.raises(DatasetError, match="EX-0001 was erased"):
            read_example(ledger, "EX-0001")
        assert verify_ledger(ledger).count > 0
    assert list(home.exports.iterdir()) == []
    said = capsys.readouterr().out
    assert "recalled: core version 1; version 3 replaces it" in said
    assert "recall from mia: core version 1 as inspect, taken" in said
    assert "UTC to download" in said


def test_what_comes_again_is_not_stored_again(home, logs):
    erase(home)
    before = digest_of(home)
    for night in NIGHTS:
        run_night(home, [logs / night.isoformat()], night=night)
    assert digest_of(home) == before
    assert find_traces(home, MARKER.encode(), NAME.encode()) == {}
    assert verify(home).problems == []


def test_a_new_file_of_theirs_is_loaded_without_them(home, tmp_path):
    erase(home)
    new = tmp_path / "new.jsonl"
    new.write_bytes(jsonl([chat("h-1", NAME, f"{MARKER} anew"), chat("h-2", "dora", "sqlite")]))
    night = run_night(home, [new], night=date(2026, 11, 3))
    assert night.counts["ingest"] == {
        "files": 1,
        "new_files": 1,
        "refused_files": 0,
        "seen": 1,
        "inserted": 1,
        "known": 0,
        "rejected": 0,
        "passed_over": 1,
    }
    assert find_traces(home, MARKER.encode(), NAME.encode()) == {}
    assert verify(home).problems == []


def test_a_rebuilt_warehouse_is_the_same_without_them(home):
    erase(home)
    gone, tables = [], ("conversations", "messages", "detections", "sightings", "cases")
    before = others_rows(home, gone)
    with open_snapshot(home.published) as store:
        landed = store.execute("select * exclude (landed_at) from landings order by all").fetchall()
    rebuild(home)
    after = others_rows(home, gone)
    assert {table: before[table] for table in tables} == {table: after[table] for table in tables}
    with open_snapshot(home.published) as store:
        kept = store.execute("select * exclude (landed_at) from landings where name not like 'refused%' order by all")
        assert kept.fetchall() == landed


def test_one_conversation_goes_by_the_id_in_its_log(home):
    assert erase(home, "--conversation", "a-2") == OK
    with open_snapshot(home.published) as store:
        kept = store.execute("select external_id from conversations order by all").fetchall()
    assert [one for (one,) in kept] == [
        "a-1",
        "a-3",
        "b-1",
        "b-2",
        "c-1",
        "c-2",
        "d-1",
        "d-2",
        "e-1",
        "e-2",
        "f-1",
        "r-1",
        "r-2",
    ]
    assert verify(home).problems == []
    # Once more is harmless.
    before = digest_of(home)
    assert erase(home, "--conversation", read_only_erased(home)) == OK
    assert digest_of(home) == before


def read_only_erased(settings):
    with open_ledger(settings.ledger) as ledger:
        (one,) = read_erased(ledger).conversations
    return one


def test_one_report_goes_with_everybody_who_told_it(home):
    with open_snapshot(home.published) as store:
        (report_id,) = store.execute(
            "select report_id from reports where text = $text", {"text": SHARED_REPORT}
        ).fetchone()
    assert erase(home, "--report", report_id) == OK
    assert find_traces(home, SHARED_REPORT.encode()) == {}
    with open_snapshot(home.published) as store:
        assert store.execute("select count(*) from sightings").fetchall() == [(2,)]
    assert verify(home).problems == []


@pytest.mark.parametrize(
    ("options", "reason", "said"),
    [
        (("--user", "nobody.here"), REASON, "no conversation or report is by"),
        (("--conversation", "a-99"), REASON, "there is no conversation"),
        (("--report", "a-99"), REASON, "there is no report"),
        (("--user", NAME), f"{NAME} asked", "leave out of it whom"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_changes(built, monkeypatch, capsys, options, reason, said):
    monkeypatch.setenv("MONITOR_HOME", str(built.home))
    before = digest_of(built)
    assert erase_main([*options, "--reason", reason, "--yes"]) == REFUSED
    assert said in capsys.readouterr().err
    assert digest_of(built) == before


def test_nobody_is_erased_without_being_asked_for(built, monkeypatch, capsys):
    monkeypatch.setenv("MONITOR_HOME", str(built.home))
    assert erase_main(["--reason", REASON]) == USAGE
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert erase_main(["--user", NAME, "--reason", REASON]) == REFUSED
    assert "conversations 6" in capsys.readouterr().out
    assert len(ids_of(built)) == 6
