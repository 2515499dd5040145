"""How often one cluster is met: its trend, its size and its rate by model version."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from monitor.alarms import HISTORY_DAYS, Rate, TrendNight, build_history, estimate_size, rate_of, trend_of
from monitor.charts import rate_trend
from monitor.taxonomy import AlarmState
from monitor.ui.words import UNKNOWN
from monitor.warehouse.alarms import alarms_frame
from monitor.warehouse.connection import Store
from monitor.warehouse.rates import cluster_nights_frame, read_last_night, traffic_frame, version_rates_frame

# From here on a rate needs no decimals.
EXACT_FROM = 100


def show_trend(store: Store, cluster: dict[str, Any]) -> None:
    """Show how often a cluster was met, night by night, in the band of what is usual, and how large it is."""
    last = read_last_night(store)
    if last is None:
        st.caption("No conversation of production is stored: no rate is known.")
        return
    first = last - timedelta(HISTORY_DAYS)
    nights = cluster_nights_frame(store, first=first, last=last)
    mine = nights.filter(cluster_id=cluster["cluster_id"])
    if mine.is_empty():
        st.caption("None of its conversations are from production in the last nine weeks: it has no rate.")
        return
    standing = (
        alarms_frame(store, subject_id=cluster["cluster_id"]).filter(night=last).filter(state=AlarmState.STANDING)
    )
    history = build_history(nights, traffic_frame(store, first=first, last=last))
    before = None if standing.is_empty() else standing["since"][0]
    trend = trend_of(history, cluster["cluster_id"], before=before)
    st.plotly_chart(rate_trend(_trend_frame(trend), failure=cluster["failure"]), key="cluster_trend")
    st.caption("Conversations of 10,000, night by night. " + size_words(trend, born=mine["born"][0]))
    _show_versions(store, cluster["cluster_id"])


def size_words(trend: Sequence[TrendNight], *, born: date) -> str:
    """Say how large a cluster is by the nights after its discovery, and whether its usual rate is known."""
    size = estimate_size([(one.night, one.rate.hits, one.rate.trials) for one in trend if one.rate], born=born)
    if size is None:
        return (
            "How large it is, is unknown: the night that discovered it says too much, and there is none after it yet."
        )
    told = f"Its size is {rate_words(size)} of 10,000 conversations, by the nights after its discovery."
    is_new = all(one.usual is None for one in trend)
    return told + (" It is too new to say what is usual." if is_new else "")


def rate_words(rate: Rate | None) -> str:
    """Return a rate of ten thousand with its interval.

    >>> rate_words(rate_of(12, 400)), rate_words(None)
    ('300 (172 to 517)', 'unknown')
    """
    return UNKNOWN if rate is None else per_words(rate.per, rate.low, rate.high)


def per_words(per: float, low: float, high: float) -> str:
    """Return a number of ten thousand with its bounds, as exact as they are.

    >>> per_words(1579.2, 854, 2740), per_words(3.14159, 0, 12.5)
    ('1,579 (854 to 2,740)', '3.14 (0 to 12.5)')
    """
    shown, least, most = (f"{one:,.0f}" if one >= EXACT_FROM else f"{one:.3g}" for one in (per, low, high))
    return f"{shown} ({least} to {most})"


def _trend_frame(trend: Sequence[TrendNight]) -> pl.DataFrame:
    rows = [
        {
            "night": one.night,
            "conversations": None if one.rate is None else one.rate.hits,
            "total": None if one.rate is None else one.rate.trials,
            "per": None if one.rate is None else one.rate.per,
            "low": None if one.rate is None else one.rate.low,
            "high": None if one.rate is None else one.rate.high,
            "usual": None if one.usual is None else one.usual.per,
            "usual_low": None if one.usual is None else one.usual.low,
            "usual_high": None if one.usual is None else one.usual.high,
        }
        for one in trend
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _show_versions(store: Store, cluster_id: str) -> None:
    versions = version_rates_frame(store, cluster_id)
    with st.expander("Rate by model version"):
        st.dataframe(
            pl.DataFrame(
                {
                    "Version": [one or UNKNOWN for one in versions["model_version"]],
                    "First seen (UTC)": versions["first_seen_at"],
                    "Rate of 10,000": [
                        rate_words(rate_of(*one)) for one in versions.select("conversations", "total").rows()
                    ],
                    "Conversations": versions["conversations"],
                    "of": versions["total"],
                    "Users of 10,000": [
                        rate_words(rate_of(*one)) for one in versions.select("users", "total_users").rows()
                    ],
                }
            ),
            hide_index=True,
        )
