"""Hand in a report of your own: `python -m pipelines.report add --text "It invented a refund"`."""

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from monitor.config import Settings, read_settings
from monitor.severity import REPORTED_SEVERITIES
from monitor.triage.submissions import CHANNEL, ReportDraft, read_submitted, read_waiting, submit_report
from monitor.warehouse.connection import open_snapshot
from monitor.warehouse.landings import read_landing
from pipelines.command import ConfigOption, actor_of, as_main, inert_line
from pipelines.job import Job

STDIN = "-"


class Action(StrEnum):
    """What to do about reports."""

    ADD = "add"
    WAITING = "waiting"


def submitted_reports(job: Job) -> list[Path]:
    """Return the handed-in reports for a run to load; what an earlier run has loaded is removed.

    A report stays in the drop folder until a later run finds it in the warehouse. So a run that is killed anywhere
    loses none, and none is loaded twice, since a file is known by its content.
    """
    waiting = []
    for one in read_submitted(job.settings.home):
        landing = read_landing(job.store, one.sha256)
        # A killed run is taken up under its own id: another run's id means that it was finished.
        if landing is not None and landing.run_id != job.run.run_id:
            one.path.unlink()
        else:
            waiting.append(one.path)
    return waiting


def report_command(  # noqa: PLR0913 - a report has as many parts as this, and each is an option
    action: Annotated[Action, typer.Argument(help="Hand one in, or list those that wait for the next run.")],
    *,
    text: Annotated[str | None, typer.Option(help="What happened, in words; - reads them from standard input.")] = None,
    title: Annotated[str | None, typer.Option(help="The same in a line.")] = None,
    channel: Annotated[str, typer.Option(help="How it reached you.")] = CHANNEL,
    reporter: Annotated[str | None, typer.Option(help="Who told you; kept as a keyed hash.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it can be read.")] = None,
    attach: Annotated[list[str] | None, typer.Option(help="The name of a file you hold; may be repeated.")] = None,
    severity: Annotated[str | None, typer.Option(help=f"One of: {', '.join(REPORTED_SEVERITIES)}.")] = None,
    date: Annotated[str | None, typer.Option(help="When it was told, as 2026-11-14; default: today (UTC).")] = None,
    config: ConfigOption = None,
) -> None:
    """Hand in a report of your own, and print its id; it appears after the next `monitor nightly` or `ingest`.

    Handing the same in again on the same day changes nothing.

    Examples: `monitor report add --title "Invented refund" --text - < mail.txt` · `monitor report waiting`
    """
    settings = read_settings(config)
    if action is Action.WAITING:
        _show_waiting(settings)
        return
    draft = ReportDraft(
        text=sys.stdin.read() if text == STDIN else text or "",
        title=title,
        channel=channel,
        reporter=reporter,
        url=url,
        attachments=tuple(attach or ()),
        severity=severity,
        reported_at=date,
    )
    actor = actor_of(settings)
    report_id = submit_report(settings.home, draft, actor=actor, region=settings.default_region)
    sys.stdout.write(f"{report_id}\n")


def _show_waiting(settings: Settings) -> None:
    published = open_snapshot(settings.published) if settings.published.is_file() else nullcontext()
    with published as store:
        for one in read_waiting(settings.home, store):
            words = "no report that was handed in here" if one.report is None else one.report.title or one.report.text
            sys.stdout.write(inert_line(f"{one.path.name}: {words}") + "\n")


main = as_main(report_command)

if __name__ == "__main__":
    sys.exit(main())
