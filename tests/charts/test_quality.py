from datetime import date

import polars as pl
import pytest

from monitor.charts import calibration_plot, cases_per_night

HOSTILE = '<a href="https://evil.example">x</a> %{evil} $\\pi$'
BINS = pl.DataFrame(
    {
        "source": ["ours", "ours", HOSTILE],
        "score": [0.5, 0.9, 0.8],
        "rate": [0.4, 0.95, 0.5],
        "low": [0.2, 0.8, 0.1],
        "high": [0.6, 0.99, 0.9],
        "rows": [20, 40, 4],
    }
)
NIGHTS = pl.DataFrame(
    {
        "day": [date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)],
        "failure": ["bias", "bias", "jailbreak"],
        "cases": [1, 2, 3],
    }
)
BREAKS = pl.DataFrame(
    {
        "day": [date(2026, 11, 2), date(2026, 11, 2), date(2026, 11, 3)],
        "detector": ["bias", "jailbreak", HOSTILE],
        "failure": ["bias", "jailbreak", "bias"],
        "before": ["1", "1", HOSTILE],
        "version": ["2", "2", "3"],
    }
)


def test_calibration_shows_each_source_as_points_with_bounds_beside_the_line_of_true_scores():
    diagonal, ours, other = calibration_plot(BINS).data
    assert (diagonal.x, diagonal.y) == ((0, 1), (0, 1))
    assert (ours.x, ours.y, ours.mode) == ((0.5, 0.9), (0.4, 0.95), "markers")
    assert ours.error_y.array == pytest.approx((0.2, 0.04))
    assert ours.error_y.arrayminus == pytest.approx((0.2, 0.15))
    assert "<a" not in other.name


def test_nothing_to_calibrate_is_said_calmly():
    assert calibration_plot(BINS.clear()).layout.annotations[0].text.endswith(".")


def test_a_new_version_is_a_line_between_two_days_and_no_line_crosses_it():
    figure = cases_per_night(NIGHTS, breaks=BREAKS)
    assert [shape.x0 for shape in figure.layout.shapes] == ["2026-11-01T12:00:00", "2026-11-02T12:00:00"]
    first, second = figure.layout.annotations
    assert first.text == "Bias 1 → 2 and 1 more"
    assert "Jailbreak 1 → 2" in first.hovertext
    assert not any(active in second.text + second.hovertext for active in ("<a", "%{", "$"))
    assert {trace.type for trace in figure.data} == {"bar"}


def test_without_a_new_version_the_trend_has_no_break():
    assert cases_per_night(NIGHTS, breaks=BREAKS.clear()) == cases_per_night(NIGHTS)


def test_what_is_known_of_a_detector_is_in_the_hover_of_its_bars_and_obeyed_by_nobody():
    bias, jailbreak = sorted(
        cases_per_night(NIGHTS, hints={"bias": f"Right in half. {HOSTILE}"}).data, key=lambda bar: bar.name
    )
    assert "Right in half." in bias.hovertemplate
    assert not any(active in bias.hovertemplate for active in ("<a", "%{evil}", "$"))
    assert "Right" not in jailbreak.hovertemplate
