"""The largest clusters, by size."""

import plotly.graph_objects as go
import polars as pl

from monitor.charts.canvas import HEIGHT, draw, draw_sentence
from monitor.charts.palette import failure_colour
from monitor.charts.words import inert
from monitor.taxonomy import label

LARGEST_SHOWN = 20
LONGEST_NAME = 40
BAR_HEIGHT = 28


def cluster_sizes(frame: pl.DataFrame) -> go.Figure:
    """Draw the largest clusters as bars, the largest on top, coloured by main failure.

    Columns cluster_id, name, size, failure. The first value of a bar's customdata is its cluster id.
    """
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
        customdata=[
            (cluster_id, name, inert(label(failure)))
            for cluster_id, name, failure in zip(largest["cluster_id"], names, largest["failure"], strict=True)
        ],
        hovertemplate="%{customdata[1]}<br>%{x} cases, mostly %{customdata[2]}<extra></extra>",
    )
    return draw(
        [bars],
        height=max(HEIGHT, BAR_HEIGHT * len(names)),
        yaxis={"autorange": "reversed", "tickvals": list(range(len(names))), "ticktext": names, "showgrid": False},
        xaxis={"showgrid": True, "rangemode": "tozero"},
        dragmode=False,
    )
