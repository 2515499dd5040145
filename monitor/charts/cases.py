"""How much goes wrong: each night, and in each model version."""

from collections.abc import Mapping
from types import MappingProxyType

import plotly.graph_objects as go
import polars as pl
from scipy.stats import binomtest

from monitor.charts.canvas import draw, draw_sentence
from monitor.charts.palette import failure_colour, failure_order
from monitor.charts.quality import mark_breaks
from monitor.charts.words import inert
from monitor.taxonomy import label

CONFIDENCE = 0.95
# A hint is our own words about a few measurements: longer than any text from a log may be here.
LONGEST_HINT = 600


def cases_per_night(
    frame: pl.DataFrame, *, breaks: pl.DataFrame | None = None, hints: Mapping[str, str] = MappingProxyType({})
) -> go.Figure:
    """Draw the cases of each night as bars stacked by failure; columns day, failure, cases.

    `breaks` says where another version of a detector took over, `hints` what is known of each failure's detector.
    """
    if frame.is_empty():
        return draw_sentence("No cases yet.")
    bars = [
        go.Bar(
            name=inert(label(failure)),
            x=of_failure["day"].to_list(),
            y=of_failure["cases"].to_list(),
            marker={"color": failure_colour(failure), "line": {"width": 0}},
            hovertemplate=f"%{{x|%d %b}}: %{{y}} × %{{fullData.name}}{_hint(hints, failure)}<extra></extra>",
        )
        for failure, of_failure in _by_failure(frame)
    ]
    figure = draw(bars, barmode="stack", bargap=0.25, xaxis_tickformat="%d %b", yaxis_rangemode="tozero")
    return figure if breaks is None else mark_breaks(figure, breaks)


def failure_rate_per_version(frame: pl.DataFrame, *, hints: Mapping[str, str] = MappingProxyType({})) -> go.Figure:
    """Draw the share of failing responses of each model version, with its 95 % Wilson interval.

    Columns failure, model_version, failures, responses. A version without responses has no rate, and is not drawn.
    `hints` says what is known of each failure's detector.
    """
    tried = frame.filter(pl.col("responses") > 0).sort(pl.col("model_version"), nulls_last=True)
    if tried.is_empty():
        return draw_sentence("No responses yet.")
    versions = [inert(version) for version in tried["model_version"].unique(maintain_order=True)]
    points = [_rate_points(of_failure, _hint(hints, failure)) for failure, of_failure in _by_failure(tried)]
    return draw(
        points,
        scattermode="group",
        xaxis={"type": "category", "categoryorder": "array", "categoryarray": versions},
        yaxis={"tickformat": ".0%", "rangemode": "tozero"},
    )


def _by_failure(frame: pl.DataFrame) -> list[tuple[str | None, pl.DataFrame]]:
    parts = [(part["failure"][0], part) for part in frame.partition_by("failure", maintain_order=True)]
    return sorted(parts, key=lambda part: (failure_order(part[0]), part[0] or ""))


def _hint(hints: Mapping[str, str], failure: str | None) -> str:
    hint = hints.get(failure or "")
    return "" if hint is None else f"<br>{inert(hint, longest=LONGEST_HINT)}"


def _rate_points(frame: pl.DataFrame, hint: str) -> go.Scatter:
    failure = frame["failure"][0]
    counts = list(zip(frame["failures"].to_list(), frame["responses"].to_list(), strict=True))
    rates = [failures / responses for failures, responses in counts]
    intervals = [binomtest(*count).proportion_ci(CONFIDENCE, "wilson") for count in counts]
    return go.Scatter(
        name=inert(label(failure)),
        x=[inert(version) for version in frame["model_version"]],
        y=rates,
        mode="markers",
        marker={"color": failure_colour(failure), "size": 9},
        error_y={
            "array": [interval.high - rate for interval, rate in zip(intervals, rates, strict=True)],
            "arrayminus": [rate - interval.low for interval, rate in zip(intervals, rates, strict=True)],
            "thickness": 1.5,
            "width": 3,
        },
        customdata=[(*count, interval.low, interval.high) for count, interval in zip(counts, intervals, strict=True)],
        hovertemplate="%{fullData.name}, version %{x}<br>%{customdata[0]} of %{customdata[1]} responses: %{y:.1%}"
        f"<br>95 % sure: %{{customdata[2]:.1%}} to %{{customdata[3]:.1%}}{hint}<extra></extra>",
    )
