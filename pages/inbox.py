"""Every case that waits for a person, worst first."""

import streamlit as st

from monitor.triage import read_case_states
from monitor.ui.filters import choose_filter, choose_page
from monitor.ui.navigation import go_to_case
from monitor.ui.quality_views import quality_hint
from monitor.ui.queue import remember_queue
from monitor.ui.stores import ledger, snapshot
from monitor.ui.tables import choose_case
from monitor.ui.words import counted
from monitor.warehouse.cases import cases_frame, count_cases

PAGE_ROWS = 50

store = snapshot()
with ledger() as decisions:
    states = read_case_states(decisions)

st.title("Inbox")
wanted = choose_filter(store, states)
total = count_cases(store, wanted)
if total == 0:
    st.success("Nothing here. Widen the filters above, or enjoy the quiet until the next night.")
    st.stop()

page = choose_page(total, PAGE_ROWS, key="inbox_page")
frame = cases_frame(store, wanted, limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS)
remember_queue(frame["case_id"].to_list())

summary, action = st.columns([4, 1], vertical_alignment="center")
summary.caption(f"{counted(total, 'case')}, worst first. Choose a row to open it.", help=quality_hint(wanted.failure))
if action.button("Start with the worst", key="inbox_open_worst", type="primary", width="stretch"):
    go_to_case(frame["case_id"][0])
chosen_case = choose_case(frame, states, key="inbox_choose_case")
if chosen_case is not None:
    go_to_case(chosen_case)
