import json
from datetime import date

import polars as pl
import pytest

from monitor.charts import (
    FAILURE_COLOURS,
    cases_per_night,
    cluster_map,
    cluster_sizes,
    failure_rate_per_version,
    runs_timeline,
)
from monitor.taxonomy import Failure

HOSTILE = '<a href="https://evil.example"><img src=x></a> %{evil} $\\pi$ für alle'

NIGHTS = pl.DataFrame(
    {
        "day": [date(2026, 11, 1), date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 2)],
        "failure": ["over_refusal", "jailbreak", "jailbreak", "report"],
        "cases": [4, 1, 9, 2],
    }
)
VERSIONS = pl.DataFrame(
    {
        "failure": ["jailbreak", "jailbreak", "jailbreak", "bias"],
        "model_version": ["1.0", HOSTILE, None, "1.0"],
        "failures": [3, 0, 0, 1],
        "responses": [10, 20, 0, 10],
    }
)
PLACES = pl.DataFrame(
    {
        "case_id": ["a-1", "b-1", "c-1", "d-1"],
        "cluster_id": ["r-1", "r-1", None, "r-2"],
        "name": [HOSTILE, HOSTILE, None, "Fälschung"],
        "x": [0.1, 0.2, -0.5, 0.9],
        "y": [0.0, 0.3, 0.2, -0.4],
        "failure": ["jailbreak", "bias", "bias", None],
        "severity": [4, 2, 1, 0],
        "nights": [0, 1, 3, None],
        "status": ["open", "confirmed", "incident", "open"],
    }
)
SIZES = pl.DataFrame(
    {
        "cluster_id": ["r-1", "r-2", "r-3"],
        "name": ["Small", HOSTILE, "Small"],
        "size": [4, 12, 4],
        "failure": ["bias", "jailbreak", None],
    }
)
RUNS = pl.DataFrame(
    {
        "run_id": ["2026-11-01"] * 4 + ["2026-11-01.2"] * 4,
        "name": ["seen", "inserted", "known", "rejected"] * 2,
        "value": [10, 7, 2, 1, 5, 0, 5, 0],
    }
)
CHARTS = [
    (cases_per_night, NIGHTS),
    (failure_rate_per_version, VERSIONS),
    (cluster_map, PLACES),
    (cluster_sizes, SIZES),
    (runs_timeline, RUNS),
]


@pytest.mark.parametrize(("chart", "frame"), CHARTS)
def test_an_empty_frame_gives_a_calm_sentence(chart, frame):
    figure = chart(frame.clear())
    assert len(figure.data) == 0
    assert figure.layout.annotations[0].text.endswith(".")
    assert figure.layout.xaxis.visible is False


@pytest.mark.parametrize(("chart", "frame"), CHARTS)
def test_hostile_text_reaches_no_chart_as_markup(chart, frame):
    # The JSON text writes `<` as an escape: look at what the browser will parse.
    drawn = str(json.loads(chart(frame).to_json()))
    assert not any(active in drawn for active in ("<a", "<img", "$", "%{evil}"))


@pytest.mark.parametrize(("chart", "frame"), CHARTS)
def test_charts_are_transparent_and_can_be_sent_to_a_browser(chart, frame):
    figure = chart(frame)
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0, 0, 0, 0)"
    assert json.loads(figure.to_json())["data"]


def test_nights_are_stacked_by_failure_in_the_fixed_colours():
    figure = cases_per_night(NIGHTS)
    assert [bar.name for bar in figure.data] == ["Jailbreak", "Over-refusal", "Report"]
    assert figure.layout.barmode == "stack"
    assert figure.data[0].marker.color == FAILURE_COLOURS[Failure.JAILBREAK]
    assert list(figure.data[0].y) == [1, 9]


def test_a_rate_carries_its_interval_and_its_denominator():
    jailbreak = failure_rate_per_version(VERSIONS).data[0]
    assert jailbreak.name == "Jailbreak"
    rate_of = dict(zip(jailbreak.x, jailbreak.y, strict=True))
    assert rate_of["1.0"] == 0.3
    failures, responses, low, high = jailbreak.customdata[list(jailbreak.x).index("1.0")]
    assert (failures, responses) == (3, 10)
    assert low == pytest.approx(0.108, abs=0.001)
    assert high == pytest.approx(0.603, abs=0.001)


def test_a_version_without_responses_has_no_rate():
    assert "Unknown" not in failure_rate_per_version(VERSIONS).data[0].x


def test_clusters_of_one_name_keep_a_bar_each():
    bars = cluster_sizes(SIZES).data[0]
    assert list(bars.x) == [12, 4, 4]
    assert len(set(bars.y)) == 3


def test_a_bar_of_the_timeline_adds_up_to_what_was_seen():
    figure = runs_timeline(RUNS)
    assert [bar.name for bar in figure.data] == ["New", "Already known", "Rejected"]
    assert [sum(bar.y[night] for bar in figure.data) for night in (0, 1)] == [10, 5]
    assert list(figure.layout.xaxis.categoryarray) == ["2026-11-01", "2026-11-01.2"]
