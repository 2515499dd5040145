"""From the working warehouse to the snapshot that everybody reads, all at once or not at all."""

import hashlib
import os
import shutil
from pathlib import Path

import duckdb

from monitor.errors import StoreError
from monitor.warehouse.connection import Store, open_snapshot

CHECKPOINT = "checkpoint"
COUNT_RUNS = "select count(*) from runs"


def checkpoint(store: Store) -> None:
    """Fold the write-ahead log into the file: a truncated log would open silently with rows missing."""
    store.execute(CHECKPOINT)


def publish(working: Path, published: Path) -> None:
    """Copy the closed working warehouse, verify the copy, and put it in the place of the published one.

    Raises StoreError naming the path when the disk is full or the copy does not read back; the last good
    snapshot then stays.
    """
    copy = published.with_suffix(".next")
    try:
        shutil.copyfile(working, copy)
        _flush(copy)
        _verify(working, copy)
        copy.replace(published)
        _flush(published.parent)
    except OSError as error:
        copy.unlink(missing_ok=True)
        needed = working.stat().st_size
        raise StoreError(f"cannot publish to {published} ({needed:,} bytes needed): {error.strerror}") from error


def _verify(working: Path, copy: Path) -> None:
    if _sha256(working) != _sha256(copy):
        raise StoreError(f"{copy} differs from {working} after copying; the disk may be failing")
    try:
        with open_snapshot(copy) as store:
            store.execute(COUNT_RUNS)
    except duckdb.Error as error:
        raise StoreError(f"{copy} does not open: {error}") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
