"""What people told us, and the conversations that look like it."""

import polars as pl
import streamlit as st

from monitor.ui.inert import excerpt
from monitor.ui.navigation import go_to_case
from monitor.ui.stores import snapshot
from monitor.ui.words import counted, severity_words, words
from monitor.warehouse.cases import CaseFilter, cases_frame

MOST_ROWS = 200

store = snapshot()
st.title("Reports")
reports = cases_frame(store, CaseFilter(kind="report"), limit=MOST_ROWS)
if reports.is_empty():
    st.info("No reports yet. Put a web form's CSV or JSONL, AVID JSON or ATLAS YAML beside the logs of a night.")
    st.stop()
st.caption(f"{counted(len(reports), 'report')}, worst first. Choose a row to open it and see conversations like it.")
shown = st.dataframe(
    pl.DataFrame(
        {
            "Severity": [severity_words(one) for one in reports["severity"]],
            "Channel": [words(one) for one in reports["channel"]],
            "Title": [excerpt(one) for one in reports["opening"]],
            "What was told": [excerpt(one, most=300) for one in reports["text"]],
            "Told at (UTC)": reports["occurred_at"],
        }
    ),
    column_config={"Told at (UTC)": st.column_config.DatetimeColumn(format="D MMM YYYY")},
    hide_index=True,
    on_select="rerun",
    selection_mode="single-row",
    key="reports_choose",
)
if shown["selection"]["rows"]:
    go_to_case(reports["case_id"][shown["selection"]["rows"][0]])
