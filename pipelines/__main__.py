"""The `monitor` command: every job by name."""

import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from pipelines.command import EXIT_CODES, Command, new_app, run

# What carries out each command, in the module of its name. All of them take four seconds to import: only `--help` needs
# them all.
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
    for name in COMMANDS.keys() & set(given[:1]) or COMMANDS:
        command = _command(name)
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name, epilog=EXIT_CODES)(command)
    return run(app, given)


def _command(name: str) -> Command | typer.Typer:
    command: Command | typer.Typer = getattr(import_module(f"pipelines.{name.replace('-', '_')}"), COMMANDS[name])
    return command


if __name__ == "__main__":
    sys.exit(main())
