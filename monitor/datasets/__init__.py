"""The curated set: examples promoted from cases, split without leaks, frozen as numbered versions."""

from monitor.datasets.apart import read_apart, tell_apart, undo_apart
from monitor.datasets.approvals import approve, read_approval, revoke, with_approval
from monitor.datasets.assertions import edit_assertions, find_broken
from monitor.datasets.benchmarks import Known, find_known, read_names
from monitor.datasets.bonds import LeakRules
from monitor.datasets.checks import Check, read_checks, record_check
from monitor.datasets.composition import DIMENSIONS, Composition, compose, count_by
from monitor.datasets.concentration import Share, find_concentration
from monitor.datasets.contamination import MOST_WORDS, Contamination, Overlap, Place
from monitor.datasets.differences import Change, Difference, compare_versions, read_changelog
from monitor.datasets.drafts import draft_example, usually_expected
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
from monitor.datasets.examples import ExampleRef, fold_example, read_all, read_example, read_examples
from monitor.datasets.families import Leak, find_collision, find_families, find_leaks
from monitor.datasets.ideal_drafts import draft_ideal
from monitor.datasets.ideal_templates import ideal_template
from monitor.datasets.ideals import accept_ideal, edit_ideal
from monitor.datasets.lots import Lot
from monitor.datasets.many import Promotions, promote_many, undo_promotions
from monitor.datasets.ordinary import accepted, choose_twins, draft_ordinary
from monitor.datasets.promotion import promote, read_last_change, undo_example, withdraw
from monitor.datasets.recalls import DOWNLOAD, read_exports, record_export
from monitor.datasets.releases import Release, current_conditions
from monitor.datasets.repairs import read_repairs, refuse_leaking
from monitor.datasets.representatives import Candidates, Representative, choose_representatives
from monitor.datasets.versions import freeze, read_version, read_versions

__all__ = [
    "DIMENSIONS",
    "DOWNLOAD",
    "MOST_WORDS",
    "Candidates",
    "Change",
    "Check",
    "Composition",
    "Contamination",
    "Difference",
    "ExampleRef",
    "Known",
    "Leak",
    "LeakRules",
    "Lot",
    "Overlap",
    "Place",
    "Promotions",
    "Release",
    "Representative",
    "Share",
    "accept_ideal",
    "accepted",
    "approve",
    "choose_representatives",
    "choose_twins",
    "compare_versions",
    "complete_erasures",
    "compose",
    "count_by",
    "count_erasable",
    "current_conditions",
    "draft_example",
    "draft_ideal",
    "draft_ordinary",
    "edit_assertions",
    "edit_ideal",
    "erase_decisions",
    "erased_by",
    "find_broken",
    "find_collision",
    "find_concentration",
    "find_families",
    "find_held_in",
    "find_known",
    "find_leaks",
    "fold_example",
    "freeze",
    "ideal_template",
    "promote",
    "promote_many",
    "read_all",
    "read_apart",
    "read_approval",
    "read_changelog",
    "read_checks",
    "read_erased",
    "read_example",
    "read_examples",
    "read_exports",
    "read_last_change",
    "read_names",
    "read_pending",
    "read_recalled",
    "read_repairs",
    "read_tombstones",
    "read_version",
    "read_versions",
    "record_check",
    "record_export",
    "refuse_leaking",
    "revoke",
    "tell_apart",
    "undo_apart",
    "undo_example",
    "undo_promotions",
    "usually_expected",
    "with_approval",
    "withdraw",
]
