"""From a job function to a command: options, progress, clear errors and exit codes."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Protocol

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from monitor.config import Settings
from monitor.errors import LockedError, MonitorError
from monitor.records import Actor, RunNote
from monitor.taxonomy import Permission, label

OK = 0
REFUSED = 1
USAGE = 2
PROBLEMS_FOUND = 3
# What sysexits.h calls a temporary failure: try again later.
LOCKED = 75
INTERRUPTED = 130

EXIT_CODES = (
    "Exit codes: 0 done · 1 refused, nothing half-done · 2 wrong usage · 3 done, but problems were found · "
    "75 another run is at work · 130 interrupted."
)

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="Settings file; default: monitor.toml here, when there is one.")
]
PATHS_HELP = "Chat logs and reports: files, or folders that are searched for them."
PathsArgument = Annotated[list[Path], typer.Argument(help=PATHS_HELP)]

Command = Callable[..., None]


class Main(Protocol):
    """The entry point of one job."""

    def __call__(self, argv: Sequence[str] | None = None) -> int:
        """Run with these arguments, by default the program's own, and return the exit code."""


def run(app: typer.Typer, argv: Sequence[str] | None) -> int:
    """Run a command line and return its exit code; an error of ours is one line on stderr."""
    try:
        app(args=None if argv is None else list(argv))
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else OK
    except MonitorError as error:
        console = Console(stderr=True, highlight=False, soft_wrap=True)
        console.print("error:", inert_line(str(error)), style="red", markup=False)
        return LOCKED if isinstance(error, LockedError) else REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    return OK


def as_main(command: Command | typer.Typer) -> Main:
    """Return the `main(argv)` of one job, or of a few under one name, so that `python -m pipelines.<job>` runs it."""

    def main(argv: Sequence[str] | None = None) -> int:
        if isinstance(command, typer.Typer):
            return run(command, argv)
        app = new_app()
        app.command(epilog=EXIT_CODES)(command)
        return run(app, argv)

    return main


def new_app() -> typer.Typer:
    """Return an empty command line in our manner."""
    return typer.Typer(add_completion=False, no_args_is_help=False, rich_markup_mode="markdown")


class RateColumn(ProgressColumn):
    """The speed of a bar, in steps per second."""

    def render(self, task: Task) -> Text:
        """Return the speed, or nothing while it is unknown."""
        return Text("" if task.speed is None else f"{task.speed:,.0f}/s")


def end_with_problems(problems: Sequence[RunNote]) -> None:
    """Tell a person what went wrong with what a run was given, and exit non-zero if anything did."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    for note in problems:
        console.print(f"{label(note.kind)}:", inert_line(f"{note.subject}: {note.text}"), style="red", markup=False)
    if problems:
        raise typer.Exit(PROBLEMS_FOUND)


def actor_of(settings: Settings) -> Actor:
    """Return who decides on the command line: whom the settings name, as an analyst."""
    return Actor(settings.actor, Permission.ANALYST)


def inert_line(text: str) -> str:
    r"""Return hostile text as one line that no terminal obeys.

    >>> inert_line("a\x1b[2Jb\nc")
    'a\\x1b[2Jb\\nc'
    """
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Show bars with counts, rate and time left; nothing at all when nobody is watching."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bars:
        yield bars


def counts_line(step: str, counts: Mapping[str, int]) -> str:
    """Return one line that says what a step did.

    >>> counts_line("ingest", {"seen": 12, "inserted": 10, "known": 1, "rejected": 1})
    'ingest   seen 12 · inserted 10 · known 1 · rejected 1'
    """
    return f"{step:<8} " + " · ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in counts.items())
