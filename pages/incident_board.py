"""Incidents: one cause, many cases."""

import streamlit as st

from monitor.triage import read_incidents
from monitor.ui.incident_views import choose_incident, show_incident_page
from monitor.ui.said import show_said
from monitor.ui.stores import ledger, snapshot

store = snapshot()
with ledger() as decisions:
    incidents = read_incidents(decisions)

st.title("Incidents")
show_said()
if not incidents:
    st.info("No incident yet. Open one from a case or a cluster: an incident gathers the cases of one cause.")
    st.stop()
show_incident_page(store, choose_incident(incidents), incidents)
