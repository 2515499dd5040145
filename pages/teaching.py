"""Teach: detectors from your team's own examples, and orders from its verdicts."""

import streamlit as st

from monitor.triage.taught_states import read_all_taught
from monitor.ui.order_views import show_orders
from monitor.ui.said import show_said
from monitor.ui.stores import ledger, snapshot
from monitor.ui.teach_views import choose_taught, show_marks, show_new, show_suggestions, show_training, show_versions

store = snapshot()
st.title("Teach")
show_said()
with ledger() as decisions:
    states = read_all_taught(decisions)
detectors, orders = st.tabs(["Detectors", "Ranking learned from your verdicts"])
with detectors:
    state = choose_taught(states)
    if state is None:
        show_new()
    else:
        show_training(store, state)
        show_versions(store, state)
        show_suggestions(store, state)
        show_marks(store, state)
with orders:
    show_orders()
