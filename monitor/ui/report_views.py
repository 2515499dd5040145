"""What the page of reports shows: a form to hand one in, those that wait, the list, and where each was told."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from monitor.config import settings
from monitor.errors import MonitorError
from monitor.records import content_hash
from monitor.severity import REPORTED_SEVERITIES
from monitor.triage.submissions import CHANNEL, ReportDraft, read_waiting, submit_report
from monitor.ui.decisions import say
from monitor.ui.inert import excerpt, show_text
from monitor.ui.stores import actor
from monitor.ui.words import UNKNOWN, counted, severity_words, words
from monitor.warehouse.connection import Store
from monitor.warehouse.sightings import sightings_frame

# A form that was sent is a new one the next time; a refused one keeps what was typed.
SENT = "reports_sent"
# Room for ten rows, so that the chosen report is seen below them without scrolling far.
ROWS_HEIGHT = 420
TEXT = st.column_config.TextColumn
DAY = st.column_config.DatetimeColumn(format="D MMM YYYY", width=95)
COLUMNS = {
    "Severity": TEXT(width=85),
    "Channel": TEXT(width=110),
    "Sightings": st.column_config.NumberColumn(width=75, help="How often the same words were told."),
    "Title": TEXT(width=200),
    "What was told": TEXT(width=190),
    "Told at (UTC)": DAY,
    "Licence": TEXT(width=100),
    "Attachments": TEXT(width=105),
}


def show_form() -> None:
    """Show a form to hand in a report; it appears in the list after the next run."""
    number = st.session_state.get(SENT, 0)
    with (
        st.expander("Report something", key=f"reports_expander_{number}"),
        st.form(f"reports_form_{number}", border=False),
    ):
        draft = _ask()
        st.caption("It is redacted and appears below after the next run.")
        if st.form_submit_button("Hand in", type="primary"):
            _hand_in(draft, number)


def show_waiting(store: Store | None) -> None:
    """List the reports that were handed in and that no published run holds yet."""
    waiting = read_waiting(settings().home, store)
    if not waiting:
        return
    st.caption(f"{counted(len(waiting), 'report')} handed in, waiting for the next run:")
    told = [one.path.name if one.report is None else one.report.title or one.report.text for one in waiting]
    st.text("\n".join(f"• {excerpt(words)}" for words in told))


def choose_report(reports: pl.DataFrame) -> dict[str, Any] | None:
    """Show reports and return the chosen one; `reports` is a `reports_frame`."""
    shown = st.dataframe(
        pl.DataFrame(
            {
                "Severity": [severity_words(one) for one in reports["severity"]],
                "Channel": [", ".join(map(words, one)) for one in reports["channels"]],
                "Sightings": reports["sightings"],
                "Title": [excerpt(one) for one in reports["title"]],
                "What was told": [excerpt(one, most=300) for one in reports["text"]],
                "Told at (UTC)": reports["reported_at"],
                "Licence": [excerpt(one or UNKNOWN) for one in reports["licence"]],
                "Attachments": [excerpt(", ".join(one)) for one in reports["attachments"]],
            }
        ),
        column_config=COLUMNS,
        hide_index=True,
        height=min(ROWS_HEIGHT, 38 + 35 * len(reports)),
        on_select="rerun",
        selection_mode="single-row",
        # Streamlit keeps the position of a selection, so other rows need another key.
        key=f"reports_choose_{content_hash(''.join(reports['report_id']))[:12]}",
    )
    rows = shown["selection"]["rows"]
    return reports.row(rows[0], named=True) if rows else None


def show_report(store: Store, report: Mapping[str, Any]) -> None:
    """Show one report with every place it was told; addresses are text, never links."""
    st.subheader(f"Seen {counted(report['sightings'], 'time')}")
    show_text("\n\n".join(words for words in (report["title"], report["text"]) if words))
    sightings = sightings_frame(store, report["report_id"])
    st.dataframe(
        pl.DataFrame(
            {
                "Told at (UTC)": sightings["reported_at"],
                "Channel": [words(one) for one in sightings["channel"]],
                "Address": [one or UNKNOWN for one in sightings["url"]],
                "Its own id": [one or UNKNOWN for one in sightings["external_id"]],
                "Reporter": [one or UNKNOWN for one in sightings["reporter_hash"]],
                "Licence": [one or UNKNOWN for one in sightings["licence"]],
                "Format": sightings["format"],
            }
        ),
        column_config={"Told at (UTC)": DAY, "Address": TEXT(width=260)},
        hide_index=True,
    )


def _ask() -> ReportDraft:
    title = st.text_input("Title")
    text = st.text_area("What happened", height=110)
    left, middle, right = st.columns(3)
    channel = left.text_input("How it reached you", value=CHANNEL)
    reporter = middle.text_input("Who told you", help="Kept as a keyed hash.")
    severity = right.selectbox("How bad", tuple(REPORTED_SEVERITIES), index=None, placeholder="Not said")
    url = left.text_input("Where it can be read")
    names = middle.text_input("Names of files you hold", placeholder="screenshot.png, chat.pdf")
    told_on = right.date_input("When it was told", value=None, format="YYYY-MM-DD")
    return ReportDraft(
        text=text,
        title=title or None,
        channel=channel or CHANNEL,
        reporter=reporter or None,
        url=url or None,
        attachments=tuple(name.strip() for name in names.split(",") if name.strip()),
        severity=severity,
        reported_at=None if told_on is None else told_on.isoformat(),
    )


def _hand_in(draft: ReportDraft, number: int) -> None:
    try:
        report_id = submit_report(settings().home, draft, actor=actor(), region=settings().default_region)
    except MonitorError as error:
        st.error("Refused.")
        st.text(str(error))
        return
    st.session_state[SENT] = number + 1
    say(f"Handed in as report {report_id}; it appears here after the next run.")
    st.rerun()
