"""What an example of a format is: rows as its own tools write them, and how they are put into a file."""

import copy
import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

# Names and places from the outside in: the first is the number of the row.
Place = tuple[str | int, ...]

# A field that no reader knows, and what it says.
NEW_FIELD, NEW_VALUE = "zz_unheard_of", "said by nobody before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A small file of one format.

    `grows` are the objects in which a field nobody knows may turn up. `breaks` says which essential parts, all in the
    first record, are put out of order by which value.
    """

    rows: tuple[Any, ...]
    write: Callable[[Sequence[Any]], bytes]
    breaks: dict[Place, object]
    grows: tuple[Place, ...] = ((0,),)
    records: int = 2

    @property
    def content(self) -> bytes:
        return self.write(self.rows)

    def grown(self) -> dict[Place, bytes]:
        """Return the file with a new field, for each object that may get one."""
        return {place: self.changed((*place, NEW_FIELD), NEW_VALUE) for place in self.grows}

    def broken(self) -> dict[Place, bytes]:
        """Return the file with each of its essential parts out of order."""
        return {place: self.changed(place, value) for place, value in self.breaks.items()}

    def changed(self, place: Place, value: object) -> bytes:
        # One by one: rows may share what they hold, and only the first is to change.
        rows = [copy.deepcopy(row) for row in self.rows]
        inside: Any = rows
        for name in place[:-1]:
            inside = inside[name]
        inside[place[-1]] = value
        return self.write(rows)


def as_lines(rows: Sequence[Any]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_array(rows: Sequence[Any]) -> bytes:
    return json.dumps(list(rows)).encode()


def as_document(rows: Sequence[Any]) -> bytes:
    (row,) = rows
    return json.dumps(row, indent=2).encode()


def as_csv(rows: Sequence[dict[str, str]]) -> bytes:
    out = io.StringIO()
    table = csv.DictWriter(out, dict.fromkeys(name for row in rows for name in row), restval="")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()
