"""The landing folder: a whole copy of every source file, under the hash of its content."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

from monitor.durable import DISK_FAULTS, disk_faults_named, flush, place, sync_folder, temporary_file
from monitor.errors import SourceError
from monitor.sources.sidecars import SUFFIX, Delivery, Sidecar, read_sidecar, write_sidecar

PIECE = 1 << 20


# Raw logs hold personal data: only their owner may look.
OWNER_ONLY = 0o700
FOR_OTHERS = 0o077
PREFIX = ".landing-"
# Two digits of the hash name the folder, the others the copy in it.
COPY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}")


@dataclass(frozen=True, slots=True)
class Landed:
    """One source file as it was delivered, where it came from, and where its copy lies."""

    sha256: str
    name: str
    bytes: int
    path: Path
    origin: Path
    landed_at: datetime


@dataclass(frozen=True, slots=True)
class Destination:
    """The run that files are landed for; `started_at` is UTC, and tells apart runs that were given the same id."""

    run_id: str
    night: date
    started_at: datetime


def land(paths: Iterable[Path], folder: Path, *, destination: Destination) -> list[Landed]:
    """Copy files as they are into the content-addressed `folder`; copies that are already there and sound are kept.

    Beside each copy, and before it, a sidecar is written that says where it came from and into which run. Whatever
    a killed landing left is removed. Raises DiskError when the disk is full or failing, and SourceError if a file
    cannot be read, or changes while it is copied.
    """
    files = list(paths)
    # Where one has no room, those that come after have none either.
    with disk_faults_named(folder, needed=sum(path.stat().st_size for path in files if path.is_file())):
        folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
        for leftover in folder.rglob(".*"):
            leftover.unlink()
        return [_land(path, folder, _delivery(path, destination, place)) for place, path in enumerate(files)]


def find_changed_landings(folder: Path, sha256s: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each landing copy, or its sidecar, that is missing, changed or open to others.

    Looked at are the copies of `sha256s` and all others that are there.
    """
    for sha256 in sorted({*sha256s, *find_copies(folder)}):
        copy = find_copy(folder, sha256)
        if not copy.is_file():
            if not is_expired(copy):
                yield f"landing copy {copy} is missing"
        elif not _holds(copy, sha256):
            yield f"landing copy {copy} was changed"
        elif (copy.stat().st_mode | copy.parent.stat().st_mode) & FOR_OTHERS:
            yield f"landing copy {copy} can be read by others"
        yield from _find_changed_sidecar(copy, sha256)


def read_deliveries(folder: Path) -> Iterator[tuple[Landed, Delivery | None]]:
    """Yield every delivery of every sound landing copy; None for a copy whose sidecar is gone or damaged."""
    for sha256 in find_copies(folder):
        copy = find_copy(folder, sha256)
        if not _holds(copy, sha256):
            continue
        sidecar = None if next(_find_changed_sidecar(copy, sha256), None) else read_sidecar(copy)
        if sidecar is None:
            landed_at = datetime.fromtimestamp(copy.stat().st_mtime, UTC).replace(tzinfo=None)
            yield Landed(sha256, copy.name, copy.stat().st_size, copy, copy.absolute(), landed_at), None
            continue
        for one in sidecar.deliveries:
            yield Landed(sha256, one.name, sidecar.bytes, copy, one.origin, one.landed_at), one


def is_expired(copy: Path) -> bool:
    """Tell whether a landing copy is gone because it had been kept long enough; a damaged sidecar cannot say so."""
    with suppress(SourceError):
        sidecar = read_sidecar(copy)
        return sidecar is not None and sidecar.expired_at is not None and not copy.is_file()
    return False


def _delivery(path: Path, destination: Destination, place: int) -> Delivery:
    return Delivery(
        name=_legible(path.name),
        origin=Path(_legible(str(path.absolute()))),
        landed_at=datetime.now(UTC).replace(tzinfo=None),
        run_id=destination.run_id,
        night=destination.night,
        started_at=destination.started_at,
        place=place,
    )


def _legible(name: str) -> str:
    """Return a name as text: those of files may hold bytes that are none."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")


def _land(path: Path, folder: Path, delivery: Delivery) -> Landed:
    try:
        with temporary_file(folder, PREFIX) as (file, copied):
            sha256, size = _copy_steadily(path, file)
            target = find_copy(folder, sha256)
            recorded = _record(target, Sidecar(sha256, size, ()), delivery)
            if not _holds(target, sha256):
                place(copied, target)
                sync_folder(folder)
    except OSError as error:
        if error.errno in DISK_FAULTS:
            raise
        raise SourceError(f"{path} cannot be copied to {folder}: {error.strerror or error}") from error
    return Landed(sha256, delivery.name, size, target, recorded.origin, recorded.landed_at)


def _record(target: Path, empty: Sidecar, delivery: Delivery) -> Delivery:
    """Write a delivery into the sidecar, and return it as the sidecar has it."""
    target.parent.mkdir(mode=OWNER_ONLY, exist_ok=True)
    known = read_sidecar(target) or empty
    recorded = next((one for one in known.deliveries if one.identity == delivery.identity), None)
    if recorded is not None:
        return recorded
    write_sidecar(target, Sidecar(known.sha256, known.bytes, (*known.deliveries, delivery)))
    return delivery


def _copy_steadily(path: Path, copy: IO[bytes]) -> tuple[str, int]:
    """Copy `path` to disk and return its hash and size, sure that nobody wrote to it meanwhile."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        before = os.fstat(source.fileno())
        while piece := _read_piece(source):
            digest.update(piece)
            copy.write(piece)
        size = source.tell()
    after = path.stat()
    if (before.st_size, before.st_mtime_ns, before.st_ino) != (size, after.st_mtime_ns, after.st_ino):
        raise SourceError(f"{path} changed while it was copied; run again when it is complete")
    flush(copy)
    return digest.hexdigest(), size


def _read_piece(source: IO[bytes]) -> bytes:
    try:
        return source.read(PIECE)
    except OSError as error:
        raise SourceError(f"{source.name} cannot be read: {error.strerror or error}") from error


def _find_changed_sidecar(copy: Path, sha256: str) -> Iterator[str]:
    try:
        sidecar = read_sidecar(copy)
    except SourceError as error:
        yield str(error)
        return
    if sidecar is None:
        yield f"landing copy {copy} has no sidecar: nobody knows which night it belongs to"
    elif sidecar.sha256 != sha256:
        yield f"the sidecar of landing copy {copy} is another copy's"


def find_copies(folder: Path) -> list[str]:
    """Return the hash of every copy, or sidecar of a copy, in the landing folder."""
    names = {path.relative_to(folder).as_posix().removesuffix(SUFFIX) for path in folder.glob("??/*")}
    return sorted(name.replace("/", "") for name in names if COPY.fullmatch(name))


def _holds(target: Path, sha256: str) -> bool:
    """Whether `target` is there with the content its name promises; a damaged copy is replaced."""
    if not target.is_file():
        return False
    with target.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def find_copy(folder: Path, sha256: str) -> Path:
    """Return where the landing copy of a content lies, or would lie."""
    return folder / sha256[:2] / sha256[2:]
