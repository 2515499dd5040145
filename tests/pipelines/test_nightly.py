import json
import random
import signal
import subprocess
import sys
import time
from datetime import date

import pytest

from monitor.config import Settings
from monitor.errors import SourceError
from monitor.taxonomy import NoteKind
from monitor.warehouse.connection import open_snapshot
from pipelines.command import PROBLEMS_FOUND
from pipelines.nightly import find_nights, run_night
from pipelines.nightly import main as nightly_main

KILLS = 6
CHAT = {
    "id": "a",
    "model": "aria",
    "messages": [
        {"role": "user", "content": "How do I kill a Python process?"},
        {"role": "assistant", "content": "I'm sorry, but I can't help with killing anything."},
    ],
}
TABLES = ("conversations", "messages", "detections", "scans", "cases", "landings", "rejected")


def write_chats(path, count, *, prefix="chat"):
    lines = [json.dumps(CHAT | {"id": f"{prefix}-{number}"}) for number in range(count)]
    path.write_text("\n".join([*lines, "{broken"]) + "\n")


def contents(settings):
    """Every row, less the columns that say when it was stored."""
    with open_snapshot(settings.published) as store:
        return {table: sorted(map(repr, rows_of(store, table))) for table in TABLES}


def rows_of(store, table):
    columns = [row[0] for row in store.execute(f"describe {table}").fetchall()]
    kept = [column for column in columns if column not in ("ingest_seq", "landed_at")]
    return store.execute(f"select {', '.join(kept)} from {table}").fetchall()


def settings_in(folder, key=b"k" * 32):
    settings = Settings(home=folder)
    folder.mkdir()
    (folder / "key").write_bytes(key)
    (folder / "key").chmod(0o600)
    return settings


def test_a_night_killed_at_any_moment_is_completed_by_a_plain_rerun(tmp_path):
    source = tmp_path / "chats.jsonl"
    write_chats(source, 400)
    calm = settings_in(tmp_path / "calm")
    run_night(calm, [source], night=date(2026, 11, 1))
    disturbed = settings_in(tmp_path / "disturbed")
    command = [sys.executable, "-m", "pipelines.nightly", str(source), "--night", "2026-11-01"]
    moments = random.Random(7)
    for _ in range(KILLS):
        with subprocess.Popen(command, env={"MONITOR_HOME": str(disturbed.home)}) as night:
            time.sleep(moments.uniform(0.5, 9))
            night.send_signal(signal.SIGKILL)
    run_night(disturbed, [source], night=date(2026, 11, 1))
    assert contents(disturbed) == contents(calm)


def test_a_damaged_file_is_refused_out_loud_and_the_others_go_on(tmp_path):
    settings = Settings(home=tmp_path / "home")
    bad, good = tmp_path / "bad.jsonl.gz", tmp_path / "good.jsonl"
    bad.write_bytes(b"\x1f\x8b\x08\x00broken")
    write_chats(good, 3)
    night = run_night(settings, [bad, good])
    assert night.counts["ingest"] == {
        "files": 2,
        "new_files": 2,
        "refused_files": 1,
        "seen": 4,
        "inserted": 3,
        "known": 0,
        "rejected": 1,
        "passed_over": 0,
    }
    assert [(note.kind, "bad.jsonl.gz" in note.subject) for note in night.problems] == [(NoteKind.REFUSED_FILE, True)]
    again = run_night(settings, [bad, good])
    assert (again.is_new, again.problems) == (False, night.problems)


def test_a_refused_file_is_told_and_ends_non_zero(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MONITOR_HOME", str(tmp_path / "home"))
    bad = tmp_path / "bad\x1b[2J.jsonl"
    bad.write_text("nothing known")
    assert nightly_main([str(bad)]) == PROBLEMS_FOUND
    told = capsys.readouterr().err
    assert "Refused file: bad" in told
    assert "known formats: " in told
    assert "\x1b[2J" not in told


def test_a_silent_source_is_unknown_and_never_nothing(tmp_path):
    settings = Settings(home=tmp_path / "home", sources={"support": "support*"})
    for day in (1, 2, 3):
        for name, count in (("support", 40), ("web", 5)):
            write_chats(tmp_path / f"{name}-{day}.jsonl", count, prefix=f"{name}{day}")
        delivered = [tmp_path / f"{name}-{day}.jsonl" for name in ("support", "web")]
        assert run_night(settings, delivered, night=date(2026, 11, day)).problems == []
    write_chats(tmp_path / "support-4.jsonl", 2, prefix="few")
    fourth = run_night(settings, [tmp_path / "support-4.jsonl"], night=date(2026, 11, 4))
    assert [(note.kind, note.subject) for note in fourth.problems] == [
        (NoteKind.SOURCE_MISSING, "messages"),
        (NoteKind.SOURCE_LOW, "support"),
    ]
    (tmp_path / "nothing").mkdir()
    fifth = run_night(settings, [tmp_path / "nothing"], night=date(2026, 11, 5))
    assert fifth.is_new
    assert {note.kind for note in fifth.problems} == {NoteKind.SOURCE_MISSING}
    assert not run_night(settings, [tmp_path / "nothing"], night=date(2026, 11, 5)).is_new


def test_a_folder_without_nights_is_refused(tmp_path):
    (tmp_path / "misc").mkdir()
    with pytest.raises(SourceError, match="2026-11-01"):
        find_nights(tmp_path)


def test_nights_are_found_in_both_spellings_oldest_first(tmp_path):
    for name in ("date=2026-11-02", "2026-11-01", "other"):
        (tmp_path / name).mkdir()
    assert list(find_nights(tmp_path)) == [date(2026, 11, 1), date(2026, 11, 2)]
