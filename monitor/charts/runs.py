"""What each night's run loaded."""

import plotly.graph_objects as go
import polars as pl

from monitor.charts.canvas import draw, draw_sentence
from monitor.charts.palette import FAILURE_COLOURS, NEUTRAL
from monitor.charts.words import inert
from monitor.taxonomy import Failure

# What became of each conversation or report seen, from the bottom of a bar to its top.
OUTCOMES = {
    "inserted": ("New", FAILURE_COLOURS[Failure.OVER_REFUSAL]),
    "known": ("Already known", NEUTRAL),
    "rejected": ("Rejected", FAILURE_COLOURS[Failure.JAILBREAK]),
}
# As many dates as stand side by side in half a page.
DATES_SHOWN = 6


def runs_timeline(frame: pl.DataFrame) -> go.Figure:
    """Draw what each run saw as bars stacked by what became of it; columns run_id, name, value.

    `name` is seen, inserted, known or rejected; other names are left out. A bar is as high as what was seen.
    """
    outcomes = frame.filter(pl.col("name").is_in(list(OUTCOMES)))
    if outcomes.is_empty():
        return draw_sentence("No night has been loaded yet.")
    totals = outcomes.group_by("run_id", "name", maintain_order=True).agg(pl.col("value").sum())
    bars = [
        go.Bar(
            name=shown,
            x=[inert(run_id) for run_id in of_outcome["run_id"]],
            y=of_outcome["value"].to_list(),
            marker={"color": colour, "line": {"width": 0}},
            hovertemplate=f"%{{x}}: %{{y}} {shown.lower()}<extra></extra>",
        )
        for outcome, (shown, colour) in OUTCOMES.items()
        if not (of_outcome := totals.filter(name=outcome)).is_empty()
    ]
    order = [inert(run_id) for run_id in frame["run_id"].unique(maintain_order=True)]
    runs = {"type": "category", "categoryorder": "array", "categoryarray": order, "nticks": DATES_SHOWN, "tickangle": 0}
    return draw(bars, barmode="stack", bargap=0.25, xaxis=runs, yaxis_rangemode="tozero")
