"""What the page of runs shows of one night."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from monitor.detectors import DETECTORS
from monitor.ui.inert import excerpt
from monitor.ui.quality_views import quality_hint
from monitor.ui.words import counted, day_and_time, words
from monitor.warehouse.connection import Store
from monitor.warehouse.detections import scans_frame
from monitor.warehouse.landings import landings_frame, rejected_counts_frame, rejected_frame
from monitor.warehouse.runs import Run

LANGUAGES = {one.name: ", ".join(sorted(one.languages)) for one in DETECTORS}


def choose_run(runs: Sequence[Run], named: str | None) -> Run:
    """Let a person choose a night; the address may name one."""
    ids = [run.run_id for run in runs]
    index = ids.index(named) if named in ids else 0
    picked = st.selectbox("Night", ids, index=index, key="run", bind="query-params", width=260)
    return runs[ids.index(picked)]


def show_files(store: Store, counts: pl.DataFrame, run: Run) -> None:
    """Show what one night read, file by file, and what its steps counted."""
    st.subheader("What the night did")
    finished = day_and_time(run.finished_at)
    st.caption(f"Started {day_and_time(run.started_at)} UTC, finished {finished} UTC.")
    left, right = st.columns([3, 2], gap="medium")
    files = landings_frame(store, run_id=run.run_id)
    left.dataframe(
        files.select("name", "format", "seen", "inserted", "known", "rejected", "passed_over").rename(
            {
                "name": "File",
                "format": "Format",
                "seen": "Seen",
                "inserted": "Inserted",
                "known": "Already known",
                "rejected": "Rejected",
                "passed_over": "No record",
            }
        ),
        hide_index=True,
    )
    right.dataframe(
        counts.filter(run_id=run.run_id).select(
            pl.col("step").map_elements(words, pl.String).alias("Step"),
            pl.col("name").map_elements(words, pl.String).alias("Counted"),
            pl.col("value").alias("Number"),
        ),
        hide_index=True,
    )


def show_rejected(store: Store, run: Run) -> None:
    """Show every part of a file that could not be read, by reason and then one by one."""
    reasons = rejected_counts_frame(store, run_id=run.run_id)
    st.subheader("Rejected lines")
    if reasons.is_empty():
        st.caption("Every line of this night could be read.")
        return
    st.caption(f"{counted(int(reasons['lines'].sum()), 'line')} refused; the raw bytes are kept.")
    rejected = rejected_frame(store, run_id=run.run_id)
    st.dataframe(
        pl.DataFrame(
            {
                "File": rejected["name"],
                "Line": rejected["line"],
                "Byte": rejected["file_offset"],
                "Reason": rejected["reason"],
                "Beginning": [excerpt(raw.decode(errors="replace")) for raw in rejected["raw"]],
            }
        ),
        hide_index=True,
    )


def show_scans(store: Store) -> None:
    """Show what every current detector looked at: an unscanned response is not a good one."""
    st.subheader("Detectors", help=quality_hint())
    scans = scans_frame(store)
    st.dataframe(
        pl.DataFrame(
            {
                "Detector": [words(one) for one in scans["detector"]],
                "Version": scans["version"],
                "Finds": [words(one) for one in scans["outcome"]],
                "Knows": [LANGUAGES.get(one, "as taught") for one in scans["detector"]],
                "Scanned": scans["scanned"],
                "Failed to scan": scans["failed"],
                "Not scanned": scans["not_scanned"],
            }
        ),
        hide_index=True,
    )
    st.caption("Not scanned: an empty response, or one in a language that the detector does not know.")
