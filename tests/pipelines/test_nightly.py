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
from monitor.warehouse.connection import open_snapshot
from pipelines.nightly import find_nights, run_night

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


def write_chats(path, count):
    lines = [json.dumps(CHAT | {"id": f"chat-{number}"}) for number in range(count)]
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


def test_a_damaged_file_stops_the_night_and_changes_nothing(tmp_path):
    settings = Settings(home=tmp_path / "home")
    bad = tmp_path / "bad.jsonl.gz"
    bad.write_bytes(b"\x1f\x8b\x08\x00broken")
    with pytest.raises(SourceError, match=r"bad\.jsonl\.gz"):
        run_night(settings, [bad])
    good = tmp_path / "good.jsonl"
    write_chats(good, 3)
    assert run_night(settings, [good]).counts["ingest"] == {
        "files": 1,
        "new_files": 1,
        "seen": 4,
        "inserted": 3,
        "known": 0,
        "rejected": 1,
        "passed_over": 0,
    }


def test_a_folder_without_nights_is_refused(tmp_path):
    (tmp_path / "misc").mkdir()
    with pytest.raises(SourceError, match="2026-11-01"):
        find_nights(tmp_path)


def test_nights_are_found_in_both_spellings_oldest_first(tmp_path):
    for name in ("date=2026-11-02", "2026-11-01", "other"):
        (tmp_path / name).mkdir()
    assert list(find_nights(tmp_path)) == [date(2026, 11, 1), date(2026, 11, 2)]
