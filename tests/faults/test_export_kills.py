import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KILLS = 30


def test_an_export_killed_at_any_moment_is_whole_or_absent(tmp_path):
    command = [sys.executable, "-m", "tests.faults.export_kills", str(tmp_path), str(KILLS)]
    told = json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)
    assert told["problems"] == []
    assert told["leftovers"] == []
    assert told["kills"] == KILLS
    assert told["absent"] > 0
