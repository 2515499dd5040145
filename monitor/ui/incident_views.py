"""What the page of incidents shows: the list, and one incident with its cases."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from monitor.taxonomy import IncidentStatus
from monitor.triage import (
    Incident,
    move_case,
    read_case_states,
    remove_case,
    rename_incident,
    reopen_incident,
    resolve_incident,
    undo_incident,
)
from monitor.ui.decisions import decide, press
from monitor.ui.navigation import go_to_case
from monitor.ui.quality_views import quality_hint
from monitor.ui.stores import actor, ledger
from monitor.ui.tables import choose_case
from monitor.ui.words import day_and_time, words
from monitor.warehouse.cases import CaseFilter, cases_frame
from monitor.warehouse.connection import Store

MOST_ROWS = 200


def choose_incident(incidents: Sequence[Incident]) -> Incident:
    """List all incidents and return the chosen one, at first the newest; the address may name one."""
    newest = list(reversed(incidents))
    st.dataframe(
        pl.DataFrame(
            {
                "Incident": [one.incident_id for one in newest],
                "Cause": [one.title for one in newest],
                "Status": [words(one.status) for one in newest],
                "Cases": [len(one.case_ids) for one in newest],
                "Opened by": [one.opened_by for one in newest],
                "Opened (UTC)": [one.opened_at for one in newest],
            }
        ),
        column_config={
            "Cases": st.column_config.NumberColumn(help=quality_hint()),
            "Opened (UTC)": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
        },
        hide_index=True,
    )
    by_id = {one.incident_id: one for one in newest}
    picked = st.selectbox("Incident", list(by_id), key="incident", bind="query-params", width=260)
    return by_id[picked]


def show_incident_page(store: Store, incident: Incident, others: Sequence[Incident]) -> None:
    """Show one incident: its status, its cases and what can be done with them."""
    st.subheader(incident.incident_id)
    st.text(incident.title)
    _show_status(incident)
    with ledger() as decisions:
        states = read_case_states(decisions)
    frame = cases_frame(store, CaseFilter(only=incident.case_ids), limit=MOST_ROWS)
    if frame.is_empty():
        st.caption("No case of it is in the last snapshot.")
    picked = choose_case(frame, states, key=f"incident_choose_{incident.incident_id}")
    if picked is not None:
        _show_case_choices(incident, others, picked)
    with st.expander("History"):
        for event in reversed(incident.history):
            st.text(f"{day_and_time(event.at)} · {event.actor} · {words(event.kind)}")


def _show_status(incident: Incident) -> None:
    is_open = incident.status is IncidentStatus.OPEN
    left, middle, right = st.columns([1, 1, 3], vertical_alignment="bottom")
    left.button(
        "Resolve" if is_open else "Reopen",
        key=f"incident_status_{incident.incident_id}_{incident.version}",
        on_click=press,
        args=(resolve_incident if is_open else reopen_incident, incident.ref),
        kwargs={"actor": actor()},
        width="stretch",
    )
    middle.button(
        "Undo",
        key=f"incident_undo_{incident.incident_id}_{incident.version}",
        on_click=press,
        args=(undo_incident, incident.ref),
        kwargs={"actor": actor()},
        width="stretch",
        help="Takes back the last change that still counts; at last its opening.",
    )
    with right.form(f"incident_rename_{incident.incident_id}_{incident.version}", border=False):
        words_column, button_column = st.columns([3, 1], vertical_alignment="bottom")
        title = words_column.text_input("Cause", value=incident.title)
        if button_column.form_submit_button("Rename", width="stretch") and title.strip() != incident.title:
            decide(rename_incident, incident.ref, title.strip(), actor=actor())
            st.rerun()


def _show_case_choices(incident: Incident, others: Sequence[Incident], case_id: str) -> None:
    opened, removed, moved = st.columns([1, 1, 3], vertical_alignment="bottom")
    if opened.button("Open the case", key=f"incident_open_{case_id}", type="primary", width="stretch"):
        go_to_case(case_id)
    removed.button(
        "Take it out",
        key=f"incident_remove_{case_id}_{incident.version}",
        on_click=press,
        args=(remove_case, incident.incident_id, case_id),
        kwargs={"actor": actor()},
        width="stretch",
    )
    targets = [one.incident_id for one in others if one.incident_id != incident.incident_id]
    if not targets:
        return
    with moved.form(f"incident_move_{case_id}_{incident.version}", border=False):
        choice, button = st.columns([3, 1], vertical_alignment="bottom")
        target = choice.selectbox("Move it to", targets)
        if button.form_submit_button("Move", width="stretch"):
            decide(move_case, case_id, source=incident.incident_id, target=target, actor=actor())
            st.rerun()
