"""Which files of a delivery are read, and which are not regular files that can be."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import SourceError
from monitor.sources.reasons import Code

ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
KINDS = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device"}


@dataclass(frozen=True, slots=True)
class Stray:
    """Something below a folder of logs that is not read, and why."""

    path: Path
    reason: str


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Return the source files among `paths` and below the folders among them, sorted, each once.

    A regular file that is named is always taken, also through a link. Below a folder, what describes the logs is not
    a log: hidden files and folders, `README*`, `*.md` and `truth*` are passed over; strays are, too. Raises SourceError
    for a path that does not exist, or is neither a folder nor a regular file: nothing is opened to find that out.
    """
    return sorted(_look_through(paths)[0].values())


def find_strays(paths: Iterable[Path]) -> list[Stray]:
    """Return what lies below the folders among `paths` and is not read: devices, links to elsewhere, locked files."""
    named = list(paths)
    folders = [_resolved(path) for path in named if _is_folder(path)]
    strays = (one for one in _look_through(named)[1] if not _leads_back(one.path, folders))
    return sorted(strays, key=lambda one: one.path)


def _look_through(paths: Iterable[Path]) -> tuple[dict[Path, Path], list[Stray]]:
    """Return each file under its true path, and the strays."""
    files: dict[Path, Path] = {}
    strays: list[Stray] = []
    for path in paths:
        if not _is_folder(path):
            _check_regular(path)
            files.setdefault(_resolved(path), path)
            continue
        for one in _below(path):
            if isinstance(one, Stray):
                strays.append(one)
            else:
                files.setdefault(_resolved(one), one)
    return files, strays


def _below(folder: Path) -> Iterator[Path | Stray]:
    """Yield the files and strays below a folder; no link is followed, so that none leads out of it or in a circle."""
    locked: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=locked.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = [name for name in folders if Path(place, name).is_symlink()]
        for name in (*links, *filter(_is_source, names)):
            path = Path(place, name)
            reason = _unfitness(path)
            yield path if reason is None else Stray(path, reason)
    for error in locked:
        yield Stray(Path(error.filename), f"{Code.NOT_REGULAR}: {error.strerror}")


def _unfitness(path: Path) -> str | None:
    """Say why a file is not read, or None."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return f"{Code.NOT_REGULAR}: a link to elsewhere; name what it points to"
    if not stat.S_ISREG(mode):
        return f"{Code.NOT_REGULAR}: {KINDS.get(stat.S_IFMT(mode), 'no file')}; only regular files are read"
    return None if os.access(path, os.R_OK) else f"{Code.NOT_REGULAR}: nobody gave us the right to read it"


def _leads_back(path: Path, folders: Iterable[Path]) -> bool:
    """Whether something is a link to what lies below one of the folders, and is looked at where it lies."""
    target = _resolved(path)
    return path.is_symlink() and target.exists() and any(target.is_relative_to(folder) for folder in folders)


def _check_regular(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        if ADDRESS.match(str(path)):
            raise SourceError(f"{path} is an address: nothing is fetched; download it and name the file") from None
        raise SourceError(f"{path} does not exist; name a file or a folder of logs") from None
    if not stat.S_ISREG(mode):
        raise SourceError(f"{path} is {KINDS.get(stat.S_IFMT(mode), 'no file')}; only regular files are read")


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        # A name that is too long for any folder, or one behind a folder that we may not enter.
        return False


def _resolved(path: Path) -> Path:
    # Unlike `Path.resolve`, it takes a link that points to itself.
    return Path(os.path.realpath(path))


def _is_source(name: str) -> bool:
    lower = name.lower()
    return not (lower.startswith((".", "readme", "truth")) or lower.endswith(".md"))
