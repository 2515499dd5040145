"""What an export format is: the sides it may hold, how an example becomes records, and how records become files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.exports.new_folder import NewFolder
from monitor.frozen import DatasetVersion
from monitor.records import Example
from monitor.taxonomy import Side

Record = dict[str, Any]
# One example to its records; raises ExportError with the reason why it has none.
Writer = Callable[[Example], Sequence[Record]]

TRAINING = (Side.TRAIN,)
EVALUATION = (Side.EVAL,)
BOTH = tuple(Side)
# Files that go beside the data as they are; no module of ours, so that nothing here imports what they need.
TEMPLATES = Path(__file__).parents[1] / "templates"


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one frozen version, of every side that has any."""

    version: DatasetVersion
    records: Mapping[Side, Sequence[Record]]

    @property
    def title(self) -> str:
        """What the version is called in other tools: letters, digits, "-" and "_" only."""
        return f"{self.version.name}-v{self.version.number}"


@dataclass(frozen=True, slots=True)
class Format:
    """One export format; `notes` say in its manifest what a reader must know."""

    words: str
    sides: tuple[Side, ...]
    write: Writer
    pack: Callable[[Batch, NewFolder], None]
    notes: tuple[str, ...] = ()


def read_template(name: str) -> str:
    """Return a file that goes beside the data."""
    return (TEMPLATES / f"{name}.txt").read_text(encoding="utf-8")


def put_in(template: str, replacements: Mapping[str, str]) -> str:
    """Return a template with each of these parts, which it holds exactly once, replaced by another.

    >>> put_in("load, ask", {"ask": "ask twice"})
    'load, ask twice'
    """
    for old, new in replacements.items():
        if template.count(old) != 1:
            raise ValueError(f"the template does not hold {old!r} exactly once")
        template = template.replace(old, new)
    return template


def has_assertions(records: Iterable[Record]) -> bool:
    """Tell whether people wrote for any of these what must hold of every good answer."""
    return any(record.get("assertions") for record in records)
