"""The `monitor` command: every job by name."""

import sys
from collections.abc import Sequence

import typer

from pipelines.cluster import cluster_command
from pipelines.command import EXIT_CODES, Command, new_app, run
from pipelines.compare import compare_command
from pipelines.contamination import contamination_command
from pipelines.dashboard import dashboard_command
from pipelines.datasets import datasets_app
from pipelines.detect import detect_command
from pipelines.doctor import doctor_command
from pipelines.embed import embed_command
from pipelines.erase import erase_command
from pipelines.explain import explain_command
from pipelines.export import export_command
from pipelines.ingest import ingest_command
from pipelines.judge import judge_command
from pipelines.link import link_command
from pipelines.migrate_encoder import migrate_command
from pipelines.nightly import nightly_command
from pipelines.rank import rank_command
from pipelines.rebuild import rebuild_command
from pipelines.report import report_command
from pipelines.teach import teach_command
from pipelines.verify import verify_command
from pipelines.watch import watch_command

COMMANDS: dict[str, Command | typer.Typer] = {
    "nightly": nightly_command,
    "dashboard": dashboard_command,
    "export": export_command,
    "datasets": datasets_app,
    "contamination": contamination_command,
    "report": report_command,
    "verify": verify_command,
    "rebuild": rebuild_command,
    "erase": erase_command,
    "doctor": doctor_command,
    "migrate-encoder": migrate_command,
    "ingest": ingest_command,
    "detect": detect_command,
    "embed": embed_command,
    "compare": compare_command,
    "cluster": cluster_command,
    "judge": judge_command,
    "link": link_command,
    "teach": teach_command,
    "rank": rank_command,
    "watch": watch_command,
    "explain": explain_command,
}

HELP = """
Find out every morning what a chatbot got wrong yesterday.

A first night: `monitor nightly --each-night sample_logs`, then `monitor dashboard`.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the `monitor` command line and return its exit code."""
    app = new_app()
    app.callback(help=HELP, epilog=EXIT_CODES)(lambda: None)
    for name, command in COMMANDS.items():
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name, epilog=EXIT_CODES)(command)
    return run(app, argv)


if __name__ == "__main__":
    sys.exit(main())
