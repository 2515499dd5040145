"""What the page of clusters shows of one cluster."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from monitor.triage import open_incident, read_case_states
from monitor.ui.cluster_actions import show_teaching
from monitor.ui.decisions import decide, say
from monitor.ui.explanation_views import show_explanation
from monitor.ui.navigation import go_to_case
from monitor.ui.promotion_many import show_promoted, show_promoting
from monitor.ui.quality_views import quality_hint
from monitor.ui.stores import actor, ledger
from monitor.ui.tables import choose_case
from monitor.ui.trend_views import show_trend
from monitor.ui.words import counted, day_and_time, severity_words, words
from monitor.warehouse.cases import CaseFilter, cases_frame
from monitor.warehouse.clusters import lineage_frame, read_exemplar_ids, read_member_ids
from monitor.warehouse.connection import Store

MOST_ROWS = 200
MOST_EXEMPLARS = 3
# Those that belong to it most; a few representatives of so many say nothing less.
MOST_CANDIDATES = 2_000


def choose_cluster(clusters: pl.DataFrame) -> str | None:
    """List the clusters, gravest first, and return the chosen one; the address may name one."""
    ids = clusters["cluster_id"].to_list()
    names = {row["cluster_id"]: cluster_label(row) for row in clusters.iter_rows(named=True)}
    picked: str | None = st.selectbox(
        "Cluster",
        ids,
        index=None,
        format_func=names.__getitem__,
        placeholder="Choose one to see its cases",
        key="cluster",
        bind="query-params",
    )
    return picked


def cluster_label(cluster: Mapping[str, Any]) -> str:
    """Return how a cluster is named in the list of them, and in the address of its page."""
    return f"{words(cluster['failure'])}: {cluster['name']} ({cluster['size']})"


def show_cluster(store: Store, cluster: dict[str, Any]) -> None:
    """Show one cluster: its history, the cases that show it best, all its cases, and a way to an incident."""
    with st.container(horizontal=True, gap="small"):
        st.badge(f"Worst severity {severity_words(cluster['severity'])}", color="gray")
        st.badge(counted(cluster["size"], "case"), color="gray", help=quality_hint(cluster["failure"]))
        st.badge(f"{cluster['new_cases']} new last night", color="blue" if cluster["new_cases"] else "gray")
        st.badge(f"last seen {day_and_time(cluster['last_seen_at'])}", color="gray")
    st.text("Keywords: " + ", ".join(cluster["keywords"]))
    frame = cases_frame(store, CaseFilter(cluster_id=cluster["cluster_id"]), limit=MOST_ROWS)
    show_trend(store, cluster)
    _show_opening(cluster, frame)
    with ledger() as decisions:
        states = read_case_states(decisions)
    members = read_member_ids(store, cluster["cluster_id"], limit=MOST_CANDIDATES)
    show_promoting(store, members, states, key=f"cluster_{cluster['cluster_id']}")
    show_promoted(f"cluster_{cluster['cluster_id']}")
    show_teaching(store, cluster, frame)
    exemplars = read_exemplar_ids(store, cluster["cluster_id"])[:MOST_EXEMPLARS]
    for title, rows in (("Exemplars", frame.filter(pl.col("case_id").is_in(exemplars))), ("All its cases", frame)):
        if rows is frame:
            show_explanation(store, cluster, states)
        st.subheader(title)
        picked = choose_case(rows, states, key=f"cluster_{title[:3]}_choose")
        if picked is not None:
            go_to_case(picked)
    _show_lineage(store, cluster["cluster_id"])


def _show_opening(cluster: dict[str, Any], frame: pl.DataFrame) -> None:
    with st.form(f"cluster_incident_{cluster['cluster_id']}", border=False):
        left, right = st.columns([4, 1], vertical_alignment="bottom")
        title = left.text_input("Open an incident with all these cases", placeholder="What is the one cause?")
        if right.form_submit_button("Open incident", width="stretch") and title.strip():
            done = decide(
                open_incident,
                title.strip(),
                case_ids=frame["case_id"].to_list(),
                cluster_id=cluster["cluster_id"],
                actor=actor(),
            )
            if done:
                say("The incident is open; find it under Incidents.")
            st.rerun()


def _show_lineage(store: Store, cluster_id: str) -> None:
    lineage = lineage_frame(store, cluster_id)
    with st.expander("History of this cluster"):
        st.dataframe(
            pl.DataFrame(
                {
                    "Night": lineage["run_id"],
                    "What happened": [words(one) for one in lineage["event"]],
                    "Cases shared": lineage["shared"],
                }
            ),
            hide_index=True,
        )
