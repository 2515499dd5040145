"""Reports about the same thing: the group that a report is in, and what a person can say about it."""

from collections.abc import Mapping, Sequence

import polars as pl
import streamlit as st

from monitor.linkage import ReportPair, told_text
from monitor.linking import join_reports
from monitor.records import Report, content_hash
from monitor.taxonomy import Way
from monitor.triage.links import LinkRef, Links, confirm_link, read_pairs_decided
from monitor.ui.decisions import press
from monitor.ui.inert import excerpt, show_text
from monitor.ui.link_views import decision_buttons
from monitor.ui.navigation import go_to_case
from monitor.ui.stores import actor, ledger
from monitor.ui.words import words
from monitor.warehouse.connection import Store
from monitor.warehouse.links import read_pairs
from monitor.warehouse.reports import read_reports


def show_joined(store: Store, report: Report) -> None:
    """Show the reports that tell of the same as this one, and let a person join and part them."""
    with ledger() as decisions:
        decided = read_pairs_decided(decisions)
    pairs = read_pairs(store)
    known = {one.report_id: one for one in read_reports(store)}
    group = group_reports(known, pairs, decided)[report.report_id]
    beside = [one for one in _near(report.report_id, pairs, decided) if one in known and one not in group]
    others = [one for one in group if one != report.report_id]
    st.subheader("Reports of the same")
    if others or beside:
        chosen = _choose(report, [known[one] for one in (*others, *beside)], group, pairs)
        if chosen is not None:
            _show_pair(report, chosen, decided)
    else:
        st.caption("No other report tells of it, as far as the last night could find.")
    _show_joining(report.report_id, known, decided)


def group_reports(
    known: Mapping[str, Report], pairs: Sequence[ReportPair], decided: Links
) -> dict[str, tuple[str, ...]]:
    """Join the reports that machines or people find to be of the same, as people decided by now."""
    return join_reports(
        known,
        {(one.report_id, one.other_id): one.similarity for one in pairs},
        joined=[ends for ends, state in decided.items() if state.holds],
        parted=[ends for ends, state in decided.items() if state.holds is False],
    )


def _near(report_id: str, pairs: Sequence[ReportPair], decided: Links) -> list[str]:
    """Return the reports that were once linked to this one: parted ones must be seen to be joined again."""
    ends = {(one.report_id, one.other_id) for one in pairs} | set(decided)
    return sorted({left if right == report_id else right for left, right in ends if report_id in (left, right)})


def _choose(
    report: Report, others: Sequence[Report], group: Sequence[str], pairs: Sequence[ReportPair]
) -> Report | None:
    found = {frozenset((one.report_id, one.other_id)): one for one in pairs}
    shown = st.dataframe(
        pl.DataFrame([_row(one, group, found.get(frozenset((report.report_id, one.report_id)))) for one in others]),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"joined_choose_{report.report_id}_{content_hash(''.join(one.report_id for one in others))[:12]}",
    )
    rows = shown["selection"]["rows"]
    return others[rows[0]] if rows else None


def _row(other: Report, group: Sequence[str], pair: ReportPair | None) -> dict[str, object]:
    if pair is None:
        why = "Through another report or by a person"
    else:
        why = f"{pair.similarity:.0%} {'of the words' if pair.way is Way.WORDS else 'by meaning'}"
    return {
        "Joined": "Yes" if other.report_id in group else "No",
        "Why": why,
        "Channel": words(other.channel),
        "What was told": excerpt(told_text(other)),
        "Told at (UTC)": other.reported_at,
    }


def _show_pair(report: Report, other: Report, decided: Links) -> None:
    left, right = sorted((report.report_id, other.report_id))
    state = decided.get((left, right))
    version = 0 if state is None else state.version
    ref = LinkRef(report_id=left, other_id=right, is_pair=True, version=version)
    decision_buttons(ref, state, yes="Join them", no="Part them")
    show_text(told_text(other))
    if st.button("Open that report", key=f"joined_open_{other.report_id}"):
        go_to_case(other.report_id)


def _show_joining(report_id: str, known: Mapping[str, Report], decided: Links) -> None:
    with st.expander("Join another report by hand"), st.form(f"joined_add_{report_id}", border=False):
        st.caption("The id of this report:")
        st.code(report_id, language=None)
        named = st.text_input("Id of the other report").strip()
        if st.form_submit_button("Join them"):
            if named not in known:
                st.error("The last snapshot holds no report of this id.")
                return
            left, right = sorted((report_id, named))
            state = decided.get((left, right))
            ref = LinkRef(report_id=left, other_id=right, is_pair=True, version=state.version if state else 0)
            press(confirm_link, ref, actor=actor())
            st.rerun()
