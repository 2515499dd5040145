"""The landing folder: a whole copy of every source file, under the hash of its content."""

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from monitor.errors import SourceError

PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Landed:
    """One source file as it was delivered, and where its copy lies."""

    sha256: str
    name: str
    bytes: int
    path: Path


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Return the source files among `paths` and below the folders among them, sorted, each once.

    A file that is named is always taken. Below a folder, what describes the logs is not a log: hidden files and
    folders, `README*`, `*.md` and `truth*` are passed over. Raises SourceError for a path that does not exist.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(file for file in path.rglob("*") if file.is_file() and _is_source(file.relative_to(path)))
        elif path.is_file():
            found.add(path)
        else:
            raise SourceError(f"{path} does not exist; name a file or a folder of logs")
    return sorted(found)


def land(path: Path, folder: Path) -> Landed:
    """Copy `path` as it is into the content-addressed `folder`; a copy that is already there and sound is kept.

    Raises SourceError if the file cannot be read or copied, or changes while it is copied.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _land(path, folder)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise SourceError(f"no space in {folder} for {path}: {_size_words(path)} needed") from error
        raise SourceError(f"{path} cannot be copied to {folder}: {error.strerror or error}") from error


def find_changed_landings(folder: Path, sha256s: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each landing copy that is missing or no longer has the content of its name."""
    for sha256 in sha256s:
        target = _target(folder, sha256)
        if not _holds(target, sha256):
            state = "was changed" if target.is_file() else "is missing"
            yield f"landing copy {target} {state}"


def _land(path: Path, folder: Path) -> Landed:
    descriptor, name = tempfile.mkstemp(prefix=".landing-", dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as copy:
            sha256, size = _copy_steadily(path, copy)
        target = _target(folder, sha256)
        if not _holds(target, sha256):
            target.parent.mkdir(exist_ok=True)
            temporary.replace(target)
            _sync_folder(target.parent)
            _sync_folder(folder)
    finally:
        temporary.unlink(missing_ok=True)
    return Landed(sha256, path.name, size, target)


def _copy_steadily(path: Path, copy: IO[bytes]) -> tuple[str, int]:
    """Copy `path` to disk and return its hash and size, sure that nobody wrote to it meanwhile."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        before = os.fstat(source.fileno())
        while piece := source.read(PIECE):
            digest.update(piece)
            copy.write(piece)
        size = source.tell()
    after = path.stat()
    if (before.st_size, before.st_mtime_ns, before.st_ino) != (size, after.st_mtime_ns, after.st_ino):
        raise SourceError(f"{path} changed while it was copied; run again when it is complete")
    copy.flush()
    os.fsync(copy.fileno())
    return digest.hexdigest(), size


def _holds(target: Path, sha256: str) -> bool:
    """Whether `target` is there with the content its name promises; a damaged copy is replaced."""
    if not target.is_file():
        return False
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _target(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256[2:]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _size_words(path: Path) -> str:
    return f"{path.stat().st_size} bytes are" if path.is_file() else "more is"


def _is_source(relative: Path) -> bool:
    name = relative.name.lower()
    if any(part.startswith(".") for part in relative.parts):
        return False
    return not (name.startswith(("readme", "truth")) or name.endswith(".md"))
