"""What went wrong last night, and whether it is getting better."""

import streamlit as st

from monitor.charts import cases_per_night, failure_rate_per_version
from monitor.taxonomy import CaseStatus
from monitor.triage import read_case_states, read_incidents
from monitor.ui.alarm_views import show_alarms
from monitor.ui.navigation import go_to_case
from monitor.ui.note_views import show_missing
from monitor.ui.quality_views import quality_hint, quality_hints
from monitor.ui.stores import ledger, snapshot
from monitor.ui.summary import show_cluster_changes, show_last_night
from monitor.ui.tables import choose_case
from monitor.warehouse.cases import CaseFilter, cases_frame, nightly_counts_frame, version_counts_frame
from monitor.warehouse.detector_versions import version_breaks_frame
from monitor.warehouse.runs import read_runs

WORST = 8

store = snapshot()
with ledger() as decisions:
    states = read_case_states(decisions)
    incidents = read_incidents(decisions)

st.title("Overview")
show_last_night(store, states)
for run in read_runs(store, limit=1):
    show_missing(store, run)

show_alarms(store, incidents)

st.subheader("Worst open cases")
closed = tuple(case_id for case_id, state in states.items() if state.status is not CaseStatus.OPEN)
chosen_case = choose_case(
    cases_frame(store, CaseFilter(without=closed), limit=WORST), states, key="overview_choose_case"
)
if chosen_case is not None:
    go_to_case(chosen_case)

left, right = st.columns(2)
with left:
    st.subheader("Cases per night", help=quality_hint())
    nights = cases_per_night(nightly_counts_frame(store), breaks=version_breaks_frame(store), hints=quality_hints())
    st.plotly_chart(nights, key="overview_nights")
with right:
    st.subheader("Failure rate by model version", help=quality_hint())
    versions = failure_rate_per_version(version_counts_frame(store), hints=quality_hints())
    st.plotly_chart(versions, key="overview_versions")

st.subheader("What changed among the clusters")
show_cluster_changes(store)
