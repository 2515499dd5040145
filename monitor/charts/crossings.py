"""Which attacks lead to which harms, as a table of clusters against clusters with its denominators."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from monitor.charts.canvas import draw, draw_sentence
from monitor.charts.hazards import SCALE
from monitor.charts.palette import CLEAR, INK
from monitor.charts.words import inert

# More would be unreadable; what is left out is counted beside the chart.
MOST_CLUSTERS = 14
CELL_HEIGHT, AXIS_HEIGHT = 32, 150
SLANT = -35
LONGEST_LABEL = 30
NO_CLUSTER = "In no cluster"
# Darker cells need bright words.
DARK = 0.5


def cluster_crossings(frame: pl.DataFrame) -> go.Figure:
    """Draw a cell for each pair of clusters that share cases, darker the larger its share of the row's cases.

    Columns prompt_id, prompt_name, prompt_cases, response_id, response_name, response_cases, cases; an id that is null
    stands for the cases in no cluster, which come last. The largest clusters are drawn. Choosing a cell gives (prompt
    cluster's id or "", response cluster's id or "").
    """
    if frame.is_empty():
        return draw_sentence("No cases are in a cluster yet.")
    rows, columns = _largest(frame, "prompt"), _largest(frame, "response")
    cells = {(cell["prompt_id"], cell["response_id"]): cell for cell in frame.iter_rows(named=True)}
    grid = [[cells.get((row, column)) for column in columns] for row in rows]
    figure = draw(
        [_heat(grid), _points(grid)],
        height=AXIS_HEIGHT + CELL_HEIGHT * len(rows),
        showlegend=False,
    )
    names = {side: dict(frame.select(f"{side}_id", f"{side}_name").unique().rows()) for side in ("prompt", "response")}
    figure.update_xaxes(
        tickvals=list(range(len(columns))),
        ticktext=[_label(names["response"].get(one)) for one in columns],
        side="top",
        tickangle=SLANT,
    )
    return figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[_label(names["prompt"].get(one)) for one in rows],
        autorange="reversed",
        showgrid=False,
    )


def _largest(frame: pl.DataFrame, side: str) -> list[str | None]:
    """Return the ids of the largest clusters of one side, the largest first; the cases in none come last."""
    sizes = frame.select(pl.col(f"{side}_id"), pl.col(f"{side}_cases")).unique()
    found = sizes.drop_nulls(f"{side}_id").sort(f"{side}_cases", f"{side}_id", descending=[True, False])
    ids: list[str | None] = found[f"{side}_id"].head(MOST_CLUSTERS).to_list()
    return ids + [None] * (sizes[f"{side}_id"].null_count() > 0)


def _heat(grid: list[list[dict[str, Any] | None]]) -> go.Heatmap:
    return go.Heatmap(
        x=list(range(len(grid[0]))),
        y=list(range(len(grid))),
        z=[[_share(cell) for cell in line] for line in grid],
        zmin=0,
        zmax=1,
        colorscale=SCALE,
        xgap=3,
        ygap=3,
        colorbar={"tickformat": ".0%", "thickness": 10, "title": {"text": "Of the row", "side": "right"}},
        hoverinfo="skip",
    )


def _points(grid: list[list[dict[str, Any] | None]]) -> go.Scatter:
    """Return the words of every cell, as points: a heat map alone can be neither read nor chosen from."""
    shown = [(x, y, cell, _share(cell) or 0.0) for y, line in enumerate(grid) for x, cell in enumerate(line) if cell]
    return go.Scatter(
        x=[x for x, *_ in shown],
        y=[y for _, y, *_ in shown],
        mode="markers+text",
        text=[f"{cell['cases']} of {cell['prompt_cases']}" for *_, cell, _ in shown],
        textfont={"color": ["#FFFFFF" if share > DARK else "#1B1B1B" for *_, share in shown], "size": 12},
        marker={"size": 26, "symbol": "square", "color": CLEAR, "line": {"color": INK, "width": 0}},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=[
            (
                cell["prompt_id"] or "",
                cell["response_id"] or "",
                inert(cell["prompt_name"] or NO_CLUSTER),
                inert(cell["response_name"] or NO_CLUSTER),
                f"{cell['cases']} of the {cell['prompt_cases']} provoked so, "
                f"and of the {cell['response_cases']} that came out so",
            )
            for *_, cell, _ in shown
        ],
        hovertemplate="%{customdata[2]}<br>led to %{customdata[3]}:<br>%{customdata[4]}<extra></extra>",
    )


def _share(cell: dict[str, Any] | None) -> float | None:
    return None if cell is None else float(cell["cases"] / cell["prompt_cases"])


def _label(name: str | None) -> str:
    return inert(name or NO_CLUSTER, longest=LONGEST_LABEL)
