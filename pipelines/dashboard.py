"""Serve the dashboard: `python -m pipelines.dashboard`."""

import os
import sys
from typing import Annotated

import typer

from monitor.config import FILE_VARIABLE, read_settings
from monitor.ui.server import serve
from pipelines.command import ConfigOption, as_main


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
    if config is not None:
        # The pages read the settings for themselves.
        os.environ[FILE_VARIABLE] = str(config)
    sys.stdout.write(f"dashboard: http://{chosen_host}:{chosen_port}\n")
    sys.stdout.flush()
    serve(chosen_host, chosen_port)


main = as_main(dashboard_command)

if __name__ == "__main__":
    sys.exit(main())
