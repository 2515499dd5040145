"""Where a case goes next: into an incident of its own, or one that is open."""

import streamlit as st

from monitor.records import Case
from monitor.taxonomy import IncidentStatus
from monitor.triage import CaseState, add_to_incident, open_incident, read_incidents
from monitor.ui.decisions import decide, say
from monitor.ui.stores import actor, ledger


def show_incident(case: Case, state: CaseState) -> None:
    """Show the incident a case is in, or ways to put it into one."""
    st.subheader("Incident")
    with ledger() as decisions:
        incidents = {one.incident_id: one for one in read_incidents(decisions)}
    if state.incident_id is not None:
        st.text(f"{state.incident_id}: {incidents[state.incident_id].title}")
        return
    with st.form(f"case_incident_{case.case_id}", border=False):
        title = st.text_input("Open an incident", placeholder="What is the one cause?")
        if st.form_submit_button("Open incident"):
            if decide(open_incident, title.strip(), case_ids=[case.case_id], actor=actor()):
                say("The incident is open.")
            st.rerun()
    open_ids = [one.incident_id for one in incidents.values() if one.status is IncidentStatus.OPEN]
    if not open_ids:
        return
    with st.form(f"case_join_{case.case_id}", border=False):
        joined = st.selectbox("Or add it to one", open_ids, key=f"case_incident_choice_{case.case_id}")
        st.text("\n".join(f"{one}: {incidents[one].title}" for one in open_ids))
        if st.form_submit_button("Add to incident"):
            decide(add_to_incident, joined, [case.case_id], actor=actor())
            st.rerun()
