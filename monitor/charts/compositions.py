"""What a curated set is made of, side by side."""

from collections.abc import Sequence

import plotly.graph_objects as go

from monitor.charts.canvas import draw, draw_sentence
from monitor.charts.palette import FAILURE_COLOURS, NEUTRAL
from monitor.charts.words import inert
from monitor.taxonomy import Failure, Side, label

# Two colours of the palette that differ for every eye: what is tested, and what is trained on.
SIDE_COLOURS = {Side.EVAL: FAILURE_COLOURS[Failure.OVER_REFUSAL], Side.TRAIN: FAILURE_COLOURS[Failure.MADE_UP_FACTS]}
BAR_HEIGHT, LEAST_HEIGHT = 34, 160
# More bars are no picture; the rest is one bar.
MOST_BARS = 15


def composition_bars(counted: Sequence[tuple[Side, str | None, int]]) -> go.Figure:
    """Draw how many examples of each side have each value, the most frequent on top."""
    if not counted:
        return draw_sentence("No example yet.")
    totals: dict[str | None, int] = {}
    for _, value, count in counted:
        totals[value] = totals.get(value, 0) + count
    shown = sorted(totals, key=lambda value: (-totals[value], str(value)))[:MOST_BARS]
    rest = set(totals) - set(shown)
    names = [*(inert(label(value)) for value in shown), *([f"{len(rest)} more"] if rest else [])]
    traces = []
    for side, colour in SIDE_COLOURS.items():
        mine = {value: count for one, value, count in counted if one is side}
        counts = [mine.get(value, 0) for value in shown]
        counts += [sum(mine.get(value, 0) for value in rest)] if rest else []
        hover = f"%{{y}}: %{{x}} {side} examples<extra></extra>"
        look = {"marker_color": colour, "hovertemplate": hover}
        traces.append(go.Bar(name=label(side), x=counts, y=names, orientation="h", **look))
    height = max(LEAST_HEIGHT, BAR_HEIGHT * len(names) + 60)
    figure = draw(traces, height=height, barmode="stack", bargap=0.35)
    figure.update_xaxes(showgrid=True, rangemode="tozero", tickformat="d")
    return figure.update_yaxes(autorange="reversed", showgrid=False, type="category", color=NEUTRAL)
