"""Parts that belong together, brought together from anywhere in a file without holding the file in memory."""

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from monitor.sources.rows import RAW_KEPT, Row


@dataclass(slots=True)
class _Group:
    """Where the parts of one key lie in the spool, and the place of the row that brought the first of them."""

    first: Row
    places: list[int] = field(default_factory=list)


class Spool:
    """Parts by key, in a file; only their places are in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        """Keep the parts in `file`, which nobody else may write: they are pickled."""
        self._file = file
        self._groups: dict[object, _Group] = {}

    def add(self, row: Row, part: Mapping[str, Any], *, key: object) -> None:
        """Put a part of `row` with the others of its key."""
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group(Row(row.offset, row.line, {}, row.raw[:RAW_KEPT]))
        group.places.append(self._file.tell())
        pickle.dump(dict(part), self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def groups(self) -> Iterator[tuple[Row, list[dict[str, Any]]]]:
        """Yield the parts of each key in the order of the file, with the place of the first."""
        for group in self._groups.values():
            yield group.first, [self._load(place) for place in group.places]

    def _load(self, place: int) -> dict[str, Any]:
        self._file.seek(place)
        part: dict[str, Any] = pickle.load(self._file)
        return part
