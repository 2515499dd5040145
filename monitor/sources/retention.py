"""Landing copies removed when they have been kept long enough; their sidecars stay and say so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from monitor.durable import shred
from monitor.sources.landing import find_copies, find_copy, is_expired
from monitor.sources.sidecars import read_sidecar, write_sidecar


def expire_copies(folder: Path, *, before: datetime, at: datetime) -> int:
    """Remove every landing copy that was last delivered before a time, and return how many; times are UTC.

    The sidecar says so first: a killed expiry leaves nothing that looks lost, and the next one completes it. A copy
    without a sidecar stays, since nobody knows when it came. Raises SourceError for a damaged sidecar.
    """
    expired = 0
    for sha256 in find_copies(folder):
        copy = find_copy(folder, sha256)
        sidecar = read_sidecar(copy)
        if sidecar is not None and copy.is_file() and max(one.landed_at for one in sidecar.deliveries) < before:
            write_sidecar(copy, replace(sidecar, expired_at=at))
            shred(copy)
            expired += 1
    return expired


def find_expired(folder: Path) -> Iterator[str]:
    """Yield the hash of every landing copy that was removed because it had been kept long enough."""
    for sha256 in find_copies(folder):
        if is_expired(find_copy(folder, sha256)):
            yield sha256
