"""The map of cases on a page: what colours it, what is drawn, and what a person picked on it."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import polars as pl
import streamlit as st

from monitor.charts import cluster_map, cluster_sizes
from monitor.charts.map_groups import MapColour, with_groups
from monitor.charts.maps import MOST_DRAWN, thinned
from monitor.charts.regions import inside_box, inside_lasso
from monitor.records import content_hash
from monitor.taxonomy import Axis, CaseStatus
from monitor.triage import CaseState
from monitor.ui.words import AXIS_WORDS, words

# How often a decision was made on a selection in this session: each begins with nothing selected.
ROUND = "map_round"
CHOSEN_CLUSTER = "cluster"
TOOLS = {"displayModeBar": True, "displaylogo": False, "modeBarButtonsToRemove": ["toImage", "autoScale2d"]}
# The tools would lie over the first bar, and there is nothing to zoom into.
NO_TOOLS = {"displayModeBar": False}


def choose_axis() -> Axis:
    """Let the reader say by what cases are grouped; the address may say it."""
    return st.segmented_control(
        "Group by",
        (Axis.RESPONSE, Axis.PROMPT),
        default=Axis.RESPONSE,
        required=True,
        format_func=AXIS_WORDS.__getitem__,
        key="axis",
        bind="query-params",
    )


def choose_colour() -> MapColour:
    """Let the reader say what colours mean; the address may say it."""
    return st.segmented_control(
        "Colour by",
        tuple(MapColour),
        default=MapColour.SEVERITY,
        required=True,
        format_func=words,
        key="colour",
        bind="query-params",
    )


def with_decisions(places: pl.DataFrame, states: Mapping[str, CaseState]) -> pl.DataFrame:
    """Add column status to the places of cases, and put a person's own severity over the machine's."""
    graded = {case_id: state.severity for case_id, state in states.items() if state.severity is not None}
    # Plain texts: Polars takes a first word that is an enum's for the only kind of word there is.
    status = {case_id: str(status_key(state)) for case_id, state in states.items()}
    case_id = pl.col("case_id")
    return places.with_columns(
        status=case_id.replace_strict(status, default="open", return_dtype=pl.String),
        severity=case_id.replace_strict(graded, default=pl.col("severity"), return_dtype=pl.Int32),
    )


def with_names(places: pl.DataFrame, clusters: pl.DataFrame) -> pl.DataFrame:
    """Give the places of cases the names that their clusters are listed under."""
    names = dict(clusters.select("cluster_id", "name").rows())
    renamed = pl.col("cluster_id").replace_strict(names, default=pl.col("name"), return_dtype=pl.String)
    return places.with_columns(name=renamed)


def status_key(state: CaseState) -> str:
    """Return the one word that says most about where a case stands."""
    if state.incident_id is not None:
        return "incident"
    if state.status is CaseStatus.RESOLVED:
        return "resolved"
    return "open" if state.verdict is None else state.verdict


def show_map(places: pl.DataFrame, *, axis: Axis, colour: MapColour) -> list[str]:
    """Show the map and return the ids of the cases picked on it."""
    hidden = len(places) - MOST_DRAWN
    if hidden > 0:
        st.caption(
            f"{MOST_DRAWN:,} of {len(places):,} cases are drawn as points: small groups whole, large ones thinned."
            " The grey shade shows where all lie, and a lasso or a box takes all inside."
        )
    # Streamlit keeps a selection by position: the key must change with what is on the map.
    drawn = content_hash("".join(places["case_id"]))[:12]
    chart = st.plotly_chart(
        cluster_map(places, colour=colour),
        key=f"map_{axis}_{colour}_{drawn}_{st.session_state.get(ROUND, 0)}",
        on_select="rerun",
        selection_mode=("points", "box", "lasso"),
        config=TOOLS,
    )
    return selected_cases(places, chart["selection"], colour=colour)


def selected_cases(places: pl.DataFrame, selection: Mapping[str, Any], *, colour: MapColour) -> list[str]:
    """Return the ids of the picked cases; a lasso or a box takes those too that are inside and were not drawn.

    Colours that the reader hid in the legend are not taken.
    """
    known = set(places["case_id"])
    picked = {case_id for point in selection["points"] for case_id in _case_of(point)} & known
    shapes = [(inside_lasso, one) for one in selection["lasso"]] + [(inside_box, one) for one in selection["box"]]
    if not shapes or len(thinned(places)) == len(places):
        return sorted(picked)
    coordinates = places.select("x", "y").to_numpy()
    inside = np.any([find(coordinates, (shape["x"], shape["y"])) for find, shape in shapes], axis=0)
    grouped = with_groups(places, colour)
    groups = grouped.filter(pl.col("case_id").is_in(picked))["group"].unique()
    taken = grouped.filter(pl.Series(inside) & pl.col("group").is_in(groups.implode()))
    return sorted(taken["case_id"])


def show_sizes(clusters: pl.DataFrame, *, axis: Axis) -> None:
    """Show the largest clusters as bars; a click on one chooses it."""
    key = f"sizes_{axis}_{content_hash(''.join(clusters['cluster_id']))[:12]}"
    st.plotly_chart(
        cluster_sizes(clusters), key=key, on_select=partial(_choose_bar, key), selection_mode="points", config=NO_TOOLS
    )


def choose(cluster_id: str) -> None:
    """Show a cluster on the next drawing of the page."""
    st.session_state[CHOSEN_CLUSTER] = cluster_id


def _choose_bar(key: str) -> None:
    points = st.session_state[key]["selection"]["points"]
    if points:
        choose(str(points[0]["customdata"][0]))


def _case_of(point: Mapping[str, Any]) -> list[str]:
    """Return the id of a point's case; the grey shade has none."""
    return [str(told) for told in (point.get("customdata") or ())[:1]]
