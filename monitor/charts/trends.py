"""How often a cluster is met, night by night, in the band of what is usual."""

import plotly.graph_objects as go
import polars as pl

from monitor.charts.canvas import draw, draw_sentence
from monitor.charts.palette import INK, failure_colour

TREND_HEIGHT = 280
BAND = "rgba(128, 128, 128, 0.18)"


def rate_trend(frame: pl.DataFrame, *, failure: str | None = None) -> go.Figure:
    """Draw a cluster's rate per 10,000 conversations with its 95 % interval, above the band of 95 % of usual nights.

    Columns night, conversations, total, per, low, high, and usual, usual_low, usual_high, which are null as long as
    nothing is known of what is usual.
    """
    if frame.is_empty():
        return draw_sentence("No night to draw yet.")
    known = frame.filter(pl.col("usual").is_not_null())
    band = [] if known.is_empty() else _band(known)
    figure = draw([*band, _rates(frame, failure)], height=TREND_HEIGHT)
    return figure.update_layout(xaxis_tickformat="%d %b", yaxis_rangemode="tozero")


def _band(known: pl.DataFrame) -> list[go.Scatter]:
    nights = known["night"].to_list()
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "x": nights}
    return [
        go.Scatter(y=known["usual_low"].to_list(), showlegend=False, **edge),
        go.Scatter(
            y=known["usual_high"].to_list(), name="95 % of usual nights", fill="tonexty", fillcolor=BAND, **edge
        ),
        go.Scatter(
            x=nights,
            y=known["usual"].to_list(),
            name="Usual",
            mode="lines",
            line={"color": INK, "width": 1, "dash": "dot"},
            hovertemplate="%{x|%d %b}: usually %{y:.1f} of 10,000<extra></extra>",
        ),
    ]


def _rates(frame: pl.DataFrame, failure: str | None) -> go.Scatter:
    met = frame.filter(pl.col("per").is_not_null())
    colour = failure_colour(failure)
    return go.Scatter(
        name="Measured",
        x=met["night"].to_list(),
        y=met["per"].to_list(),
        mode="lines+markers",
        line={"color": colour, "width": 1.5},
        marker={"color": colour, "size": 7},
        error_y={
            "array": (met["high"] - met["per"]).to_list(),
            "arrayminus": (met["per"] - met["low"]).to_list(),
            "thickness": 1,
            "width": 2,
        },
        customdata=met.select("conversations", "total", "low", "high").rows(),
        hovertemplate="%{x|%d %b}: %{y:.1f} of 10,000 (%{customdata[0]} of %{customdata[1]} conversations)"
        "<br>95 % sure: %{customdata[2]:.1f} to %{customdata[3]:.1f}<extra></extra>",
    )
