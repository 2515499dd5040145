"""Write a frozen dataset version as files that other tools load: `python -m pipelines.export NAME`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.config import read_settings
from monitor.datasets import read_version, read_versions, record_export
from monitor.exports import WRITERS, export_dataset
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Permission
from pipelines.command import ConfigOption, as_main

FORMATS = ", ".join(WRITERS)


def export_command(
    name: Annotated[str, typer.Argument(help="The dataset's name.")],
    *,
    number: Annotated[int | None, typer.Option("--version", help="Which frozen version; default: the latest.")] = None,
    file_format: Annotated[str, typer.Option("--format", help=f"One of: {FORMATS}.")] = "inspect",
    to: Annotated[Path | None, typer.Option(help="Folder to write below; default: exports in the home folder.")] = None,
    config: ConfigOption = None,
) -> None:
    """Write a frozen dataset version, each side to a file of its own, with a manifest.

    Example: `monitor export jailbreaks --version 1 --format trl_dpo --to ./sets`
    """
    settings = read_settings(config)
    folder = (to or settings.exports).absolute()
    with open_ledger(settings.ledger) as ledger:
        frozen = read_version(ledger, name, number or len(read_versions(ledger, name=name)))
        actor = Actor(settings.actor, Permission.ANALYST)
        record_export(ledger, frozen.version, format=file_format, to=str(folder), actor=actor)
    export = export_dataset(frozen, format=file_format, folder=folder)
    counted = " · ".join(f"{side} {count}" for side, count in export.counts.items())
    sys.stdout.write(f"wrote {export.folder}: {counted}\n")
    for one in export.left_out:
        sys.stdout.write(f"left out {one.example_id}: {one.reason}\n")


main = as_main(export_command)

if __name__ == "__main__":
    sys.exit(main())
