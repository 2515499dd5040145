"""How far to trust each detector: on labelled exchanges, by the team's own verdicts, and version against version."""

import streamlit as st

from monitor.triage import read_case_states
from monitor.triage.verdicts import fold_verdicts
from monitor.ui.quality_tables import (
    show_agreements,
    show_calibration,
    show_corrected,
    show_glance,
    show_labelled,
    show_team,
)
from monitor.ui.stores import ledger, snapshot
from monitor.warehouse.detector_versions import agreements_frame, flagged_frame, read_claims

store = snapshot()
with ledger() as decisions:
    states = read_case_states(decisions)

st.title("Quality")
show_glance()
show_labelled()
show_calibration()
show_team(fold_verdicts(states, read_claims(store, list(states))))
show_corrected(flagged_frame(store))
show_agreements(agreements_frame(store))
