"""One run at a time: a lock that the operating system takes back when its holder dies."""

import fcntl
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from monitor.durable import disk_faults_named
from monitor.errors import LockedError

LOCK_FILE = "run.lock"
# More than the holder ever writes into it.
LOCK_BYTES = 4096


@contextmanager
def hold_lock(home: Path) -> Iterator[None]:
    """Hold the home folder for one run.

    Raises LockedError, saying who holds it and since when. The lock is on the open file, not the file's being there:
    one that a killed run left behind stops nobody.
    """
    with disk_faults_named(home / LOCK_FILE, needed=LOCK_BYTES):
        home.mkdir(parents=True, exist_ok=True)
        file = (home / LOCK_FILE).open("a+b")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError(f"another run is at work on {home}: {_read_holder(file)}; wait for it to end") from None
        with disk_faults_named(home / LOCK_FILE, needed=LOCK_BYTES):
            _write_holder(file)
        yield


def _write_holder(file: IO[bytes]) -> None:
    since = datetime.now(UTC).isoformat(sep=" ", timespec="seconds")
    file.truncate(0)
    file.write(json.dumps({"pid": os.getpid(), "host": platform.node(), "since": since}).encode())
    file.flush()


def _read_holder(file: IO[bytes]) -> str:
    file.seek(0)
    try:
        said = json.loads(file.read(LOCK_BYTES))
        return f"process {said['pid']} on {said['host']}, since {said['since']}"
    except (ValueError, KeyError, TypeError):
        return "a process that has only just started"
