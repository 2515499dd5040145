"""Check that nothing stored was lost or changed: `python -m pipelines.verify`."""

import sys
from dataclasses import dataclass, field

import typer

from monitor.config import Settings, read_settings
from monitor.errors import MonitorError
from monitor.ledger import Verified, open_ledger, verify_ledger
from monitor.sources import find_changed_landings
from monitor.warehouse.checks import find_miscounts
from monitor.warehouse.connection import open_snapshot
from monitor.warehouse.digest import content_digest
from monitor.warehouse.landings import landings_frame
from pipelines.anchor import read_anchor
from pipelines.command import PROBLEMS_FOUND, ConfigOption, as_main, inert_line


@dataclass(slots=True)
class Verification:
    """What is not as it was stored; and what stands for all that is: a hash of the warehouse, the ledger's head."""

    problems: list[str] = field(default_factory=list)
    content: str | None = None
    ledger: Verified | None = None


def verify(settings: Settings) -> Verification:
    """Read everything that is stored: landing copies and sidecars, the whole snapshot, the ledger's hash chain."""
    verification = Verification()
    _verify_ledger(settings, verification)
    expected = _verify_snapshot(settings, verification)
    verification.problems += find_changed_landings(settings.landing, expected)
    return verification


def _verify_ledger(settings: Settings, verification: Verification) -> None:
    try:
        with open_ledger(settings.ledger) as ledger:
            verification.ledger = verify_ledger(ledger, anchor=read_anchor(settings.home))
    except MonitorError as error:
        verification.problems.append(f"ledger: {error}")


def _verify_snapshot(settings: Settings, verification: Verification) -> list[str]:
    """Return the hashes of the landing copies that there must be, as far as they can be read."""
    try:
        with open_snapshot(settings.published) as store:
            verification.content = content_digest(store)
            verification.problems += find_miscounts(store)
            return landings_frame(store)["sha256"].to_list()
    except MonitorError as error:
        verification.problems.append(f"warehouse: {error}")
        return []


def verify_command(config: ConfigOption = None) -> None:
    """Check every landing copy against its hash, the warehouse against its counts, and the ledger's hash chain.

    Example: `monitor verify`
    """
    verification = verify(read_settings(config))
    for problem in verification.problems:
        sys.stdout.write(inert_line(problem) + "\n")
    if not verification.problems:
        sys.stdout.write("verified: landing copies, warehouse counts and ledger are as they were stored\n")
    # Kept elsewhere, these find even a warehouse made anew with other content, or a ledger with every hash rewritten.
    if verification.content is not None:
        sys.stdout.write(f"warehouse: content {verification.content}\n")
    if verification.ledger is not None:
        sys.stdout.write(f"ledger: {verification.ledger.count} events, head {verification.ledger.head}\n")
    if verification.problems:
        raise typer.Exit(PROBLEMS_FOUND)


main = as_main(verify_command)

if __name__ == "__main__":
    sys.exit(main())
