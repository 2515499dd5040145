"""Write so that a power cut takes nothing back, and say which path a full or failing disk did not take."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from monitor.errors import DiskError

# What the disk says when the fault is its own: full, over quota, failing, or shut for writing.
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
DISK_FAULTS = (*DISK_FULL, errno.EIO, errno.EROFS)
# What is overwritten at a time.
PIECE = 1 << 20


@contextmanager
def disk_faults_named(path: Path, *, needed: int) -> Iterator[None]:
    """Turn the fault of a disk into a DiskError that names `path` and the bytes it needed; let other errors pass."""
    try:
        yield
    except OSError as error:
        if error.errno not in DISK_FAULTS:
            raise
        raise disk_error(path, error.strerror, needed=needed) from error


def disk_error(path: Path, fault: object, *, needed: int) -> DiskError:
    """Say that a disk did not take what was written to `path`."""
    free = shutil.disk_usage(_existing(path)).free
    return DiskError(
        f"cannot write {path}: {fault}; {needed:,} bytes needed, {free:,} free. Nothing half-done is kept: make room,"
        " or mend the disk, and run the same again"
    )


def flush(file: IO[bytes]) -> None:
    """Return when everything written to `file` is on disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Return when the names in `folder` are on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def temporary_file(folder: Path, prefix: str) -> Iterator[tuple[IO[bytes], Path]]:
    """Give a new file in `folder` that only its owner may read, and remove it afterwards if it is still there."""
    descriptor, name = tempfile.mkstemp(prefix=prefix, dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file, Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def place(complete: Path, target: Path) -> None:
    """Put a complete file that is on disk in the place of `target`, at once."""
    complete.replace(target)
    sync_folder(target.parent)


def write_file(path: Path, content: bytes) -> None:
    """Make `content` the whole of `path`, which only its owner may read: completely or not at all.

    Raises DiskError naming the path and the bytes needed.
    """
    with (
        disk_faults_named(path, needed=len(content)),
        temporary_file(path.parent, f".{path.name}-") as (file, temporary),
    ):
        file.write(content)
        flush(file)
        place(temporary, path)


def shred(path: Path) -> None:
    """Overwrite a file with zeros and remove it.

    A disk that never writes twice to one place, or a file system that keeps snapshots, may have the old bytes still.
    """
    if not path.is_file():
        return
    size = path.stat().st_size
    with disk_faults_named(path, needed=size), path.open("r+b") as file:
        for start in range(0, size, PIECE):
            file.write(bytes(min(PIECE, size - start)))
        flush(file)
    path.unlink()
    sync_folder(path.parent)


def _existing(path: Path) -> Path:
    return next(folder for folder in (path, *path.absolute().parents) if folder.exists())
