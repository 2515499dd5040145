"""What a caller may choose about reading a source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.sources.columns import check_columns

# Room for a whole conversation of a long-context model (about two million tokens), far below memory.
MAX_LINE_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Name the columns of a flat table (our field to your column) and the longest line or row that is read.

    `companions` are the other files of the same delivery, where the requests to a batch of responses may lie. Raises
    ConfigError for a field that no table has.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    max_line_bytes: int = MAX_LINE_BYTES
    companions: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        """Check the column map."""
        check_columns(self.columns)
