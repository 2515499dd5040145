"""The driver as tests and benchmarks talk to it, and the named points at which runs are killed."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.nights import NIGHTS, copy_home, make_home, write_nights

ROOT = Path(__file__).parents[2]

# What a run does on its way, in order; each is killed before and after.
POINTS = {
    "landing copy": "monitor.sources.landing._copy_steadily",
    "landing sidecar": "monitor.sources.landing.write_sidecar",
    "landing rename": "monitor.sources.landing.place",
    "first batch": "pipelines.ingest.write_conversations",
    "landing row": "pipelines.ingest.write_landing",
    "transaction commit": "duckdb.DuckDBPyConnection.commit",
    "detect batch": "pipelines.detect.write_detections",
    "embeddings write": "pipelines.job.write_embeddings",
    "clusters": "pipelines.cluster.write_clusters",
    "cases": "pipelines.rank.write_cases",
    "finish_run": "pipelines.nightly.finish_run",
    "checkpoint": "pipelines.nightly.checkpoint",
    "publish copy": "monitor.warehouse.publishing.shutil.copyfile",
    "publish replace": "monitor.warehouse.publishing.place",
    "ledger record": "pipelines.nightly.record_run",
}
REBUILD_POINTS = {
    "run": "pipelines.rebuild.run_steps",
    "publication": "pipelines.rebuild.publish",
    "removal": "pipelines.rebuild._remove_beside",
    "replacement": "pipelines.rebuild.place",
}


class Driver:
    """A running driver; call it with a request, and it gives the answer."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, **request: Any) -> dict[str, Any]:
        """Let a child do what is asked, as the driver describes it."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(request, default=str) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


@contextmanager
def open_driver(**environ: str) -> Iterator[Driver]:
    """Start a driver with these variables, and end it again."""
    command = [sys.executable, "-m", "tests.faults.driver"]
    # On a busy machine the threads of one small batch wait for each other longer than they work.
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"} | environ
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Driver(process)
        assert process.stdin is not None
        process.stdin.close()


@dataclass(frozen=True, slots=True)
class Scene:
    """A home that has seen the first of two nights, and what it holds after the second when nothing goes wrong."""

    drive: Driver
    nights: Path
    home: Path
    digest: str
    seconds: float

    def run(self, home: Path, **disturbance: Any) -> dict[str, Any]:
        """Run the second night on a home."""
        return self.drive(home=home, folder=self.nights, nights=[NIGHTS[1].isoformat()], **disturbance)

    def is_undisturbed(self, home: Path) -> bool:
        """Run the second night plainly, and tell whether everything is as if nothing had gone wrong."""
        end = self.run(home)
        return (end.get("digest"), end.get("problems")) == (self.digest, [])

    def kill_at_random(self, home: Path, chance: random.Random) -> int:
        """Kill the second night, and those that take it up, until one survives; return how many were killed."""
        kills = 0
        # A run that is taken up again has less to do, so it is given less time.
        while self.run(home, after=chance.uniform(0, self.seconds))["killed"]:
            kills += 1
        return kills


@contextmanager
def open_scene(folder: Path, **environ: str) -> Iterator[Scene]:
    """Start a driver with these variables and set the scene below `folder`."""
    nights = folder / "nights"
    write_nights(nights)
    with open_driver(**environ) as drive:
        first = make_home(folder / "first").home
        drive(home=first, folder=nights, nights=[NIGHTS[0].isoformat()])
        calm = copy_home(first, folder / "calm").home
        started = time.monotonic()
        end = drive(home=calm, folder=nights, nights=[NIGHTS[1].isoformat()])
        yield Scene(drive, nights, first, end["digest"], time.monotonic() - started)
