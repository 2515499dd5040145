"""What a person must repair: families that have come to stand on both sides by what is known now."""

from monitor.datasets.apart import with_apart
from monitor.datasets.bonds import LeakRules
from monitor.datasets.examples import read_all
from monitor.datasets.families import Leak, find_leaks, refusal
from monitor.frozen import FrozenDataset
from monitor.ledger import Ledger


def read_repairs(ledger: Ledger, rules: LeakRules) -> tuple[Leak, ...]:
    """Find every family of the curated set that is on both sides; examples are never moved to repair it."""
    return find_leaks(read_all(ledger), with_apart(ledger, rules))


def refuse_leaking(ledger: Ledger, frozen: FrozenDataset, rules: LeakRules) -> None:
    """Raise LeakError when a frozen version holds a family on both sides by what is known now.

    It was free of leaks when it was frozen, by what was known then.
    """
    leaks = find_leaks(frozen.examples, with_apart(ledger, rules))
    if leaks:
        raise refusal(*leaks)
