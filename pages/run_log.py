"""Each night's counts: what was loaded, what was refused and why, what each detector looked at."""

import streamlit as st

from monitor.charts import runs_timeline
from monitor.ui.navigation import chosen
from monitor.ui.note_views import show_missing, show_notes
from monitor.ui.run_views import choose_run, show_files, show_rejected, show_scans
from monitor.ui.stores import snapshot
from monitor.warehouse.runs import read_runs, run_counts_frame

store = snapshot()
st.title("Runs")
runs = read_runs(store)
if not runs:
    st.info("No night has finished yet. Run `monitor nightly FOLDER`.")
    st.stop()
counts = run_counts_frame(store)
st.plotly_chart(runs_timeline(counts.filter(step="ingest")), key="runs_timeline")
run = choose_run(runs, chosen("run"))
show_missing(store, run)
show_files(store, counts, run)
show_notes(store, run)
show_rejected(store, run)
show_scans(store)
