"""What a ledger must still hold after its writers were killed."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from monitor.ledger import open_ledger, read_events, verify_ledger

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many writers were killed, how many events were acknowledged, and which of those are gone."""

    kills: int
    acknowledged: int
    recorded: int
    lost: frozenset[str]


def kill_writers(folder: Path, *, writers: int, kills: int) -> Outcome:
    """Kill writers to a new ledger below `folder`, verify its chain, and look for every event that was acknowledged."""
    url, told = f"sqlite:///{folder / 'ledger.sqlite'}", folder / "told"
    told.mkdir()
    with open_ledger(url):
        pass
    command = [sys.executable, "-m", "tests.faults.ledger_writers", url, str(told), str(writers), str(kills)]
    killed = int(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    acknowledged = {line for file in told.iterdir() for line in file.read_text().splitlines()}
    with open_ledger(url) as ledger:
        verify_ledger(ledger)
        recorded = {f"{one.sequence} {one.subject_id} {one.version} {one.hash}" for one in read_events(ledger)}
    return Outcome(killed, len(acknowledged), len(recorded), frozenset(acknowledged - recorded))
