"""What a person can do with clusters: merge, split, rename, answer proposed moves, take back; old links followed."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import polars as pl
import streamlit as st

from monitor.clusters import LineageEvent, resolve
from monitor.ledger import Event, live_events
from monitor.records import content_hash
from monitor.taxonomy import Axis, EventKind, LineageKind
from monitor.triage import (
    ClusterState,
    SeenCluster,
    accept_moves,
    last_event,
    merge_clusters,
    read_cluster_names,
    read_cluster_state,
    read_taught,
    refuse_moves,
    rename_cluster,
    split_cluster,
    undo_grouping,
)
from monitor.ui.decisions import decide, press, say
from monitor.ui.inert import excerpt
from monitor.ui.stores import actor, ledger
from monitor.ui.words import counted, day_and_time, severity_words, words
from monitor.warehouse.clusters import (
    clusters_frame,
    read_active_ids,
    read_ended,
    read_lineage_nights,
    read_member_ids,
)
from monitor.warehouse.connection import Store
from monitor.warehouse.identities import Proposal, read_proposals

CLUSTER_ID = re.compile(r"[pr]-[0-9a-f]{10}")
AXES = {"p": Axis.PROMPT, "r": Axis.RESPONSE}
# Enough cases to bind two clusters; a thousand more would say nothing new.
SNAPSHOT = 200
FOLLOWED = "cluster_followed"
WANTED = "cluster_wanted"
TAKES_EFFECT = "Recorded. The clusters change with the next night."


def follow_link(store: Store) -> None:
    """Lead an address that names a cluster by its id to that cluster, or to what it became."""
    wanted = st.session_state.pop(WANTED, None)
    if wanted is not None:
        _go_to(wanted)
    asked = st.query_params.get("cluster", "")
    if CLUSTER_ID.fullmatch(asked):
        st.session_state[FOLLOWED] = asked
        del st.query_params["cluster"]
        if asked in read_active_ids(store):
            _go_to(asked)
    _show_ended(store, st.session_state.get(FOLLOWED, ""))


def lead_to(cluster_id: str) -> None:
    """Open another cluster of the same page: once its list is drawn, only the next run can choose from it."""
    st.session_state[WANTED] = cluster_id
    st.rerun()


def with_given_names(clusters: pl.DataFrame) -> pl.DataFrame:
    """Show the names that people gave since the last night too; `clusters` is a `clusters_frame`."""
    with ledger() as decisions:
        names = read_cluster_names(decisions)
    given = [names.get(row["cluster_id"], row["name"]) for row in clusters.iter_rows(named=True)]
    return clusters.with_columns(name=pl.Series(given, dtype=pl.String))


def show_proposals(store: Store, axis: Axis) -> None:
    """Show where the last refit would have decided cases, and let a person accept or refuse."""
    proposals = read_proposals(store, axis)
    if not proposals:
        return
    with ledger() as decisions:
        taught = read_taught(decisions, axis, until=last_event(decisions, at=None))
        states = {one.cluster_id: read_cluster_state(decisions, one.cluster_id) for one in proposals}
    answered = taught.refused | {(case_id, one.other_id) for one in taught.groupings for case_id in one.there}
    waiting = [one for one in proposals if (one.case_id, one.other_id) not in answered]
    if not waiting:
        return
    names = _names(store, axis)
    with st.expander(f"{counted(len(waiting), 'decided case')} would move; nobody moves before you say so"):
        for (home, other), moves in groupby(waiting, key=lambda one: (one.cluster_id, one.other_id)):
            _show_move(list(moves), names, _seen(store, axis, states[home]), to=other)


def show_teaching(store: Store, cluster: Mapping[str, Any], frame: pl.DataFrame) -> None:
    """Show what people decided about a cluster and what they can decide; `frame` are its cases."""
    axis = Axis(cluster["axis"])
    with ledger() as decisions:
        state = read_cluster_state(decisions, cluster["cluster_id"])
    seen = _seen(store, axis, state)
    with st.expander("Merge, split or rename this cluster"):
        _show_decided(seen, state)
        _show_merging(store, seen)
        _show_splitting(seen, frame)
        _show_renaming(seen, state.name or cluster["name"])


def _go_to(cluster_id: str) -> None:
    axis = AXES[cluster_id[0]]
    # Streamlit complains of a widget with a default that is set to what it would have had anyway.
    if st.session_state.get("axis", Axis.RESPONSE) != axis:
        st.session_state["axis"] = axis
    st.session_state["cluster"] = cluster_id
    st.session_state.pop(FOLLOWED, None)


def _show_ended(store: Store, cluster_id: str) -> None:
    ended = read_ended(store, cluster_id) if cluster_id else None
    if ended is None:
        return
    nights = [
        [LineageEvent(one.cluster_id, LineageKind(one.event), one.other_id, one.shared) for one in night]
        for night in read_lineage_nights(store)
    ]
    heirs = resolve(nights, cluster_id, read_active_ids(store))
    st.info(f"The cluster {cluster_id} ended on {ended.night:%d %b %Y}." + ("" if heirs else " It left no cluster."))
    st.text(f"It was called: {ended.name}")
    names = _names(store, ended.axis)
    for heir in heirs:
        st.text(f"Its cases are in: {names[heir]}")
        st.button("Show that cluster", key=f"cluster_heir_{heir}", on_click=_go_to, args=(heir,))


def _names(store: Store, axis: Axis) -> dict[str, str]:
    clusters = with_given_names(clusters_frame(store, axis=axis))
    return {row["cluster_id"]: f"{row['name']} ({row['size']})" for row in clusters.iter_rows(named=True)}


def _seen(store: Store, axis: Axis, state: ClusterState) -> SeenCluster:
    members = read_member_ids(store, state.cluster_id, limit=SNAPSHOT)
    return SeenCluster(state.cluster_id, axis, state.version, members)


def _show_move(moves: Sequence[Proposal], names: Mapping[str, str], seen: SeenCluster, *, to: str) -> None:
    cases = [one.case_id for one in moves]
    st.text(f"{counted(len(cases), 'case')}: from {names.get(seen.cluster_id, seen.cluster_id)} to {names.get(to, to)}")
    yes, no, _ = st.columns([1, 1, 3])
    for column, title, action in ((yes, "Move", accept_moves), (no, "Leave them", refuse_moves)):
        column.button(
            title,
            key=f"cluster_{action.__name__}_{seen.cluster_id}_{to}_{seen.version}",
            on_click=press,
            args=(action, seen),
            kwargs={"to": to, "case_ids": cases, "actor": actor()},
            width="stretch",
        )


def _show_decided(seen: SeenCluster, state: ClusterState) -> None:
    live = live_events(state.history)
    for event in live:
        st.text(f"{day_and_time(event.at)} · {event.actor} · {_told(event)} {event.reason}".rstrip())
    st.button(
        "Take back the last",
        key=f"cluster_undo_{seen.cluster_id}_{seen.version}",
        on_click=press,
        args=(undo_grouping, seen),
        kwargs={"actor": actor()},
        disabled=not live,
        help="Takes back the last of these that still counts; the clusters go back with the next night.",
    )


def _told(event: Event) -> str:
    told = event.payload
    if event.kind is EventKind.CLUSTERS_MERGED:
        return f"merged into {told['into']}:" if "into" in told else f"merged with {told['other']}:"
    if event.kind is EventKind.CLUSTER_SPLIT:
        return f"split off {counted(len(told['there']), 'case')} as {told['new_id']}:"
    if event.kind is EventKind.RENAMED:
        return f"named it {told['name']}"
    return f"{words(event.kind)} ({counted(len(told['case_ids']), 'case')}, {told['to']})"


def _show_merging(store: Store, seen: SeenCluster) -> None:
    names = {one: name for one, name in _names(store, seen.axis).items() if one != seen.cluster_id}
    with st.form(f"cluster_merge_{seen.cluster_id}_{seen.version}", border=False):
        other = st.selectbox("Merge with", list(names), index=None, format_func=lambda one: names[one])
        reason = st.text_input("Why are they one?", key=f"cluster_merge_why_{seen.cluster_id}_{seen.version}")
        if st.form_submit_button("Merge") and other is not None:
            with ledger() as decisions:
                state = read_cluster_state(decisions, other)
            if decide(merge_clusters, seen, _seen(store, seen.axis, state), actor=actor(), reason=reason.strip()):
                say(TAKES_EFFECT)
            st.rerun()


def _show_splitting(seen: SeenCluster, frame: pl.DataFrame) -> None:
    rows = pl.DataFrame(
        {
            "Severity": [severity_words(one) for one in frame["severity"]],
            "What was asked": [excerpt(one) for one in frame["opening"]],
            "What came out": [excerpt(one) for one in frame["text"]],
        }
    )
    st.caption("Split off: choose the cases that are another problem.")
    # Streamlit keeps the positions of a selection when rows change: the key changes with them.
    shown = content_hash("".join(frame["case_id"]))[:12]
    picked = st.dataframe(
        rows,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key=f"cluster_split_{shown}_{seen.version}",
    )["selection"]["rows"]
    leaving = [frame["case_id"][row] for row in picked]
    with st.form(f"cluster_split_form_{seen.cluster_id}_{seen.version}", border=False):
        reason = st.text_input("Why do they differ?", key=f"cluster_split_why_{seen.cluster_id}_{seen.version}")
        if st.form_submit_button(f"Split off {counted(len(leaving), 'case')}", disabled=not leaving):
            if decide(split_cluster, seen, leaving, actor=actor(), reason=reason.strip()):
                say(TAKES_EFFECT)
            st.rerun()


def _show_renaming(seen: SeenCluster, name: str) -> None:
    with st.form(f"cluster_rename_{seen.cluster_id}_{seen.version}", border=False):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        given = left.text_input("Name", value=name).strip()
        if right.form_submit_button("Rename", width="stretch") and given != name:
            decide(rename_cluster, seen, given, actor=actor())
            st.rerun()
