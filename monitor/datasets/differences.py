"""What changed between two frozen versions."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.datasets.erasure import read_recalled
from monitor.datasets.examples import write_content
from monitor.datasets.versions import read_version, read_versions
from monitor.frozen import DatasetVersion, FrozenDataset
from monitor.ledger import Ledger
from monitor.records import Example


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


@dataclass(frozen=True, slots=True)
class Change:
    """What a version changed since the one before; None where one of the two was recalled."""

    version: DatasetVersion
    difference: Difference | None


def compare_versions(older: FrozenDataset | None, newer: FrozenDataset) -> Difference:
    """Compare two frozen versions, example by example; a changed one is told with the fields that changed.

    Before the first version there was nothing.
    """
    before = {one.example_id: one for one in older.examples} if older else {}
    after = {one.example_id: one for one in newer.examples}
    both = {one: _changed(before[one], after[one]) for one in sorted(before.keys() & after.keys())}
    return Difference(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed={one: fields for one, fields in both.items() if fields},
    )


def read_changelog(ledger: Ledger, name: str) -> tuple[Change, ...]:
    """Tell what each version of a dataset changed since the one before, newest first."""
    versions = read_versions(ledger, name=name)
    recalled = set(read_recalled(ledger))
    frozen = {
        one.number: read_version(ledger, name, one.number) for one in versions if (name, one.number) not in recalled
    }
    before = [None, *(frozen.get(one.number) for one in versions)]
    changes = []
    for version, older in zip(versions, before, strict=False):
        newer = frozen.get(version.number)
        comparable = newer is not None and (older is not None or version.number == 1)
        changes.append(Change(version, compare_versions(older, newer) if newer and comparable else None))
    return tuple(reversed(changes))


def _changed(before: Example, after: Example) -> tuple[str, ...]:
    old, new = write_content(before) | {"side": before.side}, write_content(after) | {"side": after.side}
    return tuple(name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name))
