import json
import os
import platform
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from monitor.config import Settings
from monitor.errors import LockedError
from pipelines.__main__ import main
from pipelines.job import open_job
from pipelines.lock import hold_lock

HOLD = """
import sys, time
from pathlib import Path
from pipelines.lock import hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
STEPS = ("nightly", "ingest", "detect", "embed", "cluster", "rank", "rebuild")


@pytest.fixture
def holder(tmp_path):
    """Another program that holds the home folder."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        yield other
        other.kill()


@pytest.mark.parametrize("step", STEPS)
def test_a_second_run_says_who_holds_the_lock_and_since_when(holder, tmp_path, monkeypatch, capsys, step):
    monkeypatch.setenv("MONITOR_HOME", str(tmp_path))
    paths = [str(tmp_path)] if step in ("nightly", "ingest") else []
    assert main([step, *paths]) == os.EX_TEMPFAIL
    told = capsys.readouterr().err
    assert f"another run is at work on {tmp_path}: process {holder.pid} on {platform.node()}, since 2" in told
    since = datetime.fromisoformat(told.partition("since ")[2].partition(";")[0])
    assert timedelta() <= datetime.now(UTC) - since < timedelta(minutes=1)


def test_the_lock_of_a_killed_run_stops_nobody(holder, tmp_path):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert json.loads((tmp_path / "run.lock").read_bytes())["pid"] == holder.pid
    with hold_lock(tmp_path):
        assert json.loads((tmp_path / "run.lock").read_bytes())["pid"] == os.getpid()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'"x"', b"\xff", b'{"pid": 1}'])
def test_a_lock_file_that_says_nothing_still_locks(tmp_path, content):
    with hold_lock(tmp_path):
        (tmp_path / "run.lock").write_bytes(content)
        with pytest.raises(LockedError, match="a process that has only just started"), hold_lock(tmp_path):
            pass


def test_a_job_holds_the_lock_as_long_as_it_is_open(tmp_path):
    settings = Settings(home=tmp_path)
    for _ in range(2):
        with (
            open_job(settings),
            pytest.raises(LockedError, match=f"process {os.getpid()}"),
            open_job(settings),
        ):
            pass
