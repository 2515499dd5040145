"""An Inspect log in a ZIP archive, taken apart into small archives that are safe to hand to Inspect."""

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import zstandard

from monitor.errors import SourceError
from monitor.sources.reasons import Code
from monitor.sources.unpack import DEFAULT_LIMITS

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
# A finished log has the one, a log of a run that goes on or was cut off the other.
LOG_MEMBERS = ("header.json", "_journal/start.json")
# All that reading a damaged member, or JSON that is no log, can raise.
DAMAGE = (zipfile.BadZipFile, zlib.error, zstandard.ZstdError, EOFError, ValueError, LookupError, RuntimeError)


@dataclass(frozen=True, slots=True)
class LogMembers:
    """What an archive holds of a log: what is about all of it, and its samples.

    A sample that was run again stands in the archive once more; `superseded` are those that no longer count.
    """

    about: Sequence[zipfile.ZipInfo]
    samples: Sequence[zipfile.ZipInfo]
    superseded: Sequence[zipfile.ZipInfo]


def is_zip(stream: IO[bytes]) -> bool:
    """Whether the stream opens like a ZIP archive."""
    stream.seek(0)
    return stream.read(4) in ZIP_MAGIC


def find_members(stream: IO[bytes]) -> LogMembers:
    """Find the members of a log, before anything is unpacked.

    Raises SourceError if the archive is damaged, is no Inspect log, or says that it unpacks to too much.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except DAMAGE as error:
        raise SourceError(f"damaged ZIP archive: {error}") from error
    latest = {member.filename: member for member in members}
    about = [latest[name] for name in LOG_MEMBERS if name in latest]
    if not about:
        raise SourceError(f"{Code.PACKED_OTHERWISE}: a ZIP archive that is no Inspect log; unpack it first")
    packed_bytes = stream.seek(0, os.SEEK_END)
    most = min(DEFAULT_LIMITS.most_bytes, max(DEFAULT_LIMITS.harmless_bytes, DEFAULT_LIMITS.most_times * packed_bytes))
    if (size := sum(member.file_size for member in members)) > most:
        raise SourceError(
            f"{Code.UNPACKS_TO_TOO_MUCH}: an archive that unpacks to {size} bytes, at most {most} are unpacked"
        )
    samples = [one for one in members if one.filename.startswith("samples/") and one.filename.endswith(".json")]
    counting = [one for one in samples if latest[one.filename] is one]
    return LogMembers(about, counting, [one for one in samples if latest[one.filename] is not one])


def check_whole(archive: zipfile.ZipFile) -> None:
    """Raise SourceError if a member is damaged or is not called what the directory of the archive calls it."""
    try:
        damaged = archive.testzip()
    except DAMAGE as error:
        raise SourceError(f"damaged Inspect log: {error}") from error
    if damaged is not None:
        raise SourceError(f"damaged Inspect log: {damaged} is not what its checksum was taken of")


def batches(members: Iterable[zipfile.ZipInfo], *, most_bytes: int) -> Iterator[list[zipfile.ZipInfo]]:
    """Put members together as long as they unpack to no more than `most_bytes`."""
    batch: list[zipfile.ZipInfo] = []
    size = 0
    for member in members:
        if batch and size + member.file_size > most_bytes:
            yield batch
            batch, size = [], 0
        batch.append(member)
        size += member.file_size
    if batch:
        yield batch


def repack(archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], *, target: Path) -> Path:
    """Copy members of an archive into one without compression.

    Inspect unpacks a member to its end, wherever that is; here no more is unpacked than the archive has declared,
    and every checksum is compared. Raises SourceError for a damaged member.
    """
    try:
        with zipfile.ZipFile(target, "w") as plain:
            for member in members:
                with archive.open(member) as packed, plain.open(member.filename, "w", force_zip64=True) as copy:
                    shutil.copyfileobj(packed, copy)
    except DAMAGE as error:
        raise SourceError(f"damaged Inspect log: {error}") from error
    return target
