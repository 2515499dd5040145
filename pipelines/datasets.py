"""Look at frozen dataset versions and approve them: `python -m pipelines.datasets list`."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import typer

from monitor.config import Settings, read_settings
from monitor.datasets import (
    LeakRules,
    approve,
    compare_versions,
    find_concentration,
    read_approval,
    read_changelog,
    read_version,
    read_versions,
    refuse_leaking,
)
from monitor.errors import DatasetError, MonitorError
from monitor.frozen import DatasetVersion
from monitor.ledger import Ledger, open_ledger
from monitor.records import Actor
from monitor.taxonomy import Permission
from pipelines.command import PROBLEMS_FOUND, ConfigOption, as_main, inert_line
from pipelines.leaks import leak_rules


class Action(StrEnum):
    """What to do with dataset versions."""

    LIST = "list"
    DIFF = "diff"
    LOG = "log"
    VERIFY = "verify"
    APPROVE = "approve"


def datasets_command(
    action: Annotated[Action, typer.Argument(help="What to do with them; each is told below.")],
    name: Annotated[str | None, typer.Argument(help="The dataset's name; default: all of them.")] = None,
    numbers: Annotated[list[int] | None, typer.Argument(help="Versions: two for diff, one for approve.")] = None,
    *,
    reason: Annotated[str, typer.Option(help="Why it is approved.")] = "",
    config: ConfigOption = None,
) -> None:
    """List, compare, verify and approve frozen dataset versions.

    `log` tells, newest first, what each version added (+), left out (-) and changed (~); `diff` compares any two.
    `verify` rebuilds every version from the ledger, compares its digest and looks for leaks by what is known now.
    `approve` lets the train side of a version be exported; it takes a second person, who promoted none of it (set
    MONITOR_ACTOR to their name).

    Examples: `monitor datasets list` · `monitor datasets log jailbreaks` · `monitor datasets diff jailbreaks 1 2`
    """
    settings = read_settings(config)
    with open_ledger(settings.ledger) as ledger:
        if action is Action.LIST:
            _write(_list_lines(ledger, name))
        elif action is Action.VERIFY:
            _verify(ledger, settings, name)
        elif action is Action.LOG:
            _write(_log_lines(ledger, name))
        elif action is Action.DIFF:
            older, newer = _numbered(name, numbers, 2)
            found = compare_versions(read_version(ledger, *older), read_version(ledger, *newer))
            _write(found.lines() or ("no difference",))
        else:
            (wanted,) = _numbered(name, numbers, 1)
            _approve(ledger, wanted, Actor(settings.actor, Permission.ANALYST), reason)


def _list_lines(ledger: Ledger, name: str | None) -> Iterator[str]:
    for version in read_versions(ledger, name=name):
        approval = read_approval(ledger, version)
        said = f"approved by {approval.actor}" if approval else "train side not approved"
        yield (
            f"{version.name} {version.number}: {len(version.eval_ids)} eval · {len(version.train_ids)} train · "
            f"{version.frozen_at:%Y-%m-%d} · {version.digest[:12]} · {said if version.train_ids else 'no train side'}"
        )


def _log_lines(ledger: Ledger, name: str | None) -> Iterator[str]:
    if name is None:
        raise DatasetError("name the dataset whose log you want, as in `monitor datasets log jailbreaks`")
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


def _approve(ledger: Ledger, wanted: tuple[str, int], actor: Actor, reason: str) -> None:
    frozen = read_version(ledger, *wanted)
    for share in find_concentration(frozen.examples):
        notable = "  (look at this)" if share.is_notable else ""
        _write([f"{share.count} of {share.of} train examples are of one {share.among}: {share.name}{notable}"])
    approve(ledger, frozen, actor=actor, reason=reason)
    _write([f"{frozen.version.name} version {frozen.version.number} is approved by {actor.name}"])


def _numbered(name: str | None, numbers: list[int] | None, count: int) -> list[tuple[str, int]]:
    if name is None or len(numbers or []) != count:
        raise DatasetError(f"name the dataset and {count} version number{'s' if count > 1 else ''}, as in jailbreaks 1")
    return [(name, number) for number in numbers or []]


def _write(lines: Iterator[str] | tuple[str, ...] | list[str]) -> None:
    for line in lines:
        sys.stdout.write(inert_line(line) + "\n")


main = as_main(datasets_command)

if __name__ == "__main__":
    sys.exit(main())
