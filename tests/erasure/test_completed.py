"""An erasure that is killed is completed."""

import signal
import subprocess
import sys
from datetime import date

import pytest

from monitor.datasets import (
    read_pending,
    read_versions,
)
from monitor.ledger import open_ledger
from monitor.sources import Destination, land
from pipelines.command import OK
from pipelines.ingest import ingest
from pipelines.job import open_job
from pipelines.nightly import run_night
from pipelines.verify import verify
from tests.erasure.homes import MARKER, NAME, REASON, chat, erase, find_traces, jsonl
from tests.faults.nights import copy_home, digest_of

# Each with who completes it: the same command, or the next night.
KILLED_AT = {
    "scrub_ledger": True,
    "rewrite_copies": False,
    "delete_rows": True,
    "checkpoint": True,
    "remove_copy": False,
    "write_afresh": True,
    "publish": False,
    "remove_exports": True,
    "complete_erasures": False,
}
KILL = """
import os, signal, sys
from pipelines import erasure
from pipelines.erase import main
real = erasure.{step}
def dies(*args, **kwargs):
    real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
erasure.{step} = dies
main(["--user", {name!r}, "--reason", {reason!r}, "--yes"])
"""


@pytest.fixture(scope="module")
def calm(tmp_path_factory, built):
    """What an erasure leaves that nobody disturbed."""
    home = copy_home(built.home, tmp_path_factory.mktemp("calm") / "home")
    assert erase(home) == OK
    return digest_of(home), all_versions(home)


def all_versions(settings):
    with open_ledger(settings.ledger) as ledger:
        return [(one.name, one.number, one.digest, one.replaces) for one in read_versions(ledger)]


@pytest.mark.parametrize(("step", "is_completed_by_the_night"), KILLED_AT.items())
def test_killed_after_any_step_it_is_completed(home, calm, step, is_completed_by_the_night):
    script = KILL.format(step=step, name=NAME, reason=REASON)
    killed = subprocess.run([sys.executable, "-c", script], env={"MONITOR_HOME": str(home.home)}, check=False)
    assert killed.returncode == -signal.SIGKILL
    if is_completed_by_the_night:
        run_night(home, [], night=date(2026, 11, 2))
    else:
        assert erase(home) == OK
    assert (digest_of(home), all_versions(home)) == calm
    assert find_traces(home, MARKER.encode(), NAME.encode()) == {}
    assert verify(home).problems == []
    with open_ledger(home.ledger) as ledger:
        assert read_pending(ledger) == ()


def test_while_a_killed_run_waits_the_next_one_completes_the_erasure(home, tmp_path):
    new, again = tmp_path / "new.jsonl", tmp_path / "again.jsonl"
    new.write_bytes(jsonl([chat("i-1", "dora", "sqlite")]))
    again.write_bytes(jsonl([chat("i-2", NAME, f"{MARKER} late")]))
    with open_job(home, night=date(2026, 11, 3)) as job:
        ingest(job, [new])
    assert erase(home) == OK
    with open_ledger(home.ledger) as ledger:
        assert read_pending(ledger) != ()
    # What the killed run had landed, but not yet read.
    with open_job(home) as job:
        destination = Destination(job.run.run_id, job.run.night, job.run.started_at)
        land([again], home.landing, destination=destination)
    run_night(home, [], night=date(2026, 11, 3))
    with open_ledger(home.ledger) as ledger:
        assert read_pending(ledger) == ()
    assert find_traces(home, MARKER.encode(), NAME.encode()) == {}
    assert verify(home).problems == []
