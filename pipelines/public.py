"""Public records that a package brings along, as a file that a run can load like any other."""

import json
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from monitor.durable import write_file
from monitor.errors import SourceError
from monitor.sources.strict_json import parse_json

FOLDER = "public"
# Package by the file of records in it; each is an extra of ours.
PUBLIC: dict[str, str] = {"genai-incidents": "genai_incidents/data/incidents.min.json"}
NOTICES = ("NOTICE-DATA", "LICENSE-DATA")


def write_public(name: str, home: Path) -> Path:
    """Write the records of an installed package below `home`, one per line, with its notices beside; return the file.

    Raises SourceError if we know no such package or if it is not installed.
    """
    if name not in PUBLIC:
        raise SourceError(f"unknown public records {name!r}; known: {', '.join(PUBLIC)}")
    package = _installed(name)
    whole = parse_json(Path(str(package.locate_file(PUBLIC[name]))).read_bytes())
    records = whole.get("incidents") if isinstance(whole, dict) else None
    if not isinstance(records, list):
        raise SourceError(f"{name} {package.version} holds no list of incidents")
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{name}-{package.version}"
    for notice in (file for file in package.files or () if file.name in NOTICES):
        write_file(folder / f"{stem}.{notice.name}.md", notice.read_binary())
    path = folder / f"{stem}.jsonl"
    write_file(path, "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in records).encode())
    return path


def _installed(name: str) -> Distribution:
    try:
        return distribution(name)
    except PackageNotFoundError:
        raise SourceError(f"{name} is not installed; `pip install 'chatbot-failure-monitor[incidents]'`") from None
