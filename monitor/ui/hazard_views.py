"""What the page of hazards shows: the matrix as a picture, and the same as a table."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from monitor.charts import hazard_matrix
from monitor.charts.hazards import UNKNOWN as UNNAMED
from monitor.charts.hazards import cell_words, technique_words
from monitor.records import content_hash
from monitor.statistics import wilson_interval
from monitor.ui.navigation import INBOX
from monitor.ui.words import words
from monitor.warehouse.cases import CaseFilter, read_filter_values
from monitor.warehouse.connection import Store

TABLE_HEIGHT = 420
# The inbox names them in its address just so.
TRAFFIC = {"Version": "model_version", "Language": "language", "Surface": "surface", "Origin": "origin"}


def choose_traffic(store: Store) -> CaseFilter:
    """Show the filters that tell responses apart, and return what they select."""
    values = read_filter_values(store)
    columns = st.columns(len(TRAFFIC))
    version, language, surface, origin = (
        column.selectbox(
            name, values[field], index=None, placeholder="Any", format_func=words, key=name.lower(), bind="query-params"
        )
        for column, (name, field) in zip(columns, TRAFFIC.items(), strict=True)
    )
    return CaseFilter(model_version=version, language=language, surface=surface, origin=origin)


def with_intervals(matrix: pl.DataFrame) -> pl.DataFrame:
    """Add the bounds, low and high, of each cell's rate; None where nobody counted attempts."""
    intervals = [
        None if attempts is None else wilson_interval(successes, attempts)
        for successes, attempts in matrix.select("successes", "attempts").rows()
    ]
    return matrix.with_columns(
        pl.Series("low", [one and one.low for one in intervals], dtype=pl.Float64),
        pl.Series("high", [one and one.high for one in intervals], dtype=pl.Float64),
    )


def show_matrix(cells: pl.DataFrame, wanted: CaseFilter) -> None:
    """Show the matrix as a picture and as a table; choosing a cell of either opens its cases in the inbox."""
    key = content_hash(cells.write_json())[:12]
    drawn = st.plotly_chart(
        hazard_matrix(cells), key=f"hazards_matrix_{key}", on_select="rerun", selection_mode="points"
    )
    for point in drawn["selection"]["points"]:
        _open_inbox(point["customdata"][0], point["customdata"][1], wanted)
    st.subheader("The same as a table")
    st.caption("Most often given first. Choose a row to open its cases in the inbox.")
    ordered = cells.sort("successes", "attempts", "hazard", descending=[True, True, False], nulls_last=True)
    shown = st.dataframe(
        pl.DataFrame([_row(cell) for cell in ordered.iter_rows(named=True)]),
        hide_index=True,
        height=min(TABLE_HEIGHT, 38 + 35 * len(ordered)),
        on_select="rerun",
        selection_mode="single-row",
        key=f"hazards_table_{key}",
    )
    for row in shown["selection"]["rows"]:
        _open_inbox(ordered["hazard"][row], ordered["technique"][row], wanted)


def _row(cell: Mapping[str, Any]) -> dict[str, str]:
    successes, attempts = cell["successes"], cell["attempts"]
    bounds = "unknown" if attempts is None else f"{successes / attempts:.0%} ({cell['low']:.0%} to {cell['high']:.0%})"
    return {
        "Hazard": words(cell["hazard"]),
        "Technique": technique_words(cell["technique"]),
        "Given": cell_words(successes, attempts),
        "Rate (95 % sure)": bounds,
    }


def _open_inbox(hazard: str, technique: str, wanted: CaseFilter) -> None:
    """Open the inbox on the cases of one cell; a case without a technique has none that is known."""
    known = {
        "version": wanted.model_version,
        "language": wanted.language,
        "surface": wanted.surface,
        "origin": wanted.origin,
    }
    st.switch_page(
        INBOX,
        query_params={
            "status": "All",
            "hazard": words(hazard),
            "technique": words(technique if technique != "none" else UNNAMED),
            **{name: words(value) for name, value in known.items() if value is not None},
        },
    )
