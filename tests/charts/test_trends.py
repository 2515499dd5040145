from datetime import date

import polars as pl

from monitor.charts import rate_trend

HOSTILE = '<a href="https://evil.example">x</a>'
TREND = pl.DataFrame(
    {
        "night": [date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)],
        "conversations": [1, 9, None],
        "total": [1000, 1000, None],
        "per": [10.0, 90.0, None],
        "low": [2.0, 40.0, None],
        "high": [50.0, 170.0, None],
        "usual": [None, 12.0, 11.0],
        "usual_low": [None, 0.0, 0.0],
        "usual_high": [None, 30.0, 28.0],
    }
)


def traces(frame):
    return {trace.name or "edge": trace for trace in rate_trend(frame).data}


def test_a_night_is_drawn_with_its_interval_and_its_numbers():
    measured = traces(TREND)["Measured"]
    assert list(measured.y) == [10.0, 90.0]
    assert list(measured.error_y.array) == [40.0, 80.0]
    assert measured.customdata[1][0] == 9


def test_the_band_begins_where_something_is_known_of_what_is_usual():
    assert list(traces(TREND)["95 % of usual nights"].x) == [date(2026, 11, 2), date(2026, 11, 3)]


def test_a_new_cluster_has_no_band():
    nothing = TREND.with_columns(usual=pl.lit(None, pl.Float64))
    assert list(traces(nothing)) == ["Measured"]


def test_no_night_is_a_sentence():
    assert "No night" in rate_trend(TREND.clear()).layout.annotations[0].text


def test_a_failure_of_any_name_has_a_colour():
    assert HOSTILE not in rate_trend(TREND, failure=HOSTILE).to_json()
