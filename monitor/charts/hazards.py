"""Which harm comes out by which technique, as a map of cells with their denominators."""

import plotly.graph_objects as go
import polars as pl

from monitor.charts.canvas import draw, draw_sentence
from monitor.charts.palette import CLEAR, INK, SEVERITY_COLOURS
from monitor.charts.words import inert
from monitor.taxonomy import Hazard, Technique, label

UNKNOWN, PLAIN = "unknown", "none"
HAZARDS = (*Hazard, UNKNOWN)
TECHNIQUES = (*Technique, UNKNOWN, PLAIN)
# As an axis says it; a plain request was counted only where it succeeded.
PLAIN_WORDS = "No technique"
CELL_HEIGHT, AXIS_HEIGHT = 38, 130
# Names of techniques stand slanted above their columns.
SLANT = -35
SCALE = [[place / (len(SEVERITY_COLOURS) - 1), colour] for place, colour in enumerate(SEVERITY_COLOURS)]


def hazard_matrix(frame: pl.DataFrame) -> go.Figure:
    """Draw a cell for each hazard and technique: successes of attempts, darker the higher the rate.

    Columns hazard, technique, successes, attempts (None: nobody counted them), low and high of the rate (None: no
    rate). Only rows and columns with something in them are drawn; choosing a cell gives (hazard, technique).
    """
    if frame.is_empty():
        return draw_sentence("Nobody has tried to get harm out of the chatbot.")
    rows = [name for name in HAZARDS if name in set(frame["hazard"])]
    columns = [name for name in TECHNIQUES if name in set(frame["technique"])]
    cells = {(cell["hazard"], cell["technique"]): cell for cell in frame.iter_rows(named=True)}
    grid = [[cells.get((row, column)) for column in columns] for row in rows]
    figure = draw(
        [_heat(grid), _points(cells, rows, columns)], height=AXIS_HEIGHT + CELL_HEIGHT * len(rows), showlegend=False
    )
    figure.update_xaxes(
        tickvals=list(range(len(columns))),
        ticktext=[technique_words(name) for name in columns],
        side="top",
        tickangle=SLANT,
    )
    return figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[inert(label(name)) for name in rows],
        autorange="reversed",
        showgrid=False,
    )


def technique_words(name: str) -> str:
    """Return how an axis names a technique.

    >>> technique_words("none"), technique_words("step_by_step")
    ('No technique', 'Step by step')
    """
    return PLAIN_WORDS if name == PLAIN else inert(label(name))


def cell_words(successes: int, attempts: int | None) -> str:
    """Return what a cell says.

    >>> cell_words(2, 9), cell_words(0, 9), cell_words(3, None)
    ('2 of 9', 'none of 9', '3')
    """
    if attempts is None:
        return f"{successes}"
    return f"{successes or 'none'} of {attempts}"


def _heat(grid: list[list[dict[str, int] | None]]) -> go.Heatmap:
    return go.Heatmap(
        x=list(range(len(grid[0]))),
        y=list(range(len(grid))),
        z=[[_rate(cell) for cell in line] for line in grid],
        zmin=0,
        zmax=1,
        colorscale=SCALE,
        xgap=3,
        ygap=3,
        colorbar={"tickformat": ".0%", "thickness": 10, "title": {"text": "Given", "side": "right"}},
        hoverinfo="skip",
    )


def _rate(cell: dict[str, int] | None) -> float | None:
    if cell is None or not cell["attempts"]:
        return None
    return cell["successes"] / cell["attempts"]


def _points(cells: dict[tuple[str, str], dict[str, int]], rows: list[str], columns: list[str]) -> go.Scatter:
    """Return the words of every cell, as points: a heat map alone can be neither read nor chosen from."""
    shown = [(row, column, cell) for (row, column), cell in cells.items()]
    return go.Scatter(
        x=[columns.index(column) for _, column, _ in shown],
        y=[rows.index(row) for row, _, _ in shown],
        mode="markers+text",
        text=[cell_words(cell["successes"], cell["attempts"]) for *_, cell in shown],
        textfont={"color": [_ink(_rate(cell)) for *_, cell in shown], "size": 12},
        marker={"size": 30, "symbol": "square", "color": CLEAR},
        # Choosing a cell fades no other.
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=[
            (row, column, inert(label(row)), technique_words(column), _bounds(cell)) for row, column, cell in shown
        ],
        hovertemplate="%{customdata[2]} by %{customdata[3]}<br>%{customdata[4]}<extra></extra>",
    )


def _ink(rate: float | None) -> str:
    """Return the colour of words that stands out from the cell."""
    if rate is None:
        return INK
    return "#FFFFFF" if rate > 0.5 else "#1B1B1B"


def _bounds(cell: dict[str, int]) -> str:
    said = cell_words(cell["successes"], cell["attempts"])
    if cell["low"] is None:
        return f"{said} given; nobody counted how often it was refused"
    return f"{said} given: 95 % sure that it is {cell['low']:.0%} to {cell['high']:.0%}"
