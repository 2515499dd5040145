"""What the page of reports shows: a form to hand one in, those that wait, the list, and where each was told."""

import polars as pl
import streamlit as st

from monitor.config import settings
from monitor.errors import MonitorError
from monitor.records import content_hash
from monitor.severity import REPORTED_SEVERITIES
from monitor.triage.submissions import CHANNEL, ReportDraft, read_submitted, submit_report
from monitor.ui.decisions import say
from monitor.ui.inert import excerpt, show_text
from monitor.ui.stores import actor
from monitor.ui.words import UNKNOWN, counted, severity_words, words
from monitor.warehouse.connection import Store
from monitor.warehouse.landings import read_landing
from monitor.warehouse.sightings import sightings_frame

# A form that was sent is a new one the next time; a refused one keeps what was typed.
SENT = "reports_sent"
# Room for ten rows, so that the chosen report is seen below them without scrolling far.
ROWS_HEIGHT = 420
TEXT = st.column_config.TextColumn
DAY = st.column_config.DatetimeColumn(format="D MMM YYYY")


def show_form() -> None:
    """Show a form to hand in a report; it appears in the list after the next run."""
    number = st.session_state.get(SENT, 0)
    with (
        st.expander("Report something", expanded=False, key="reports_expander"),
        st.form(f"reports_form_{number}", border=False),
    ):
        draft = _ask()
        st.caption("It is redacted and appears below after the next run.")
        if st.form_submit_button("Hand in", type="primary"):
            _hand_in(draft, number)


def show_waiting(store: Store | None) -> None:
    """List the reports that were handed in and that no published run holds yet."""
    waiting = [
        one for one in read_submitted(settings().home) if store is None or read_landing(store, one.sha256) is None
    ]
    if not waiting:
        return
    st.caption(f"{counted(len(waiting), 'report')} handed in, waiting for the next run:")
    for one in waiting:
        told = one.report
        st.text(f"• {one.path.name}: no report" if told is None else f"• {excerpt(told.title or told.text)}")


def choose_report(reports: pl.DataFrame) -> str | None:
    """Show reports and return the id of the chosen one; `reports` is a `reports_frame`."""
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
        column_config={"Told at (UTC)": DAY},
        hide_index=True,
        height=min(ROWS_HEIGHT, 38 + 35 * len(reports)),
        on_select="rerun",
        selection_mode="single-row",
        # Streamlit keeps the position of a selection, so other rows need another key.
        key=f"reports_choose_{content_hash(''.join(reports['report_id']))[:12]}",
    )
    rows = shown["selection"]["rows"]
    return str(reports["report_id"][rows[0]]) if rows else None


def show_report(store: Store, report: dict[str, object]) -> None:
    """Show one report with every place it was told; addresses are text, never links."""
    st.subheader(f"Seen {counted(int(str(report['sightings'])), 'time')}")
    title, text = report["title"], str(report["text"])
    show_text(text if title is None else f"{title}\n\n{text}")
    sightings = sightings_frame(store, str(report["report_id"]))
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
        column_config={"Told at (UTC)": DAY, "Address": TEXT(width="large")},
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
