"""From the working warehouse to the snapshot that everybody reads, all at once or not at all."""

import hashlib
import shutil
from pathlib import Path

from monitor.durable import disk_faults_named, flush, place
from monitor.errors import StoreError
from monitor.warehouse.connection import Store, open_snapshot

CHECKPOINT = "checkpoint"
COUNT_RUNS = "select count(*) from runs"


def checkpoint(store: Store) -> None:
    """Fold the write-ahead log into the file: a truncated log would open silently with rows missing."""
    store.execute(CHECKPOINT)


def publish(working: Path, published: Path) -> None:
    """Copy the closed working warehouse, verify the copy, and put it in the place of the published one.

    Raises DiskError when the disk is full or failing and StoreError when the copy does not read back; the last good
    snapshot then stays.
    """
    copy = published.with_suffix(".next")
    with disk_faults_named(copy, needed=working.stat().st_size):
        try:
            shutil.copyfile(working, copy)
            with copy.open("rb+") as file:
                flush(file)
            _verify(working, copy)
            place(copy, published)
        finally:
            copy.unlink(missing_ok=True)


def _verify(working: Path, copy: Path) -> None:
    if _sha256(working) != _sha256(copy):
        raise StoreError(f"{copy} differs from {working} after copying; the disk may be failing")
    with open_snapshot(copy) as store:
        store.execute(COUNT_RUNS)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
