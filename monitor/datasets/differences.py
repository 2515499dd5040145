"""What changed between two frozen versions."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.datasets.examples import write_content
from monitor.records import Example, FrozenDataset


@dataclass(frozen=True, slots=True)
class Difference:
    """The ids of examples that the newer version adds and leaves out, and those it holds with other content."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]

    def lines(self) -> tuple[str, ...]:
        """Say it, one line per example."""
        return (
            *(f"+ {one}" for one in self.added),
            *(f"- {one}" for one in self.removed),
            *(f"~ {one}: {', '.join(fields)}" for one, fields in self.changed.items()),
        )


def compare_versions(older: FrozenDataset, newer: FrozenDataset) -> Difference:
    """Compare two frozen versions, example by example; a changed one is told with the fields that changed."""
    before = {one.example_id: one for one in older.examples}
    after = {one.example_id: one for one in newer.examples}
    both = {one: _changed(before[one], after[one]) for one in sorted(before.keys() & after.keys())}
    return Difference(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed={one: fields for one, fields in both.items() if fields},
    )


def _changed(before: Example, after: Example) -> tuple[str, ...]:
    old, new = write_content(before) | {"side": before.side}, write_content(after) | {"side": after.side}
    return tuple(name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name))
