"""Check the machine, the model and the stores, and say what to fix: `python -m pipelines.doctor`."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import typer
from rich.console import Console

from monitor.config import Settings, read_settings
from monitor.detectors import DETECTORS
from monitor.embeddings import CANARIES
from monitor.errors import MonitorError
from monitor.ledger import open_ledger, verify_ledger
from monitor.warehouse.canaries import are_canaries_kept, read_cluster_encoders
from monitor.warehouse.connection import open_snapshot
from monitor.warehouse.runs import read_runs
from pipelines.command import PROBLEMS_FOUND, ConfigOption, as_main
from pipelines.encoders import encoder_named, refuse_changed

# A night of a few hundred thousand conversations needs about this much for landing, warehouse and snapshot.
NEEDED_BYTES = 5 * 1024**3
OLDEST_PYTHON = (3, 11)
# Rounding in bfloat16 moves a unit vector's length by less than this.
LENGTH_TOLERANCE = 1e-2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at; `fix` is None when it is well."""

    subject: str
    state: str
    fix: str | None = None


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything a nightly run and the dashboard need."""
    for check in CHECKS:
        try:
            yield check(settings)
        except MonitorError as error:
            yield Finding(check.__name__.removeprefix("_check_"), "failed", str(error))


def _check_python(_settings: Settings) -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    fix = None if sys.version_info >= OLDEST_PYTHON else "install Python 3.11 or newer"
    return Finding("python", version, fix)


def _check_home(settings: Settings) -> Finding:
    settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.home).free
    state = f"{settings.home.absolute()}, {free / 1024**3:.0f} GB free"
    if not os.access(settings.home, os.W_OK):
        return Finding("home", state, "make the home folder writable, or set MONITOR_HOME to one that is")
    return Finding("home", state, None if free > NEEDED_BYTES else "free at least 5 GB")


def _check_encoder(settings: Settings) -> Finding:
    encoder = encoder_named(settings.encoder)
    vector = encoder.encode(["Is the model well?"])[0]
    is_unit = abs(float(np.linalg.norm(vector)) - 1) < LENGTH_TOLERANCE
    return Finding("encoder", encoder.name, None if is_unit else "reinstall the model: its vectors are not unit length")


def _check_vectors(settings: Settings) -> Finding:
    if not settings.published.is_file():
        return Finding("vectors", "none yet")
    with open_snapshot(settings.published) as store:
        made_by = read_cluster_encoders(store)[-1:] if are_canaries_kept(store) else []
        if not made_by:
            return Finding("vectors", "nobody wrote down which encoder made them; the next night does")
        refuse_changed(store, settings)
    return Finding("vectors", f"made by {made_by[0].encoder}, whose {len(CANARIES)} canaries hold")


def _check_detectors(_settings: Settings) -> Finding:
    return Finding("detectors", f"{len(DETECTORS)} loaded with their heads")


def _check_snapshot(settings: Settings) -> Finding:
    with open_snapshot(settings.published) as store:
        runs = read_runs(store, limit=1)
    return Finding("snapshot", f"last night {runs[0].run_id}" if runs else "no finished run yet")


def _check_ledger(settings: Settings) -> Finding:
    with open_ledger(settings.ledger) as ledger:
        verified = verify_ledger(ledger)
    return Finding("ledger", f"{verified.count} events, chain unbroken")


CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    _check_python,
    _check_home,
    _check_encoder,
    _check_vectors,
    _check_detectors,
    _check_snapshot,
    _check_ledger,
)


def doctor_command(config: ConfigOption = None) -> None:
    """Check the machine, the model and the stores, and say what to fix.

    Example: `monitor doctor`
    """
    findings = list(examine(read_settings(config)))
    console = Console(highlight=False)
    for one in findings:
        console.print("✓" if one.fix is None else "✗", f"{one.subject:<10}", one.state, markup=False)
        if one.fix is not None:
            console.print(f"    fix: {one.fix}", markup=False)
    if any(one.fix is not None for one in findings):
        raise typer.Exit(PROBLEMS_FOUND)


main = as_main(doctor_command)

if __name__ == "__main__":
    sys.exit(main())
