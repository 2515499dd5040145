"""Like failures side by side: how they were provoked, and what came out."""

import polars as pl
import streamlit as st

from monitor.charts import cluster_map, cluster_sizes
from monitor.taxonomy import Axis
from monitor.ui.cluster_views import choose_cluster, show_cluster
from monitor.ui.decisions import show_said
from monitor.ui.quality_views import quality_hint
from monitor.ui.stores import snapshot
from monitor.ui.words import AXIS_WORDS, counted
from monitor.warehouse.clusters import clusters_frame, map_frame
from monitor.warehouse.runs import read_runs

store = snapshot()
st.title("Clusters")
show_said()
axis = st.segmented_control(
    "Group by",
    (Axis.RESPONSE, Axis.PROMPT),
    default=Axis.RESPONSE,
    required=True,
    format_func=AXIS_WORDS.__getitem__,
    key="axis",
    bind="query-params",
)
runs = read_runs(store, limit=1)
clusters = clusters_frame(store, axis=axis, run_id=runs[0].run_id if runs else None)
places = map_frame(store, axis)
if clusters.is_empty():
    st.info("No clusters yet: they need a few failing responses that are alike.")
    st.stop()

noise = places["cluster_id"].null_count()
st.caption(
    f"{counted(len(clusters), 'cluster')} of {counted(len(places), 'case')};"
    f" {noise} ({noise / len(places):.0%}) belong to none and are drawn grey.",
    help=quality_hint(),
)
left, right = st.columns([3, 2])
left.plotly_chart(cluster_map(places), key="clusters_map")
right.plotly_chart(cluster_sizes(clusters), key="clusters_sizes")
cluster_id = choose_cluster(clusters)
if cluster_id is not None:
    show_cluster(store, clusters.row(by_predicate=pl.col("cluster_id") == cluster_id, named=True))
