"""What every reader is: a test whether a row is of its format, and a function from row to record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.records import LoggedConversation, SubmittedReport
from monitor.sources.options import ReadOptions
from monitor.sources.shapes import Shape

RECORD_SHAPES = (Shape.JSON_LINES, Shape.JSON_ARRAY, Shape.JSON_OBJECT, Shape.PARQUET)


@dataclass(frozen=True, slots=True)
class Reader:
    """One format: the shapes it comes in, how a row of it is recognised and how a row becomes a record.

    `read` raises RecordError if the row is unusable.
    """

    recognise: Callable[[Mapping[str, Any], ReadOptions], bool]
    read: Callable[[Mapping[str, Any], ReadOptions], LoggedConversation | SubmittedReport]
    shapes: tuple[Shape, ...] = RECORD_SHAPES
