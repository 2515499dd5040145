"""Incidents: one cause, many cases."""

import streamlit as st

from monitor.triage import read_incidents
from monitor.ui.incident_views import choose_incident, show_incident_page
from monitor.ui.stores import ledger, snapshot

store = snapshot()
with ledger() as decisions:
    incidents = read_incidents(decisions)

st.title("Incidents")
if not incidents:
    st.info("No incident yet. Open one from a case or a cluster: an incident gathers the cases of one cause.")
    st.stop()
chosen_incident = choose_incident(incidents)
if chosen_incident is not None:
    show_incident_page(store, chosen_incident)
