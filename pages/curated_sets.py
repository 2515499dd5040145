"""Curated failure sets: examples on two sides that never leak, frozen as versions, exported for real tools."""

import streamlit as st

from monitor.datasets import read_examples, read_versions
from monitor.ui.dataset_views import show_examples, show_freeze, show_versions
from monitor.ui.example_views import show_withdrawn
from monitor.ui.leaks import show_apart, show_repairs
from monitor.ui.said import show_said
from monitor.ui.stores import ledger

st.title("Datasets")
show_said()
with ledger() as decisions:
    examples = read_examples(decisions)
    versions = read_versions(decisions)
if not examples:
    st.info("No examples yet. Open a confirmed case and promote it into the eval or the train side.")
    show_withdrawn()
    st.stop()
show_repairs()
show_apart()
show_examples(examples)
show_withdrawn()
left, right = st.columns([1, 2], gap="medium")
with left:
    show_freeze(examples)
with right:
    show_versions(versions)
