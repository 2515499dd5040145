"""Which export of a set is the latest, as one small file per set and format that names its folder."""

import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from monitor.durable import flush, place, sync_folder

POINTER = re.compile(r"(?P<name>.+)-latest-(?P<format>[a-z_]+)")


def name_folder(name: str, number: int, format: str) -> str:
    """Return the name of an export's folder."""
    return f"{name}-v{number}-{format}"


def name_pointer(name: str, format: str) -> str:
    """Return the name of the file that names the latest export's folder."""
    return f"{name}-latest-{format}"


def latest_of(folders: Iterable[str], *, name: str, format: str) -> str | None:
    """Return the folder of the highest version among all that are there, whichever was exported last.

    >>> latest_of(["core-v9-csv", "core-v10-csv", "core-v11-avid"], name="core", format="csv")
    'core-v10-csv'
    """
    versions = (re.fullmatch(rf"{re.escape(name)}-v(\d+)-{re.escape(format)}", one) for one in folders)
    return max((one for one in versions if one), key=lambda one: int(one[1]), default=[None])[0]


def point_latest(folder: Path, *, name: str, format: str) -> None:
    """Let the pointer below a folder name the latest export there, at once, or take it away where there is none."""
    pointer = folder / name_pointer(name, format)
    latest = latest_of((path.name for path in folder.iterdir() if path.is_dir()), name=name, format=format)
    if latest is None:
        pointer.unlink(missing_ok=True)
        sync_folder(folder)
        return
    if pointer.is_file() and pointer.read_text(encoding="utf-8").strip() == latest:
        return
    written = folder / f".{pointer.name}-{secrets.token_hex(8)}"
    try:
        with written.open("xb") as file:
            file.write(f"{latest}\n".encode())
            flush(file)
        place(written, pointer)
    finally:
        written.unlink(missing_ok=True)


def repoint(folder: Path) -> None:
    """Let every pointer below a folder name what is still there."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        found = POINTER.fullmatch(path.name)
        if found and path.is_file():
            point_latest(folder, name=found["name"], format=found["format"])
