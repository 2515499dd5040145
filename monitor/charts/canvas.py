"""The look that all figures share."""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

from monitor.charts.palette import CLEAR, GRID, INK

HEIGHT = 380
FONT_SIZE = 13


def draw(traces: Sequence[BaseTraceType], **layout: object) -> go.Figure:
    """Draw traces on a transparent canvas that reads well in a light and in a dark theme."""
    axis = {"gridcolor": GRID, "zeroline": False, "linecolor": GRID, "automargin": True, "title": None}
    figure = go.Figure(
        data=list(traces),
        layout={
            "height": HEIGHT,
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "font": {"color": INK, "size": FONT_SIZE},
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            # Above the plot: below it, slanted tick labels would run into it.
            "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.02, "x": 0, "traceorder": "normal"},
            "hoverlabel": {"align": "left"},
            "xaxis": {**axis, "showgrid": False},
            "yaxis": axis,
        },
    )
    return figure.update_layout(**layout)


def draw_sentence(sentence: str) -> go.Figure:
    """Draw a calm sentence where there is nothing to chart."""
    figure = draw([], xaxis={"visible": False}, yaxis={"visible": False})
    return figure.add_annotation(text=sentence, x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False)
