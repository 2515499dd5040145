"""Check that nothing stored was lost or changed: `python -m pipelines.verify`."""

import sys
from collections.abc import Iterator

import typer

from monitor.config import Settings, read_settings
from monitor.errors import MonitorError
from monitor.ledger import open_ledger, verify_ledger
from monitor.sources import find_changed_landings
from monitor.warehouse.checks import find_miscounts
from monitor.warehouse.connection import open_snapshot
from monitor.warehouse.landings import landings_frame
from pipelines.command import PROBLEMS_FOUND, ConfigOption, as_main


def find_problems(settings: Settings) -> Iterator[str]:
    """Yield each thing that is not as it was stored: landing copies, warehouse counts, the ledger's hash chain."""
    yield from _checked_ledger(settings)
    try:
        with open_snapshot(settings.published) as store:
            yield from find_miscounts(store)
            expected = landings_frame(store)["sha256"].to_list()
    except MonitorError as error:
        yield f"warehouse: {error}"
        return
    yield from find_changed_landings(settings.landing, expected)


def _checked_ledger(settings: Settings) -> Iterator[str]:
    try:
        with open_ledger(settings.ledger) as ledger:
            verify_ledger(ledger)
    except MonitorError as error:
        yield f"ledger: {error}"


def verify_command(config: ConfigOption = None) -> None:
    """Check every landing copy against its hash, the warehouse against its counts, and the ledger's hash chain.

    Example: `monitor verify`
    """
    settings = read_settings(config)
    problems = list(find_problems(settings))
    for problem in problems:
        sys.stdout.write(problem + "\n")
    if problems:
        raise typer.Exit(PROBLEMS_FOUND)
    with open_ledger(settings.ledger) as ledger:
        verified = verify_ledger(ledger)
    sys.stdout.write("verified: landing copies, warehouse counts and ledger are as they were stored\n")
    # Kept elsewhere, these two find even a ledger whose hashes were all rewritten.
    sys.stdout.write(f"ledger: {verified.count} events, head {verified.head}\n")


main = as_main(verify_command)

if __name__ == "__main__":
    sys.exit(main())
