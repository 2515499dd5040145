"""One case: what was said, why it ranks here, and what to do about it."""

import streamlit as st

from monitor.triage import read_case_state
from monitor.ui.case_actions import show_assessment, show_history
from monitor.ui.case_outcomes import show_incident
from monitor.ui.case_views import read_subject, show_alike, show_heading, show_reasons, show_subject
from monitor.ui.joined_views import show_joined
from monitor.ui.likeness_views import find_likenesses, show_likenesses
from monitor.ui.link_views import show_links, show_telling
from monitor.ui.navigation import chosen, go_to_case
from monitor.ui.promotion_views import show_promotion
from monitor.ui.queue import neighbours
from monitor.ui.said import show_said
from monitor.ui.stores import ledger, snapshot
from monitor.ui.teach_views import show_teaching
from monitor.warehouse.cases import read_case

store = snapshot()
case_id = chosen("case")
before, after = neighbours(case_id or "")
case = read_case(store, case_id) if case_id else None
if case is None:
    st.title("Case")
    st.info("Choose a case in the Inbox." if case_id is None else "The last night knows no such case.")
    if after is not None and st.button("Open the next case in your list", key="case_open_first"):
        go_to_case(after)
    st.stop()
known = find_likenesses(store, case)
with ledger() as decisions:
    state = read_case_state(decisions, case.case_id)
    decided = {one.exemplar: read_case_state(decisions, one.exemplar) for one in known if one.verdict is not None}

title, previous, following = st.columns([6, 1, 1], vertical_alignment="bottom")
with title:
    show_heading(case, state)
if previous.button("Previous", key="case_previous", disabled=before is None, width="stretch", shortcut="ArrowLeft"):
    go_to_case(str(before))
if following.button("Next", key="case_next", disabled=after is None, width="stretch", shortcut="ArrowRight"):
    go_to_case(str(after))

show_said()
subject = read_subject(store, case)
left, right = st.columns([3, 2], gap="medium")
with left:
    show_subject(case, subject)
    if subject.report is not None:
        show_links(store, subject.report)
        show_joined(store, subject.report)
    show_alike(store, case)
with right:
    show_reasons(store, case, subject)
    show_likenesses(store, known, decided)
    show_telling(store, case.conversation_id)
    show_assessment(case, state)
    show_incident(case, state)
    show_promotion(store, case, state)
    show_teaching(case)
    show_history(state)
