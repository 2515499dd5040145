"""The `monitor` command: every job by name."""

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import typer

from pipelines.command import EXIT_CODES, Command, new_app, run

# What carries out each command, in the module of its name. All of them take four seconds to import, so that only the
# one that is asked for is.
COMMANDS = {
    "nightly": "nightly_command",
    "dashboard": "dashboard_command",
    "export": "export_command",
    "datasets": "datasets_app",
    "contamination": "contamination_command",
    "report": "report_command",
    "verify": "verify_command",
    "rebuild": "rebuild_command",
    "erase": "erase_command",
    "doctor": "doctor_command",
    "migrate-encoder": "migrate_command",
    "ingest": "ingest_command",
    "detect": "detect_command",
    "embed": "embed_command",
    "compare": "compare_command",
    "cluster": "cluster_command",
    "judge": "judge_command",
    "link": "link_command",
    "teach": "teach_command",
    "rank": "rank_command",
    "watch": "watch_command",
    "explain": "explain_command",
}

HELP = """
Find out every morning what a chatbot got wrong yesterday.

A first night: `monitor nightly --each-night sample_logs`, then `monitor dashboard`.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the `monitor` command line and return its exit code."""
    given = sys.argv[1:] if argv is None else argv
    app = new_app()
    app.callback(help=HELP, epilog=EXIT_CODES)(lambda: None)
    asked = next((word for word in given if word in COMMANDS), None)
    if asked is not None:
        _add(app, asked)
    else:
        for name in COMMANDS:
            app.command(name, help=_summary(name))(lambda: None)
    return run(app, given)


def _add(app: typer.Typer, name: str) -> None:
    command: Command | typer.Typer = getattr(import_module(f"pipelines.{_stem(name)}"), COMMANDS[name])
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=name)
    else:
        app.command(name, epilog=EXIT_CODES)(command)


def _summary(name: str) -> str:
    """Return what the docstring of a command's module begins with; to import it would take its time."""
    source = Path(__file__).with_name(f"{_stem(name)}.py").read_text(encoding="utf-8")
    return source.split('"""')[1].split(": `")[0]


def _stem(name: str) -> str:
    return name.replace("-", "_")


if __name__ == "__main__":
    sys.exit(main())
