"""Serve the dashboard: `python -m pipelines.dashboard`."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from monitor.config import FILE_VARIABLE, read_settings
from pipelines.command import ConfigOption, as_main

ENTRY_POINT = Path(__file__).parent.parent / "pages" / "app.py"


def dashboard_command(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default: the `host` setting.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; default: the `port` setting.")] = None,
    config: ConfigOption = None,
) -> None:
    """Serve the dashboard until interrupted, and print its address.

    Example: `monitor dashboard --port 8600`
    """
    settings = read_settings(config)
    chosen_host, chosen_port = host or settings.host, port or settings.port
    sys.stdout.write(f"dashboard: http://{chosen_host}:{chosen_port}\n")
    sys.stdout.flush()
    environment = dict(os.environ) if config is None else {**os.environ, FILE_VARIABLE: str(config)}
    options = [f"--server.address={chosen_host}", f"--server.port={chosen_port}", "--server.headless=true"]
    command = [sys.executable, "-m", "streamlit", "run", str(ENTRY_POINT), *options]
    raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)


main = as_main(dashboard_command)

if __name__ == "__main__":
    sys.exit(main())
