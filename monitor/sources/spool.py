"""Parts that belong together, brought together from anywhere in a file without holding the file in memory."""

import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from monitor.sources.rows import RAW_KEPT, Row

# A trace has some hundred spans and a chat some hundred turns; this many still fit in memory.
MOST_PARTS, MOST_BYTES = 50_000, 64 << 20


@dataclass(slots=True)
class _Group:
    """Where the parts of one key, or of several, lie in the spool, and the row that brought the first of them."""

    first: Row
    places: list[int] = field(default_factory=list)
    keys: dict[object, None] = field(default_factory=dict)
    bytes: int = 0

    @property
    def is_full(self) -> bool:
        """Whether it holds more than can be read at once."""
        return len(self.places) > MOST_PARTS or self.bytes > MOST_BYTES

    def take(self, other: "_Group") -> None:
        """Join what another group holds to this one."""
        self.first = min(self.first, other.first, key=lambda row: row.offset)
        self.places.extend(other.places)
        self.bytes += other.bytes


class Spool:
    """Parts by key, in a file; only their places are in memory."""

    def __init__(self, file: IO[bytes]) -> None:
        """Keep the parts in `file`, which nobody else may write: they are pickled."""
        self._file = file
        self._groups: dict[object, _Group] = {}

    def add(self, row: Row, part: Mapping[str, Any], *, keys: Iterable[object]) -> None:
        """Put a part of `row` with the others of any of its keys."""
        named = list(keys)
        known = {id(self._groups[key]): self._groups[key] for key in named if key in self._groups}
        group, *others = known.values() or [_Group(Row(row.offset, row.line, {}, row.raw[:RAW_KEPT]))]
        for other in others:
            group.take(other)
        for key in (*named, *(key for other in others for key in other.keys)):
            self._groups[key] = group
            group.keys[key] = None
        if group.is_full:
            return
        place = self._file.tell()
        pickle.dump(dict(part), self._file, protocol=pickle.HIGHEST_PROTOCOL)
        group.places.append(place)
        group.bytes += self._file.tell() - place

    def groups(self) -> Iterator[tuple[Row, list[dict[str, Any]]]]:
        """Yield the parts of each key in the order of the file, with the place of the first.

        Of a key with more parts than can be read at once there are none.
        """
        for group in {id(group): group for group in self._groups.values()}.values():
            yield group.first, [] if group.is_full else [self._load(place) for place in sorted(group.places)]

    def _load(self, place: int) -> dict[str, Any]:
        self._file.seek(place)
        part: dict[str, Any] = pickle.load(self._file)
        return part
