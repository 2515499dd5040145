"""Which failures are alike, as a map and by size."""

import plotly.graph_objects as go
import polars as pl

from monitor.charts.canvas import HEIGHT, draw, draw_sentence
from monitor.charts.palette import INK, NEUTRAL, failure_colour, failure_order
from monitor.charts.words import inert
from monitor.taxonomy import label

MAP_HEIGHT = 520
# More names than this would hide the points.
NAMES_SHOWN = 8
LARGEST_SHOWN = 20
LONGEST_NAME = 40
BAR_HEIGHT = 28
IS_NOISE = pl.col("cluster_id").is_null()


def cluster_map(frame: pl.DataFrame) -> go.Figure:
    """Draw each case at its place, coloured by failure; noise is hollow, the largest clusters carry their names.

    Columns case_id, cluster_id, name, x, y, failure, severity; cluster_id and name are null for noise. The first value
    of a point's customdata is its case id, for a page to open.
    """
    if frame.is_empty():
        return draw_sentence("No cases to map yet.")
    noise, clustered = frame.filter(IS_NOISE), frame.filter(~IS_NOISE)
    parts = [(part["failure"][0], part) for part in clustered.partition_by("failure", maintain_order=True)]
    parts.sort(key=lambda part: (failure_order(part[0]), part[0] or ""))
    points = [
        _points(part, name=inert(label(failure)), marker={"color": failure_colour(failure), "size": 9, "opacity": 0.85})
        for failure, part in parts
    ]
    hollow = {"color": NEUTRAL, "size": 7, "symbol": "circle-open", "opacity": 0.7}
    alone = [] if noise.is_empty() else [_points(noise, name="In no cluster", marker=hollow)]
    hidden = {"visible": False}
    # Equal units on both axes, or distances on the map would mean different things.
    upright = {"visible": False, "scaleanchor": "x", "scaleratio": 1}
    figure = draw([*alone, *points], height=MAP_HEIGHT, xaxis=hidden, yaxis=upright)
    return figure.update_layout(annotations=_names(clustered))


def cluster_sizes(frame: pl.DataFrame) -> go.Figure:
    """Draw the largest clusters as bars, the largest on top, coloured by main failure; columns name, size, failure."""
    if frame.is_empty():
        return draw_sentence("No clusters yet.")
    largest = frame.sort("size", "name", descending=[True, False]).head(LARGEST_SHOWN)
    names = [inert(name, longest=LONGEST_NAME) for name in largest["name"]]
    bars = go.Bar(
        # Positions, not names: two clusters of one name would fall into one bar.
        y=list(range(len(names))),
        x=largest["size"].to_list(),
        orientation="h",
        marker={"color": [failure_colour(failure) for failure in largest["failure"]], "line": {"width": 0}},
        customdata=[(name, inert(label(failure))) for name, failure in zip(names, largest["failure"], strict=True)],
        hovertemplate="%{customdata[0]}<br>%{x} cases, mostly %{customdata[1]}<extra></extra>",
    )
    return draw(
        [bars],
        height=max(HEIGHT, BAR_HEIGHT * len(names)),
        yaxis={"autorange": "reversed", "tickvals": list(range(len(names))), "ticktext": names, "showgrid": False},
        xaxis={"showgrid": True, "rangemode": "tozero"},
    )


def _points(frame: pl.DataFrame, *, name: str, marker: dict[str, object]) -> go.Scatter:
    shown = zip(frame["case_id"], frame["name"], frame["failure"], frame["severity"], strict=True)
    return go.Scatter(
        name=name,
        x=frame["x"].to_list(),
        y=frame["y"].to_list(),
        mode="markers",
        marker=marker,
        customdata=[
            (case_id, "In no cluster" if cluster is None else inert(cluster), inert(label(failure)), severity)
            for case_id, cluster, failure, severity in shown
        ],
        hovertemplate="%{customdata[1]}<br>%{customdata[2]}, severity %{customdata[3]}<extra></extra>",
    )


def _names(clustered: pl.DataFrame) -> list[dict[str, object]]:
    """Return a label above the middle of each of the largest clusters."""
    largest = (
        clustered.lazy()
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
