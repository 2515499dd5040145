"""Filters of the inbox, kept in the address so that a view can be shared."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from monitor.taxonomy import CaseKind, CaseStatus, Failure, Hazard, Technique
from monitor.triage import CaseState
from monitor.ui.words import UNKNOWN, severity_words, words
from monitor.warehouse.cases import CaseFilter, read_filter_values
from monitor.warehouse.connection import Store

OPEN, CLOSED, ALL = "Open", "Assessed", "All"
SEVERITIES = (1, 2, 3, 4)


def choose_filter(store: Store, states: Mapping[str, CaseState]) -> CaseFilter:
    """Show the filters and return what they select."""
    values = read_filter_values(store)
    row = st.columns([1.2, 1.6, 1.2, 1.2, 1, 1, 1])
    with row[0]:
        status = st.selectbox("Status", (OPEN, CLOSED, ALL), key="status", bind="query-params")
    with row[1]:
        failure = _choose("Failure", tuple(str(one) for one in Failure), key="failure")
    with row[2]:
        least = st.selectbox(
            "Severity from",
            SEVERITIES,
            index=None,
            format_func=severity_words,
            placeholder="Any",
            key="severity",
            bind="query-params",
        )
    with row[3]:
        kind = _choose("Kind", tuple(str(one) for one in CaseKind), key="kind")
    with row[4]:
        version = _choose("Version", values["model_version"], key="version")
    with row[5]:
        language = _choose("Language", values["language"], key="language")
    with row[6]:
        surface = _choose("Surface", values["surface"], key="surface")
    # Most teams load nothing but production, and need no eighth filter.
    origin = _choose("Origin", values["origin"], key="origin") if len(values["origin"]) > 1 else None
    plain = CaseFilter(
        failure=failure,
        kind=kind,
        least_severity=least,
        model_version=version,
        language=language,
        surface=surface,
        origin=origin,
        only=_closed(states) if status == CLOSED else None,
        without=_closed(states) if status == OPEN else (),
    )
    return _narrow_to_harm(plain)


def _closed(states: Mapping[str, CaseState]) -> tuple[str, ...]:
    return tuple(case_id for case_id, state in states.items() if state.status is not CaseStatus.OPEN)


def _narrow_to_harm(wanted: CaseFilter) -> CaseFilter:
    """Show two more filters, only where a cell of the hazard page or a shared address asks for one of them."""
    if not {"hazard", "technique"} & set(st.query_params):
        return wanted
    left, right = st.columns(2)
    with left:
        hazard = _choose("Hazard", (*Hazard, UNKNOWN), key="hazard")
    with right:
        technique = _choose("Technique", (*Technique, UNKNOWN), key="technique")
    return replace(wanted, hazard=hazard, technique=technique)


def choose_page(total: int, rows: int, *, key: str) -> int:
    """Return the chosen page, from 1; shows nothing when everything fits on one."""
    pages = -(-total // rows)
    return 1 if pages <= 1 else st.pagination(pages, key=key)


def _choose(name: str, options: Sequence[str], *, key: str) -> str | None:
    return st.selectbox(name, options, index=None, format_func=words, placeholder="Any", key=key, bind="query-params")
