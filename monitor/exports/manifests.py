"""What an export says of itself, and whether its files are still what it says."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from monitor.frozen import FrozenDataset
from monitor.records import Example
from monitor.taxonomy import Side

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One example that the format cannot hold, and why."""

    example_id: str
    side: Side
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in an export: how many examples of each side, what is not in it, and what its reader must know."""

    format: str
    counts: Mapping[Side, int]
    left_out: Sequence[LeftOut]
    notes: Sequence[str]


def write_manifest(frozen: FrozenDataset, contents: Contents, *, sha256: Mapping[str, str]) -> str:
    """Write what an export says of itself, with the checksum of every other file in it.

    Everything in it follows from the version and its approval, so that exporting it again gives the same bytes.
    """
    version, approval = frozen.version, frozen.approval
    said = {
        "dataset": version.name,
        "version": version.number,
        "content_digest": version.digest,
        "note": version.note,
        "frozen_by": version.frozen_by,
        "frozen_at": version.frozen_at.isoformat(),
        "replaces": version.replaces,
        "conditions": asdict(version.conditions),
        "detectors": sorted({detector for one in frozen.examples for detector in _detectors(one)}),
        "recipe": version.recipe,
        "unmet": version.unmet,
        "approval": approval and {"by": approval.actor, "at": approval.at.isoformat(), "reason": approval.reason},
        "format": contents.format,
        "counts": contents.counts,
        "sha256": sha256,
        "notes": contents.notes,
        "left_out": [asdict(one) for one in contents.left_out],
        "examples": [
            {"example_id": one.example_id, "side": one.side, "sha256": frozen.digests.get(one.example_id)}
            for one in sorted(frozen.examples, key=lambda example: example.example_id)
        ],
    }
    return f"{json.dumps(said, indent=2)}\n"


def read_checksums(folder: Path) -> dict[str, str]:
    """Return the checksum of every file in a folder, by its path in it."""
    files = sorted(path for path in folder.rglob("*") if not path.is_dir())
    return {path.relative_to(folder).as_posix(): _checksum(path) for path in files}


def find_damage(folder: Path) -> tuple[str, ...]:
    """Say what is wrong with an export, file by file; nothing where it is whole and unchanged."""
    try:
        said: Any = json.loads((folder / MANIFEST).read_bytes())
        promised = dict(said["sha256"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        return (f"{folder / MANIFEST} is no manifest: {error}",)
    found = read_checksums(folder)
    del found[MANIFEST]
    return tuple(
        f"{folder / name} is {'missing' if name not in found else 'not what was exported'}"
        for name in sorted(found.keys() | promised.keys())
        if found.get(name) != promised.get(name)
    )


def _detectors(example: Example) -> tuple[str, ...]:
    return () if example.provenance is None else example.provenance.detectors


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
