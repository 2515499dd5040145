"""Write a frozen dataset version as files that other tools load: `python -m pipelines.export --dataset NAME`."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from monitor.config import read_settings
from monitor.datasets import read_version, read_versions, record_export, refuse_leaking, with_approval
from monitor.exports import WRITERS, Export, export_dataset, find_format, is_address, upload_export
from monitor.frozen import FrozenDataset
from monitor.ledger import open_ledger
from pipelines.command import ConfigOption, actor_of, as_main
from pipelines.leaks import leak_rules

FORMATS = ", ".join(WRITERS)
TO_HELP = "Folder to write below, or an address such as s3://bucket/sets; default: exports in the home folder."
VERSION_HELP = "Which frozen version; default: the latest."
# More is for the manifest, which names every one.
MOST_LEFT_OUT = 20


def export_command(  # noqa: PLR0913 - an old spelling of one option still works
    name: Annotated[str | None, typer.Argument(metavar="[DATASET]", help="The dataset's name.")] = None,
    *,
    dataset: Annotated[str | None, typer.Option(help="The same, as an option.")] = None,
    number: Annotated[int | None, typer.Option("--version", help=VERSION_HELP)] = None,
    file_format: Annotated[str, typer.Option("--format", help=f"One of: {FORMATS}.")] = "inspect",
    to: Annotated[str | None, typer.Option(help=TO_HELP)] = None,
    config: ConfigOption = None,
) -> None:
    """Write a frozen dataset version, each side to a file of its own, with a manifest.

    Example: `monitor export --dataset jailbreaks --version 1 --format trl_dpo --to ./sets`
    """
    settings = read_settings(config)
    place = str(Path(to or settings.exports).absolute()) if to is None or not is_address(to) else to
    with open_ledger(settings.ledger) as ledger:
        chosen = _one_name(name, dataset)
        frozen = read_version(ledger, chosen, number or len(read_versions(ledger, name=chosen)))
        frozen = with_approval(ledger, frozen, find_format(file_format).sides)
        with leak_rules(settings) as rules:
            refuse_leaking(ledger, frozen, rules)
        actor = actor_of(settings)
        record_export(ledger, frozen.version, format=file_format, to=place, actor=actor)
    export, written = _write(frozen, file_format, place)
    counted = " · ".join(f"{side} {count}" for side, count in export.counts.items())
    sys.stdout.write(f"wrote {written}: {counted}\n")
    for one in export.left_out[:MOST_LEFT_OUT]:
        sys.stdout.write(f"left out {one.example_id}: {one.reason}\n")
    if len(export.left_out) > MOST_LEFT_OUT:
        sys.stdout.write(f"left out {len(export.left_out) - MOST_LEFT_OUT:,} more; manifest.json names them\n")


def _one_name(name: str | None, dataset: str | None) -> str:
    given = {one for one in (name, dataset) if one is not None}
    if len(given) != 1:
        raise typer.BadParameter("name one dataset, such as `--dataset jailbreaks`")
    return given.pop()


def _write(frozen: FrozenDataset, file_format: str, place: str) -> tuple[Export, str]:
    if not is_address(place):
        export = export_dataset(frozen, format=file_format, folder=Path(place))
        return export, str(export.folder)
    with TemporaryDirectory() as scratch:
        export = export_dataset(frozen, format=file_format, folder=Path(scratch))
        return export, upload_export(export.folder, to=place, name=frozen.version.name, format=file_format)


main = as_main(export_command)

if __name__ == "__main__":
    sys.exit(main())
