"""A folder of files in its place: all of them or none, and never over another."""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.durable import DISK_FAULTS, disk_error, sync_folder
from monitor.errors import ExportError
from monitor.exports.manifests import read_checksums
from monitor.exports.new_folder import NewFolder

# Writes every file of an export; called again where only the checksums are wanted.
Fill = Callable[[NewFolder], None]
# What is not in its place yet: a folder of an export, or a pointer to one, under a name that nobody else gives.
LEFTOVER = re.compile(r"\.[a-z0-9][a-z0-9_-]*-(?:v\d+|latest)-[a-z_]+-[0-9a-f]{16}")


def place_folder(target: Path, fill: Fill, *, settle: Callable[[], None]) -> None:
    """Put a new folder in place at once, unless exactly its files are there; then `settle` what depends on it.

    One export at a time is written below a folder, so what a killed one left there is removed.
    Raises DiskError when the disk is full or failing, and ExportError when the place cannot be written or holds a
    different export.
    """
    try:
        with _alone_in(target.parent) as is_alone:
            if is_alone:
                _remove_leftovers(target.parent)
            if target.exists():
                _refuse_different(target, fill)
            else:
                _write(target, fill)
            settle()
    except OSError as error:
        if error.errno in DISK_FAULTS:
            raise disk_error(target, error.strerror, needed=_measure(fill)) from error
        raise ExportError(f"cannot write {target}: {error}") from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[bool]:
    """Wait until nobody else exports below a folder; False where it lies on a drive that does not lock folders."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        yield _lock(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    except OSError:
        return False
    return True


def _remove_leftovers(folder: Path) -> None:
    for path in folder.iterdir():
        if LEFTOVER.fullmatch(path.name):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _write(target: Path, fill: Fill) -> None:
    made = target.parent / f".{target.name}-{secrets.token_hex(8)}"
    made.mkdir()
    try:
        new = NewFolder(made)
        fill(new)
        new.sync()
        _rename(made, target, fill)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _rename(made: Path, target: Path, fill: Fill) -> None:
    try:
        made.rename(target)
    except OSError:
        # A folder is never renamed onto a full one: whoever comes second finds the first one's export.
        if not target.exists():
            raise
        _refuse_different(target, fill)


def _refuse_different(target: Path, fill: Fill) -> None:
    new, there = NewFolder(None), read_checksums(target)
    fill(new)
    if there != new.sha256:
        names = there.keys() | new.sha256.keys()
        changed = sorted(name for name in names if there.get(name) != new.sha256.get(name))
        raise ExportError(f"{target} holds a different export ({', '.join(changed)}); move it away to export again")


def _measure(fill: Fill) -> int:
    new = NewFolder(None)
    fill(new)
    return sum(new.sizes.values())
