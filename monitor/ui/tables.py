"""Cases as a table: worst first, text inert, one row to choose."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from monitor.records import content_hash
from monitor.triage import CaseState
from monitor.ui.inert import excerpt
from monitor.ui.quality_views import quality_hint
from monitor.ui.words import severity_words, words

# Room for about ten rows on a 1280 × 800 screen without scrolling the page.
ROWS_HEIGHT = 420

COLUMNS = {
    "severity": st.column_config.TextColumn("Severity", width=90),
    "prompt": st.column_config.TextColumn("What was asked", width=215),
    "response": st.column_config.TextColumn("What came out", width=215),
    "reach": st.column_config.NumberColumn("Reach", width=60, help="Conversations that show the same failure."),
    "version": st.column_config.TextColumn("Version", width=70),
    "seen": st.column_config.DatetimeColumn("Seen (UTC)", format="D MMM, HH:mm", width=105),
    "status": st.column_config.TextColumn("Status", width=90),
}


def choose_case(frame: pl.DataFrame, states: Mapping[str, CaseState], *, key: str) -> str | None:
    """Show cases and return the id of the chosen one; `frame` is a `cases_frame`.

    The widget's key holds a hash of the ids: Streamlit keeps the *position* of a selection when rows change
    (issue 17026), and would choose another case.
    """
    if frame.is_empty():
        return None
    shown = st.dataframe(
        _shown_frame(frame, states),
        column_config=COLUMNS | {"failure": st.column_config.TextColumn("Failure", width=140, help=quality_hint())},
        hide_index=True,
        height=min(ROWS_HEIGHT, 38 + 35 * len(frame)),
        on_select="rerun",
        selection_mode="single-row",
        key=f"{key}_{content_hash(''.join(frame['case_id']))[:12]}",
    )
    rows = shown["selection"]["rows"]
    return str(frame["case_id"][rows[0]]) if rows else None


def _shown_frame(frame: pl.DataFrame, states: Mapping[str, CaseState]) -> pl.DataFrame:
    rows = [
        {
            "severity": severity_words(_severity(row["case_id"], row["severity"], states)),
            "failure": "Report" if row["kind"] == "report" else words(row["failure"]),
            "prompt": excerpt(row["opening"]),
            "response": excerpt(row["text"]),
            "reach": row["reach"],
            "version": row["model_version"] or "unknown",
            "seen": row["occurred_at"],
            "status": words(states[row["case_id"]].status) if row["case_id"] in states else "Open",
        }
        for row in frame.iter_rows(named=True)
    ]
    return pl.DataFrame(rows)


def _severity(case_id: str, machine: int, states: Mapping[str, CaseState]) -> int:
    state = states.get(case_id)
    return machine if state is None or state.severity is None else state.severity
