"""The map of cases: like ones together, up to a hundred thousand of them."""

import math

import numpy as np
import plotly.graph_objects as go
import polars as pl

from monitor.charts.canvas import draw, draw_sentence
from monitor.charts.map_groups import GROUPS, Group, MapColour, with_groups
from monitor.charts.palette import CLEAR, INK
from monitor.charts.words import inert
from monitor.taxonomy import label

MAP_HEIGHT = 560
# More names than this would hide the points.
NAMES_SHOWN = 8
LONGEST_NAME = 40
# Beyond this a browser without a graphics card takes more than a second for each step of a lasso.
MOST_DRAWN = 5_000
# Up to here points are drawn as SVG, sharp and without WebGL; beyond, a browser scrolls past them badly.
MOST_SVG = 2_000
# Fine enough to show a group, coarse enough to be sent in 60 kB.
DENSITY_BINS = 120
SHADE = "134, 142, 150"
IS_NOISE = pl.col("cluster_id").is_null()
ALONE = "In no cluster"
# Upright, beside the legend instead of over it.
MODEBAR = {"orientation": "v", "bgcolor": CLEAR, "color": INK}


def cluster_map(frame: pl.DataFrame, *, colour: MapColour = MapColour.SEVERITY) -> go.Figure:
    """Draw each case at its place; noise is hollow, the largest clusters carry their names.

    Columns case_id, cluster_id, name, x, y, failure, severity, nights, status; cluster_id and name are null for noise.
    The first value of a point's customdata is its case id. Of more than 5,000 cases the large groups are thinned (see
    `thinned`), and a grey shade shows where all of them lie.
    """
    if frame.is_empty():
        return draw_sentence("No cases to map yet.")
    shown = with_groups(thinned(frame), colour)
    shade = [_density(frame)] if len(shown) < len(frame) else []
    kind = go.Scatter if len(shown) <= MOST_SVG else go.Scattergl
    points = [
        kind(**_points(part, group, is_noise=is_noise))
        for group in GROUPS[colour]
        for is_noise in (True, False)
        if len(part := shown.filter(is_noise == IS_NOISE, pl.col("group") == group.key))
    ]
    hidden = {"visible": False}
    # Equal units on both axes, or distances on the map would mean different things.
    upright = {"visible": False, "scaleanchor": "x", "scaleratio": 1}
    figure = draw([*shade, *points, *_legend(shown, colour)], height=MAP_HEIGHT, xaxis=hidden, yaxis=upright)
    # A redraw of the page keeps what the reader zoomed to. With the lasso as first tool Streamlit hears no clicks.
    return figure.update_layout(annotations=_names(frame), dragmode="pan", uirevision="map", modebar=MODEBAR)


def thinned(frame: pl.DataFrame, most: int = MOST_DRAWN) -> pl.DataFrame:
    """Return at most so many rows: small groups whole, of the large ones equally many of each.

    A group are the cases of one cluster, or of none, that are equally severe.
    """
    if len(frame) <= most:
        return frame
    turn = pl.int_range(pl.len()).over("cluster_id", "severity")
    first = frame.with_columns(turn=turn).sort("turn", "severity", descending=[False, True]).head(most)
    return first.sort("case_id").drop("turn")


def _points(frame: pl.DataFrame, group: Group, *, is_noise: bool) -> dict[str, object]:
    names = {name: ALONE if name is None else inert(name, longest=LONGEST_NAME) for name in frame["name"].unique()}
    failures = {one: inert(label(one)) for one in frame["failure"].unique()}
    told = zip(frame["case_id"], frame["name"], frame["failure"], frame["severity"], strict=True)
    return {
        "name": group.words,
        "legendgroup": group.key,
        "showlegend": False,
        "x": frame["x"].cast(pl.Float32).to_numpy(),
        "y": frame["y"].cast(pl.Float32).to_numpy(),
        "mode": "markers",
        "marker": {
            "color": group.colour,
            "symbol": f"{group.shape}-open" if is_noise else group.shape,
            "size": group.size,
            "opacity": 0.75 if is_noise else 0.9,
        },
        "customdata": [
            (case_id, names[name], failures[failure], severity) for case_id, name, failure, severity in told
        ],
        "hovertemplate": "%{customdata[1]}<br>%{customdata[2]}, severity %{customdata[3]}<extra></extra>",
    }


def _legend(frame: pl.DataFrame, colour: MapColour) -> list[go.Scatter]:
    """Return an entry for each colour, and one that says what a hollow point is."""
    counts = dict(frame.group_by("group").len().rows())
    entries: list[tuple[str, str, str, str | None]] = [
        (f"{group.words} ({counts[group.key]:,})", group.colour, group.shape, group.key)
        for group in reversed(GROUPS[colour])
        if group.key in counts
    ]
    alone = frame.filter(IS_NOISE)
    if len(alone):
        entries.append((f"Hollow: in no cluster ({len(alone):,})", INK, "circle-open", None))
    return [
        go.Scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=name,
            legendgroup=group,
            marker={"color": shade, "symbol": shape, "size": 9},
            hoverinfo="skip",
        )
        for name, shade, shape, group in entries
    ]


def _density(frame: pl.DataFrame) -> go.Heatmap:
    """Return a grey shade over where cases lie, the darker the more."""
    counts, x, y = np.histogram2d(frame["x"].to_numpy(), frame["y"].to_numpy(), bins=DENSITY_BINS)
    darkness = np.where(counts > 0, np.log1p(counts), np.nan).T.astype(np.float32)
    return go.Heatmap(
        z=darkness,
        x=(x[:-1] + x[1:]) / 2,
        y=(y[:-1] + y[1:]) / 2,
        colorscale=[[0, f"rgba({SHADE}, 0.12)"], [1, f"rgba({SHADE}, 0.7)"]],
        zmin=math.log(2),
        showscale=False,
        hoverinfo="skip",
    )


def _names(frame: pl.DataFrame) -> list[dict[str, object]]:
    """Return a label above the middle of each of the largest clusters."""
    largest = (
        frame.lazy()
        .filter(~IS_NOISE)
        .group_by("cluster_id")
        .agg(pl.col("name").first(), pl.col("x").median(), pl.col("y").max(), cases=pl.len())
        .sort("cases", "cluster_id", descending=[True, False])
        .head(NAMES_SHOWN)
        .collect()
    )
    return [
        {
            "text": inert(row["name"], longest=LONGEST_NAME),
            "x": row["x"],
            "y": row["y"],
            "showarrow": False,
            "yshift": 14,
            "font": {"color": INK, "size": 12},
        }
        for row in largest.iter_rows(named=True)
    ]
