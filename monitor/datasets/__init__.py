"""The curated set: examples promoted from cases, split without leaks, frozen as numbered versions."""

from monitor.datasets.erasure import (
    complete_erasures,
    count_erasable,
    erase_decisions,
    erased_by,
    find_held_in,
    read_erased,
    read_pending,
    read_recalled,
    read_tombstones,
)
from monitor.datasets.examples import ExampleRef, fold_example, read_example, read_examples
from monitor.datasets.families import Leak, find_families, find_leak
from monitor.datasets.promotion import edit_ideal, promote, undo_example, withdraw
from monitor.datasets.recalls import DOWNLOAD, read_exports, record_export
from monitor.datasets.versions import freeze, read_version, read_versions

__all__ = [
    "DOWNLOAD",
    "ExampleRef",
    "Leak",
    "complete_erasures",
    "count_erasable",
    "edit_ideal",
    "erase_decisions",
    "erased_by",
    "find_families",
    "find_held_in",
    "find_leak",
    "fold_example",
    "freeze",
    "promote",
    "read_erased",
    "read_example",
    "read_examples",
    "read_exports",
    "read_pending",
    "read_recalled",
    "read_tombstones",
    "read_version",
    "read_versions",
    "record_export",
    "undo_example",
    "withdraw",
]
