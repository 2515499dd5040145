"""What the curated sets are made of, and what a recipe makes of the train side."""

import streamlit as st

from monitor.datasets import read_examples
from monitor.ui.composition_views import show_bars, show_proposals, show_recipe
from monitor.ui.said import show_said
from monitor.ui.stores import ledger

st.title("Composition")
show_said()
with ledger() as decisions:
    examples = read_examples(decisions)
if examples:
    show_bars(examples)
    show_recipe(examples)
else:
    st.info("No examples yet. Open a confirmed case and promote it, or begin with good answers below.")
show_proposals()
