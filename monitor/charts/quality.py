"""How far to trust a detector: whether its scores mean what they say, and where another version took over."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import plotly.graph_objects as go
import polars as pl

from monitor.charts.canvas import draw, draw_sentence
from monitor.charts.palette import FAILURE_COLOURS, INK
from monitor.charts.words import inert
from monitor.taxonomy import label

# Bars stand on noon of their day as far as the eye goes: the line goes between two of them.
HALF_A_DAY = timedelta(hours=12)
# More names would not fit beside one line; the others are one hover away.
NAMES_SHOWN = 1
LEGEND_ABOVE = 1.1


def calibration_plot(frame: pl.DataFrame) -> go.Figure:
    """Draw, for each source, how often claims of a score are right; columns source, score, rate, low, high, rows.

    On the dotted line a score means what it says.
    """
    if frame.is_empty():
        return draw_sentence("Nothing was flagged that could be calibrated.")
    colours = list(FAILURE_COLOURS.values())
    diagonal = go.Scatter(
        name="As it says",
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"color": INK, "dash": "dot", "width": 1},
        hoverinfo="skip",
    )
    points = [
        _calibration_points(of_source, colours[place % len(colours)])
        for place, of_source in enumerate(frame.partition_by("source", maintain_order=True))
    ]
    axis = {"tickformat": ".0%", "range": [0, 1.04]}
    return draw(
        [diagonal, *points],
        xaxis={**axis, "title": "Score of the detector"},
        yaxis={**axis, "title": "Truly failing"},
    )


def mark_breaks(figure: go.Figure, breaks: pl.DataFrame) -> go.Figure:
    """Mark on a chart over days where another version of a detector took over; a `version_breaks_frame`.

    What stands on two sides of such a line was counted by different means.
    """
    for of_day in breaks.partition_by("day", maintain_order=True):
        at = (datetime.combine(of_day["day"][0], time()) - HALF_A_DAY).isoformat()
        figure.add_shape(
            type="line", x0=at, x1=at, y0=0, y1=1, yref="paper", line={"color": INK, "dash": "dash", "width": 1.5}
        )
        changes = [inert(change) for change in _changes(of_day)]
        more = f" and {len(changes) - NAMES_SHOWN} more" if len(changes) > NAMES_SHOWN else ""
        figure.add_annotation(
            text=f"{', '.join(changes[:NAMES_SHOWN])}{more}",
            hovertext="<br>".join(["New versions: not comparable across this line", *changes]),
            x=at,
            y=1,
            yref="paper",
            yanchor="bottom",
            xanchor="center",
            align="left",
            showarrow=False,
            font={"color": INK, "size": 11},
        )
    # The names stand between plot and legend.
    return figure if breaks.is_empty() else figure.update_layout(legend_y=LEGEND_ABOVE)


def _changes(breaks: pl.DataFrame) -> Iterator[str]:
    for row in breaks.iter_rows(named=True):
        yield f"{label(row['detector'])} {row['before']} → {row['version']}"


def _calibration_points(frame: pl.DataFrame, colour: str) -> go.Scatter:
    rates = frame["rate"]
    return go.Scatter(
        name=inert(frame["source"][0]),
        x=frame["score"].to_list(),
        y=rates.to_list(),
        # No line from point to point: each bin stands for itself.
        mode="markers",
        marker={"color": colour, "size": 9},
        error_y={
            "array": (frame["high"] - rates).to_list(),
            "arrayminus": (rates - frame["low"]).to_list(),
            "thickness": 1.5,
            "width": 3,
        },
        customdata=frame.select("rows", "low", "high").rows(),
        hovertemplate="%{fullData.name}: of %{customdata[0]} claims scored about %{x:.2f},<br>%{y:.0%} truly fail"
        " (95 % sure: %{customdata[1]:.0%} to %{customdata[2]:.0%})<extra></extra>",
    )
