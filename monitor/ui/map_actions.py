"""What a person can do with all cases picked on the map: one decision on each, confirmed first, and taken back."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from monitor.ledger import Ledger
from monitor.records import content_hash
from monitor.taxonomy import CaseStatus, Verdict
from monitor.triage import CaseRef, CaseState, Incident, open_incident, undo_incident
from monitor.triage.many import MOST_AT_ONCE, assess_cases, resolve_cases, undo_cases
from monitor.ui.decisions import decide, say
from monitor.ui.map_views import ROUND, choose
from monitor.ui.navigation import go_to_case
from monitor.ui.promotion_many import show_promoted, show_promoting
from monitor.ui.queue import remember_queue
from monitor.ui.stores import actor
from monitor.ui.tables import choose_case
from monitor.ui.words import counted, severity_words
from monitor.warehouse.cases import CaseFilter, cases_frame
from monitor.warehouse.connection import Store

MOST_LISTED = 200
TAKE_BACK = "map_take_back"
PENDING = "map_pending"


class Deed(StrEnum):
    """What can be done with many cases at once."""

    INCIDENT = "Open an incident"
    CONFIRM = "Confirm"
    DISMISS = "Not a failure"
    UNSURE = "Unsure"
    SET_ASIDE = "Set aside"


VERDICTS = {Deed.CONFIRM: Verdict.CONFIRMED, Deed.DISMISS: Verdict.NOT_A_FAILURE, Deed.UNSURE: Verdict.UNSURE}


def show_selection(store: Store, picked: pl.DataFrame, states: Mapping[str, CaseState]) -> None:
    """Show the picked cases and what can be done with them; `picked` are rows of the map."""
    _show_take_back()
    show_promoted("map")
    if picked.is_empty():
        st.caption(
            "Click a point for its case. To act on many, take the lasso or the box beside the map and draw around them."
        )
        return
    ids = picked["case_id"].to_list()
    clusters = picked["cluster_id"].n_unique() - int(picked["cluster_id"].has_nulls())
    worst = severity_words(int(picked["severity"].to_numpy().max()))
    decided = len(picked.filter(pl.col("status") != "open"))
    st.subheader(f"{counted(len(ids), 'case')} picked")
    st.caption(f"From {counted(clusters, 'cluster')}; the worst has severity {worst}; {decided} decided already.")
    _show_ways_in(store, picked, states)
    _show_deeds(picked, states)
    if len(ids) > MOST_LISTED:
        st.caption(f"The {MOST_LISTED} to review first:")
    frame = cases_frame(store, CaseFilter(only=tuple(ids)), limit=MOST_LISTED)
    remember_queue(frame["case_id"].to_list())
    opened = choose_case(frame, states, key="map_choose")
    if opened is not None:
        go_to_case(opened)


def refs_for(deed: Deed, picked: pl.DataFrame, states: Mapping[str, CaseState]) -> list[CaseRef]:
    """Name the cases that a deed can be done on, as they were shown: no resolved one, and none of another incident."""
    refs = []
    for case_id, digest in picked.select("case_id", "content_hash").rows():
        state = states.get(case_id, CaseState(case_id=case_id))
        taken = state.incident_id is not None if deed is Deed.INCIDENT else state.status is CaseStatus.RESOLVED
        if not taken:
            refs.append(CaseRef(case_id, digest, state.version))
    return refs


def _show_ways_in(store: Store, picked: pl.DataFrame, states: Mapping[str, CaseState]) -> None:
    """Offer the case, when there is one, the cluster, when all are of one, and representatives of them."""
    promoted, one_case, one_cluster, _ = st.columns([1, 1, 1, 2])
    with promoted:
        show_promoting(store, picked["case_id"].to_list(), states, key="map")
    if len(picked) == 1:
        case_id = picked["case_id"][0]
        if one_case.button("Open this case", key=f"map_case_{case_id}", type="primary", width="stretch"):
            go_to_case(case_id)
    found = picked["cluster_id"].drop_nulls().unique()
    if len(found) == 1:
        key = f"map_cluster_{found[0]}"
        one_cluster.button("Show its cluster", key=key, on_click=choose, args=(found[0],), width="stretch")


def _show_deeds(picked: pl.DataFrame, states: Mapping[str, CaseState]) -> None:
    # What was confirmed for one selection must not count for another.
    mark = content_hash("".join(picked["case_id"]))[:12]
    deed = st.segmented_control("With all of them", tuple(Deed), default=None, key=f"map_deed_{mark}")
    if deed is None:
        return
    refs = refs_for(deed, picked, states)
    left_out = len(picked) - len(refs)
    if left_out:
        why = "are in an incident already" if deed is Deed.INCIDENT else "are resolved"
        st.caption(f"{left_out} of them {why} and stay as they are.")
    if not refs or len(refs) > MOST_AT_ONCE:
        st.warning(f"Pick between 1 and {MOST_AT_ONCE} cases for one decision.")
        return
    with st.form(f"map_form_{deed.name}_{mark}", border=False):
        asked = "What is the one cause?" if deed is Deed.INCIDENT else "Why? It is recorded on each case."
        told = st.text_input(asked, key=f"map_told_{deed.name}_{mark}").strip()
        if st.form_submit_button(f"{deed}: {counted(len(refs), 'case')} …"):
            st.session_state[PENDING] = (mark, deed) if told else None
            if not told:
                st.warning("This needs words.")
    if st.session_state.get(PENDING) == (mark, deed):
        _show_confirmation(deed, refs, told)


def _show_confirmation(deed: Deed, refs: Sequence[CaseRef], told: str) -> None:
    st.warning(f"This records one decision on {counted(len(refs), 'case')}, under the name {actor().name}.")
    yes, no, _ = st.columns([1, 1, 3])
    if yes.button("Yes, do it", key="map_yes", type="primary", width="stretch"):
        _do(deed, refs, told)
        st.rerun()
    if no.button("Cancel", key="map_no", width="stretch"):
        st.session_state[PENDING] = None
        st.rerun()


def _do(deed: Deed, refs: Sequence[CaseRef], told: str) -> None:
    after: list[Any] = []

    def act(ledger: Ledger) -> None:
        if deed is Deed.INCIDENT:
            after.append(open_incident(ledger, told, case_ids=[ref.case_id for ref in refs], actor=actor()))
        elif deed is Deed.SET_ASIDE:
            after.extend(resolve_cases(ledger, refs, actor=actor(), reason=told))
        else:
            after.extend(assess_cases(ledger, refs, VERDICTS[deed], actor=actor(), reason=told))

    st.session_state[PENDING] = None
    if decide(act):
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
        st.session_state[TAKE_BACK] = (f"{deed}: {counted(len(refs), 'case')}", after)
        say(f"{deed}: {counted(len(refs), 'case')}.")


def _show_take_back() -> None:
    """Offer to take back the last decision on many cases of this session."""
    if TAKE_BACK not in st.session_state:
        return
    done, after = st.session_state[TAKE_BACK]
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.caption(f"Last done here: {done}.")
    right.button("Undo", key=f"map_undo_{len(after)}", on_click=partial(_take_back, after), width="stretch")


def _take_back(after: Sequence[Any]) -> None:
    first = after[0]

    def act(ledger: Ledger) -> None:
        if isinstance(first, Incident):
            undo_incident(ledger, first.ref, actor=actor())
        else:
            undo_cases(ledger, after, actor=actor())

    if decide(act):
        del st.session_state[TAKE_BACK]
        say("Taken back.")
