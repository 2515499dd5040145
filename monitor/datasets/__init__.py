"""The curated set: examples promoted from cases, split without leaks, frozen as numbered versions."""

from monitor.datasets.examples import ExampleRef, fold_example, read_example, read_examples
from monitor.datasets.families import Leak, find_families, find_leak
from monitor.datasets.promotion import edit_ideal, promote, undo_example, withdraw
from monitor.datasets.versions import freeze, read_version, read_versions

__all__ = [
    "ExampleRef",
    "Leak",
    "edit_ideal",
    "find_families",
    "find_leak",
    "fold_example",
    "freeze",
    "promote",
    "read_example",
    "read_examples",
    "read_version",
    "read_versions",
    "undo_example",
    "withdraw",
]
