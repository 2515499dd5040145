"""Like failures side by side: how they were provoked, and what came out."""

import polars as pl
import streamlit as st

from monitor.triage import read_case_states
from monitor.ui.cluster_actions import follow_link, show_proposals, with_given_names
from monitor.ui.cluster_views import choose_cluster, show_cluster
from monitor.ui.explanation_views import show_crossings
from monitor.ui.map_actions import show_selection
from monitor.ui.map_views import choose_axis, choose_colour, show_map, show_sizes, with_decisions, with_names
from monitor.ui.quality_views import quality_hint
from monitor.ui.said import show_said
from monitor.ui.stores import ledger, snapshot
from monitor.ui.words import counted
from monitor.warehouse.clusters import clusters_frame
from monitor.warehouse.maps import places_frame
from monitor.warehouse.runs import read_runs

store = snapshot()
with ledger() as decisions:
    states = read_case_states(decisions)

st.title("Clusters")
show_said()
follow_link(store)
left, right = st.columns([3, 2])
with left:
    axis = choose_axis()
with right:
    colour = choose_colour()
runs = read_runs(store, limit=1)
clusters = with_given_names(clusters_frame(store, axis=axis, run_id=runs[0].run_id if runs else None))
places = with_names(with_decisions(places_frame(store, axis), states), clusters)
if clusters.is_empty():
    st.info("No clusters yet: they need a few failing responses that are alike.")
    st.stop()

noise = places["cluster_id"].null_count()
st.caption(
    f"{counted(len(clusters), 'cluster')} of {counted(len(places), 'case')};"
    f" {noise} ({noise / len(places):.0%}) belong to none and are drawn hollow.",
    help=quality_hint(),
)
left, right = st.columns([3, 2])
with left:
    picked = show_map(places, axis=axis, colour=colour)
with right:
    show_sizes(clusters, axis=axis)
show_selection(store, places.filter(pl.col("case_id").is_in(picked)), states)
show_proposals(store, axis)
cluster_id = choose_cluster(clusters)
if cluster_id is None:
    show_crossings(store)
else:
    show_cluster(store, clusters.row(by_predicate=pl.col("cluster_id") == cluster_id, named=True))
