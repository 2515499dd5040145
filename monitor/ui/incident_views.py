"""What the page of incidents shows: the list, and one incident with its cases."""

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from monitor.taxonomy import IncidentStatus
from monitor.triage import (
    CaseState,
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
from monitor.ui.inert import excerpt
from monitor.ui.navigation import go_to_case
from monitor.ui.promotion_many import show_promoted, show_promoting
from monitor.ui.quality_views import quality_hint
from monitor.ui.stores import actor, ledger
from monitor.ui.tables import choose_case
from monitor.ui.words import counted, day_and_time, words
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
                "Status": [status_words(one) for one in newest],
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


def status_words(incident: Incident) -> str:
    """Say where an incident stands: in which version it was resolved, or that it is back."""
    if incident.reopened_for:
        return "Reopened: seen again"
    return words(incident.status) + (f" in {excerpt(incident.resolved_in, most=40)}" if incident.resolved_in else "")


def show_incident_page(store: Store, incident: Incident, others: Sequence[Incident]) -> None:
    """Show one incident: its status, its cases and what can be done with them."""
    st.subheader(incident.incident_id)
    st.text(incident.title)
    _show_status(incident)
    with ledger() as decisions:
        states = read_case_states(decisions)
    _show_evidence(store, incident, states)
    show_promoting(store, incident.case_ids, states, key=f"incident_{incident.incident_id}")
    show_promoted(f"incident_{incident.incident_id}")
    frame = cases_frame(store, CaseFilter(only=incident.case_ids), limit=MOST_ROWS)
    if frame.is_empty():
        st.caption("No case of it is in the last snapshot.")
    picked = choose_case(frame, states, key=f"incident_choose_{incident.incident_id}")
    if picked is not None:
        _show_case_choices(incident, others, picked)
    with st.expander("History"):
        for event in reversed(incident.history):
            st.text(f"{day_and_time(event.at)} · {event.actor} · {words(event.kind)}")


def _show_evidence(store: Store, incident: Incident, states: Mapping[str, CaseState]) -> None:
    """Show the cases for which the nightly run reopened an incident."""
    if not incident.reopened_for:
        return
    seen = counted(len(incident.reopened_for), "case")
    st.warning(f"Reopened by the nightly run: seen again in {seen} of the version it was resolved in, or later.")
    st.caption("They are not in the incident: open one and add it, or undo the reopening; then they reopen nothing.")
    evidence = cases_frame(store, CaseFilter(only=incident.reopened_for), limit=MOST_ROWS)
    picked = choose_case(evidence, states, key=f"incident_evidence_{incident.incident_id}")
    if picked is not None:
        go_to_case(picked)


def _show_status(incident: Incident) -> None:
    left, middle, right = st.columns([2, 1, 3], vertical_alignment="bottom")
    key = f"incident_status_{incident.incident_id}_{incident.version}"
    if incident.status is IncidentStatus.OPEN:
        _show_resolving(left, incident, key=key)
    else:
        left.button(
            "Reopen",
            key=key,
            on_click=press,
            args=(reopen_incident, incident.ref),
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


def _show_resolving(place: DeltaGenerator, incident: Incident, *, key: str) -> None:
    with place.form(key, border=False):
        words_column, button_column = st.columns([3, 2], vertical_alignment="bottom")
        version = words_column.text_input(
            "Resolved in version",
            placeholder="such as 1.3",
            help="Cases like its own of this version or a later one reopen it. Without a version they are only told.",
        )
        if button_column.form_submit_button("Resolve", width="stretch"):
            decide(resolve_incident, incident.ref, version=version, actor=actor())
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
