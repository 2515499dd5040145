"""Freeze dataset versions, look at them and approve them: `python -m pipelines.datasets list`."""

import sys
from collections.abc import Iterator
from functools import partial
from typing import Annotated

import typer

from monitor.config import Recipe, Settings, read_settings
from monitor.datasets import (
    LeakRules,
    Release,
    approve,
    compare_versions,
    current_conditions,
    find_concentration,
    freeze,
    read_approval,
    read_changelog,
    read_version,
    read_versions,
    refuse_leaking,
)
from monitor.embeddings import PACKAGED
from monitor.errors import DatasetError, MonitorError
from monitor.frozen import DatasetVersion
from monitor.ledger import Ledger, open_ledger
from pipelines.command import EXIT_CODES, PROBLEMS_FOUND, ConfigOption, actor_of, as_main, inert_line, new_app
from pipelines.encoders import encoder_named
from pipelines.leaks import leak_rules

HELP = """
Freeze the curated set as numbered versions; list, compare, verify and approve them.

Examples: `monitor datasets freeze jailbreaks --note "August"` · `monitor datasets diff jailbreaks 1 2`
"""
NameArgument = Annotated[str, typer.Argument(help="The dataset's name.")]
AnyNameArgument = Annotated[str | None, typer.Argument(help="The dataset's name; default: all of them.")]
NumberArgument = Annotated[int, typer.Argument(help="Which version.")]
NOTE_HELP = "What is new in it."
RECIPE_HELP = "Recipe of the train side, by its name in the settings; default: every example is taken."

datasets_app = new_app()
datasets_app.callback(help=HELP, epilog=EXIT_CODES)(lambda: None)
command = partial(datasets_app.command, epilog=EXIT_CODES)


@command("list")
def list_command(name: AnyNameArgument = None, *, config: ConfigOption = None) -> None:
    """List the frozen versions, oldest first."""
    with open_ledger(read_settings(config).ledger) as ledger:
        _write(_list_lines(ledger, name))


@command("log")
def log_command(name: NameArgument, *, config: ConfigOption = None) -> None:
    """Tell, newest first, what each version added (+), left out (-) and changed (~)."""
    with open_ledger(read_settings(config).ledger) as ledger:
        _write(_log_lines(ledger, name))


@command("diff")
def diff_command(
    name: NameArgument, older: NumberArgument, newer: NumberArgument, *, config: ConfigOption = None
) -> None:
    """Tell what one version has that another has not."""
    with open_ledger(read_settings(config).ledger) as ledger:
        found = compare_versions(read_version(ledger, name, older), read_version(ledger, name, newer))
        _write(found.lines() or ("no difference",))


@command("verify")
def verify_command(name: AnyNameArgument = None, *, config: ConfigOption = None) -> None:
    """Rebuild every version from the ledger, compare its digest and look for leaks by what is known now."""
    settings = read_settings(config)
    with open_ledger(settings.ledger) as ledger:
        _verify(ledger, settings, name)


@command("freeze")
def freeze_command(
    name: NameArgument,
    *,
    note: Annotated[str, typer.Option(help=NOTE_HELP)] = "",
    recipe: Annotated[str | None, typer.Option(help=RECIPE_HELP)] = None,
    config: ConfigOption = None,
) -> None:
    """Freeze the curated set as the next version of a dataset, unless anything of it is on both sides.

    A version never changes. Who freezes is who `MONITOR_ACTOR` names.
    """
    settings = read_settings(config)
    with open_ledger(settings.ledger) as ledger, leak_rules(settings) as rules:
        conditions = current_conditions(settings, encoder=encoder_named(PACKAGED).name)
        release = Release(note, conditions, _recipe(settings, recipe))
        version = freeze(ledger, name, actor=actor_of(settings), rules=rules, release=release)
    _write([f"{version.name} {version.number}: {len(version.eval_ids)} eval · {len(version.train_ids)} train"])
    _write([f"  unmet: {one}" for one in version.unmet])


@command("approve")
def approve_command(
    name: NameArgument,
    number: NumberArgument,
    *,
    reason: Annotated[str, typer.Option(help="Why it is approved.")] = "",
    config: ConfigOption = None,
) -> None:
    """Let the train side of a version be exported, after telling whose words it is made of.

    It takes a second person, who promoted none of it: set `MONITOR_ACTOR` to their name.
    """
    settings = read_settings(config)
    with open_ledger(settings.ledger) as ledger:
        frozen = read_version(ledger, name, number)
        for share in find_concentration(frozen.examples):
            notable = "  (look at this)" if share.is_notable else ""
            _write([f"{share.count} of {share.of} train examples are of one {share.among}: {share.name}{notable}"])
        approve(ledger, frozen, actor=actor_of(settings), reason=reason)
    _write([f"{name} version {number} is approved by {settings.actor}"])


def _list_lines(ledger: Ledger, name: str | None) -> Iterator[str]:
    for version in read_versions(ledger, name=name):
        approval = read_approval(ledger, version)
        said = f"approved by {approval.actor}" if approval else "train side not approved"
        yield (
            f"{version.name} {version.number}: {len(version.eval_ids)} eval · {len(version.train_ids)} train · "
            f"{version.frozen_at:%Y-%m-%d} · {version.digest[:12]} · {said if version.train_ids else 'no train side'}"
        )


def _log_lines(ledger: Ledger, name: str) -> Iterator[str]:
    for change in read_changelog(ledger, name):
        version = change.version
        note = f": {version.note}" if version.note else ""
        yield f"{name} {version.number}, {version.frozen_at:%Y-%m-%d}, by {version.frozen_by}{note}"
        lines = change.difference.lines() if change.difference else ("it or the one before it was recalled",)
        yield from (f"  {line}" for line in lines or ("nothing changed",))


def _verify(ledger: Ledger, settings: Settings, name: str | None) -> None:
    bad = 0
    with leak_rules(settings) as rules:
        for version in read_versions(ledger, name=name):
            said = _problem(ledger, version, rules)
            bad += said is not None
            _write([f"{version.name} {version.number}: {said or 'ok'}"])
    if bad:
        raise typer.Exit(PROBLEMS_FOUND)


def _problem(ledger: Ledger, version: DatasetVersion, rules: LeakRules) -> str | None:
    try:
        refuse_leaking(ledger, read_version(ledger, version.name, version.number), rules)
    except MonitorError as error:
        return str(error)
    return None


def _recipe(settings: Settings, name: str | None) -> Recipe | None:
    if name is not None and name not in settings.recipes:
        raise DatasetError(f"there is no recipe {name!r}; known: {', '.join(sorted(settings.recipes))}")
    return None if name is None else settings.recipes[name]


def _write(lines: Iterator[str] | tuple[str, ...] | list[str]) -> None:
    for line in lines:
        sys.stdout.write(inert_line(line) + "\n")


main = as_main(datasets_app)

if __name__ == "__main__":
    sys.exit(main())
