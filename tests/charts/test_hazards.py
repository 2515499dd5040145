import polars as pl
import pytest

from monitor.charts import hazard_matrix

CELLS = pl.DataFrame(
    {
        "hazard": ["hate", "hate", "unknown", "privacy"],
        "technique": ["persona", "none", "persona", "unknown"],
        "successes": [1, 4, 0, 9],
        "attempts": [3, None, 12, 10],
        "low": [0.06, None, 0.0, 0.6],
        "high": [0.8, None, 0.24, 0.98],
    }
)


def test_each_cell_says_its_successes_and_its_denominator_and_an_empty_one_none_of_how_many():
    _, words = hazard_matrix(CELLS).data
    assert dict(zip([tuple(one[:2]) for one in words.customdata], words.text, strict=True)) == {
        ("hate", "persona"): "1 of 3",
        ("hate", "none"): "4",
        ("unknown", "persona"): "none of 12",
        ("privacy", "unknown"): "9 of 10",
    }


def test_unknown_is_the_last_row_and_stands_before_no_technique_among_the_columns():
    figure = hazard_matrix(CELLS)
    assert figure.layout.yaxis.ticktext == ("Hate", "Privacy", "Unknown")
    assert figure.layout.xaxis.ticktext == ("Persona", "Unknown", "No technique")


def test_a_cell_without_a_denominator_has_no_colour_and_an_empty_one_that_of_zero():
    heat, _ = hazard_matrix(CELLS).data
    assert [list(row) for row in heat.z] == [[pytest.approx(1 / 3), None, None], [None, 0.9, None], [0.0, None, None]]


def test_a_cell_says_how_sure_its_rate_is_or_that_nobody_counted():
    _, words = hazard_matrix(CELLS).data
    said = {tuple(one[:2]): one[4] for one in words.customdata}
    assert said["unknown", "persona"] == "none of 12 given: 95 % sure that it is 0% to 24%"
    assert said["hate", "none"] == "4 given; nobody counted how often it was refused"


def test_nothing_tried_is_said_calmly():
    assert hazard_matrix(CELLS.clear()).layout.annotations[0].text.endswith(".")
