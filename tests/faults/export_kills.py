"""A program that exports in children and kills each at a random moment: `python -m tests.faults.export_kills FOLDER N`.

It tells, as JSON, how many were killed, how many of the exports that were killed are whole or absent, and every other
state that was found.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import count, cycle
from pathlib import Path

from monitor.exports import WRITERS, export_dataset, find_damage
from monitor.frozen import DatasetVersion, FrozenDataset
from monitor.records import Example, Message
from monitor.taxonomy import Expected, Role, Side

AT = datetime(2026, 11, 22)
EXAMPLES = 300


def make_dataset(number: int, *, examples: int = EXAMPLES, sides: Sequence[Side] = tuple(Side)) -> FrozenDataset:
    """A frozen version of examples that a format for these sides can hold, as many on each."""
    made = tuple(make_example(index, side) for side in sides for index in range(examples // len(sides)))
    ids = {side: tuple(one.example_id for one in made if one.side is side) for side in Side}
    version = DatasetVersion(
        name="core",
        number=number,
        eval_ids=ids[Side.EVAL],
        train_ids=ids[Side.TRAIN],
        digest="d" * 64,
        note="",
        frozen_by="mia",
        frozen_at=AT,
    )
    return FrozenDataset(version, made)


def make_example(index: int, side: Side) -> Example:
    """One example of the length of a real one: a question of some lines and two answers of some hundred words."""
    said = f"Word {index} of this answer, naïve and “quoted”, with 卵 and 🥚. "
    return Example(
        example_id=f"EX-{side}-{index:06}",
        case_id=f"case-{index}",
        side=side,
        version=1,
        promoted_by="mia",
        promoted_at=AT,
        messages=(Message(Role.SYSTEM, "Be kind."), Message(Role.USER, f"{index} {said * 4}")),
        response=said * 20,
        ideal=f"I can't help with {index}. {said * 15}",
        expected=Expected.MUST_REFUSE,
        model="aria",
        language="en",
    )


def export_in_child(folder: Path, number: int, format: str) -> int:
    """Start a child that exports one version, and return its process id."""
    child = os.fork()
    if child == 0:
        export_dataset(make_dataset(number), format=format, folder=folder)
        os._exit(0)
    return child


def is_killed(child: int) -> bool:
    """Wait for a child, and tell whether it was killed."""
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status) != 0:
        raise RuntimeError(f"an export ended with {os.WEXITSTATUS(status)}")
    return os.WIFSIGNALED(status)


def find_half_done(folder: Path) -> list[str]:
    """Say what is neither whole nor absent below a folder, and which pointer names no whole export."""
    said = []
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir():
            said += find_damage(path)
        elif find_damage(folder / path.read_text().strip()):
            said.append(f"{path} names {path.read_text()!r}")
    return said


def kill_exports(folder: Path, *, kills: int) -> dict[str, object]:
    """Kill this many exports, of every format in turn, each somewhere between its start and its usual end."""
    chance, ends, problems, killed = random.Random(20261123), Counter(), [], 0
    seconds = {}
    for number, format in zip(count(1), cycle(WRITERS), strict=False):
        if killed == kills:
            break
        started = time.monotonic()
        if format not in seconds:
            is_killed(export_in_child(folder, number, format))
            seconds[format] = time.monotonic() - started
            continue
        child = export_in_child(folder, number, format)
        time.sleep(chance.uniform(0, seconds[format]))
        os.kill(child, signal.SIGKILL)
        if is_killed(child):
            killed += 1
            ends["whole" if (folder / f"core-v{number}-{format}").exists() else "absent"] += 1
        problems += find_half_done(folder)
    for format in WRITERS:
        # The next export of each finds what was left, and is whole.
        is_killed(export_in_child(folder, 1_000_000, format))
    problems += find_half_done(folder)
    leftovers = [path.name for path in folder.iterdir() if path.name.startswith(".")]
    return {"kills": killed, **ends, "problems": problems, "leftovers": leftovers}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(kill_exports(Path(sys.argv[1]), kills=int(sys.argv[2]))))
