"""Remove somebody from everywhere: `python -m pipelines.erase --user anna --reason "asked by letter"`."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from monitor.config import Settings, read_settings
from monitor.datasets import (
    count_erasable,
    erase_decisions,
    find_held_in,
    read_erased,
    read_exports,
    read_recalled,
    read_versions,
)
from monitor.erased import Erased
from monitor.errors import LedgerError, StoreError
from monitor.ledger import Ledger, open_ledger
from monitor.records import Actor
from monitor.redaction import identify_person, load_key, redact_texts
from monitor.warehouse.connection import Store, open_working
from monitor.warehouse.erasure import count_gone, find_erased, find_named, is_person, is_report, read_external_ids
from pipelines.command import ConfigOption, actor_of, as_main, counts_line, inert_line
from pipelines.eraser import remove_words, write_words
from pipelines.erasure import complete
from pipelines.job import refuse_lost
from pipelines.lock import hold_lock

# A shorter name or id may stand in any line by chance.
LEAST_TELLING = 6


@dataclass(frozen=True, slots=True)
class Request:
    """Who and what somebody asked to erase, as they named it."""

    users: tuple[str, ...] = ()
    conversations: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that was named."""
        return (*self.users, *self.conversations, *self.reports)


@dataclass(frozen=True, slots=True)
class Found:
    """What a request comes to: who and what goes, words that tie unreadable lines to it, and how much there is."""

    erased: Erased
    words: tuple[str, ...]
    counts: dict[str, int]


def find(settings: Settings, request: Request, *, ledger: Ledger) -> Found:
    """Find everybody and everything that is named.

    Raises StoreError for a name that is nowhere, or that several conversations bear.
    """
    refuse_lost(settings)
    known = read_erased(ledger)
    with open_working(settings.working, memory_limit=settings.memory_limit) as store:
        named = Erased(
            users=frozenset(_find_user(store, settings, name, known) for name in request.users),
            conversations=frozenset(_find_conversation(store, settings, name, known) for name in request.conversations),
            reports=frozenset(_find_report(store, name, known) for name in request.reports),
        )
        erased = find_erased(store, named)
        words = {*request.users, *read_external_ids(store, erased)}
        counts = count_gone(store, erased)
    counts |= count_erasable(ledger, erased)
    return Found(erased, tuple(sorted(word for word in words if len(word) >= LEAST_TELLING)), counts)


def erase(settings: Settings, found: Found, *, actor: Actor, reason: str) -> None:
    """Record the erasure, then take what was found out of everywhere; run again after a kill, it is completed."""
    write_words(settings.home, found.words)
    with open_ledger(settings.ledger) as ledger:
        erase_decisions(ledger, found.erased, actor=actor, reason=reason)
    if not complete(settings, actor=actor):
        remove_words(settings.home)


def recall_lines(ledger: Ledger) -> Iterator[str]:
    """Say which frozen versions can no longer be loaded, what replaces each, and who took it where."""
    recalled = read_recalled(ledger)
    heirs = {(one.name, one.replaces): one.number for one in read_versions(ledger) if one.replaces is not None}
    for name, number in recalled:
        heir = heirs.get((name, number))
        left = "nothing of it is left" if heir is None else f"version {heir} replaces it"
        yield f"recalled: {name} version {number}; {left}"
    for one in read_exports(ledger, recalled):
        taken = f"{one.name} version {one.number} as {one.format}"
        yield f"recall from {one.actor}: {taken}, taken {one.at:%Y-%m-%d %H:%M} UTC to {one.to}"


def erase_command(  # noqa: PLR0913 - three ways to name somebody, each an option
    *,
    user: Annotated[list[str] | None, typer.Option(help="As the logs name them, or the hash shown here.")] = None,
    conversation: Annotated[list[str] | None, typer.Option(help="Its id, ours or the log's.")] = None,
    report: Annotated[list[str] | None, typer.Option(help="The report's id.")] = None,
    reason: Annotated[str, typer.Option(help="Why; kept for good, so name nobody in it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    config: ConfigOption = None,
) -> None:
    """Remove somebody from landing copies, warehouse, decisions, examples and every frozen version that held them.

    Shows first what would go. Versions that held them are frozen anew without them, and who exported one is listed.
    They are not loaded again. A killed erasure is completed by the same command, or by the next `monitor nightly`.

    Example: `monitor erase --user anna --reason "asked by letter of 3 November"`
    """
    settings = read_settings(config)
    request = Request(tuple(user or ()), tuple(conversation or ()), tuple(report or ()))
    _refuse_telling(request, reason)
    with hold_lock(settings.home):
        with open_ledger(settings.ledger) as ledger:
            found = find(settings, request, ledger=ledger)
            for line in _preview_lines(ledger, found):
                sys.stdout.write(inert_line(line) + "\n")
        if not yes:
            typer.confirm("Erase this for good?", abort=True)
        (clean,) = redact_texts([reason], region=settings.default_region)
        erase(settings, found, actor=actor_of(settings), reason=clean)
    with open_ledger(settings.ledger) as ledger:
        for line in recall_lines(ledger):
            sys.stdout.write(inert_line(line) + "\n")


def _preview_lines(ledger: Ledger, found: Found) -> Iterator[str]:
    yield counts_line("erase", found.counts)
    for name, number in find_held_in(ledger, found.erased):
        exports = len(read_exports(ledger, {(name, number)}))
        yield f"{name} version {number} holds some of it, and was exported {exports} times"


def _refuse_telling(request: Request, reason: str) -> None:
    if not request.words:
        raise typer.BadParameter("name somebody: --user, --conversation or --report")
    if not reason.strip():
        raise typer.BadParameter("an erasure needs a reason")
    if any(name.casefold() in reason.casefold() for name in request.words):
        raise LedgerError("the reason is kept for good: leave out of it whom or what it is about")


def _find_user(store: Store, settings: Settings, name: str, known: Erased) -> str:
    hashed = identify_person(name, key=load_key(settings.home)) or ""
    for one in (name, hashed):
        if one in known.users or is_person(store, one):
            return one
    raise StoreError(f"no conversation or report is by {name!r}; name them as the logs do, or by the hash shown here")


def _find_conversation(store: Store, settings: Settings, name: str, known: Erased) -> str:
    if name in known.conversations:
        return name
    (redacted,) = redact_texts([name], region=settings.default_region)
    found = find_named(store, name, redacted=redacted)
    if len(found) == 1:
        return found[0]
    if found:
        raise StoreError(f"{len(found)} conversations are called {name!r}; name one of: {_listed(found)}")
    raise StoreError(f"there is no conversation {name!r}")


def _find_report(store: Store, name: str, known: Erased) -> str:
    if name in known.reports or is_report(store, name):
        return name
    raise StoreError(f"there is no report {name!r}")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


main = as_main(erase_command)

if __name__ == "__main__":
    sys.exit(main())
