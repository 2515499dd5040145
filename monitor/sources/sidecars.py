"""Beside each landing copy: where it came from, when, and into which runs, so that those can be run again."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from monitor.durable import write_file
from monitor.errors import SourceError

SUFFIX = ".json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One time that a file was delivered: its name and path then, and its place among the files of which run."""

    name: str
    origin: Path
    landed_at: datetime
    run_id: str
    night: date
    started_at: datetime
    place: int

    @property
    def identity(self) -> tuple[str, datetime, Path]:
        """What stays the same when a run that was killed lands the same file again."""
        return self.run_id, self.started_at, self.origin


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What is known of one landing copy; its deliveries are in the order they came.

    `expired_at` (UTC) says since when the copy is gone, as it had been kept long enough.
    """

    sha256: str
    bytes: int
    deliveries: tuple[Delivery, ...]
    expired_at: datetime | None = None


def sidecar_path(copy: Path) -> Path:
    """Return where the sidecar of a landing copy lies."""
    return copy.with_name(copy.name + SUFFIX)


def read_sidecar(copy: Path) -> Sidecar | None:
    """Read the sidecar of a landing copy; None when there is none.

    Raises SourceError when it is damaged.
    """
    path = sidecar_path(copy)
    try:
        said = json.loads(path.read_bytes())
        if said.pop("seal") != _seal(said):
            raise SourceError(f"{path} was changed: its seal is broken")
        deliveries = tuple(_delivery(one) for one in said["deliveries"])
        expired_at = None if said["expired_at"] is None else datetime.fromisoformat(said["expired_at"])
        return Sidecar(said["sha256"], said["bytes"], deliveries, expired_at)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SourceError(f"{path} is damaged: {error!r}") from error


def write_sidecar(copy: Path, sidecar: Sidecar) -> None:
    """Put the sidecar of a landing copy on disk, completely or not at all."""
    said = {
        "sha256": sidecar.sha256,
        "bytes": sidecar.bytes,
        "deliveries": _say(sidecar.deliveries),
        "expired_at": None if sidecar.expired_at is None else sidecar.expired_at.isoformat(),
    }
    text = json.dumps(said | {"seal": _seal(said)}, indent=1)
    write_file(sidecar_path(copy), f"{text}\n".encode())


def _say(deliveries: Sequence[Delivery]) -> list[dict[str, Any]]:
    return [
        {
            "name": one.name,
            "from": str(one.origin),
            "landed_at": one.landed_at.isoformat(),
            "run_id": one.run_id,
            "night": one.night.isoformat(),
            "started_at": one.started_at.isoformat(),
            "place": one.place,
        }
        for one in deliveries
    ]


def _delivery(said: dict[str, Any]) -> Delivery:
    return Delivery(
        name=said["name"],
        origin=Path(said["from"]),
        landed_at=datetime.fromisoformat(said["landed_at"]),
        run_id=said["run_id"],
        night=date.fromisoformat(said["night"]),
        started_at=datetime.fromisoformat(said["started_at"]),
        place=said["place"],
    )


def _seal(said: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
