"""What every reader is: how a row of its format is recognised, and how rows become records."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.records import LoggedConversation, PassedOver, SubmittedReport
from monitor.sources.options import ReadOptions
from monitor.sources.shapes import Shape

Fields = Mapping[str, Any]
Record = LoggedConversation | SubmittedReport
Recognise = Callable[[Fields, ReadOptions], bool]

RECORD_SHAPES = (Shape.JSON_LINES, Shape.JSON_ARRAY, Shape.JSON_OBJECT, Shape.PARQUET)


def whole(row: Fields) -> Iterator[Fields]:
    """Take a row as the one part it is."""
    yield row


def as_it_is(row: Fields, _options: ReadOptions) -> Fields:
    """Leave a row the names it has."""
    return row


def never(_part: Fields) -> bool:
    """Say no to any part."""
    return False


@dataclass(frozen=True, slots=True)
class Reader:
    """A format in which each part of a row is one record.

    `split` takes a row apart where one row carries many records. `read` raises RecordError if a part is unusable.
    """

    recognise: Recognise
    read: Callable[[Fields, ReadOptions], Record | PassedOver]
    shapes: tuple[Shape, ...] = RECORD_SHAPES
    split: Callable[[Fields], Iterable[Fields]] = whole


@dataclass(frozen=True, slots=True)
class Joiner:
    """A format in which a record is told in many parts, which may lie anywhere in the file: spans, deltas, events.

    `key` names what a part belongs to, or is None for one that stands alone; several names, such as a trace and the
    session it is part of, bring together all that share any of them. `join` gets all parts of one key in the order of
    the file; it raises RecordError if they are unusable together.

    `rename` gives the fields of a row the names this format knows them by, where the options say what a team calls
    them. A part without a key belongs to the last one before it that `opens` something, if there is one. What `borrows`
    takes, such as a request, is looked for in the other files of the delivery where a key has no part of that kind.
    """

    recognise: Recognise
    key: Callable[[Fields], str | tuple[str, ...] | None]
    join: Callable[[Sequence[Fields], ReadOptions], Iterable[Record | PassedOver]]
    shapes: tuple[Shape, ...] = RECORD_SHAPES
    split: Callable[[Fields], Iterable[Fields]] = whole
    rename: Callable[[Fields, ReadOptions], Fields] = as_it_is
    opens: Callable[[Fields], bool] = never
    borrows: Callable[[Fields], bool] = never
