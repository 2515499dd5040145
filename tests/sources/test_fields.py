from datetime import datetime

import pytest

from monitor.errors import RecordError
from monitor.sources.fields import number_field, parse_time, text_field, time_field

NOON = datetime(2026, 11, 1, 12)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-01T12:00:00Z",
        "2026-11-01T14:00:00+02:00",
        "2026-11-01 12:00:00",
        "2026-11-01 12:00:00 UTC",
        " 2026-11-01T12:00:00.000Z ",
        1793534400,
        1793534400.0,
        1793534400000,
        1793534400000000,
        1793534400000000000,
        "1793534400",
        "1793534400000",
        NOON,
    ],
)
def test_one_moment_in_many_spellings(value):
    assert parse_time(value) == NOON


def test_a_day_is_its_midnight():
    assert parse_time("2026-11-01") == datetime(2026, 11, 1)


@pytest.mark.parametrize(
    "value",
    ["yesterday evening", "2026-13-01", True, -5, 0, 10**25, "9" * 19 + "9", [], {}, "0001-01-01T00:00:00+14:00"],
)
def test_a_time_that_cannot_be_read_is_refused_by_value(value):
    with pytest.raises(RecordError, match="unreadable time in 'at'"):
        time_field({"at": value}, "at")


@pytest.mark.parametrize("row", [{}, {"at": None}, {"at": ""}])
def test_an_absent_time_is_unknown(row):
    assert time_field(row, "at") is None


def test_ids_may_be_numbers_and_stay_exact():
    assert text_field({"id": 9007199254740993}, "id") == "9007199254740993"


def test_a_list_is_no_text():
    with pytest.raises(RecordError, match=r"'id' is \[1\], not text"):
        text_field({"id": [1]}, "id")


@pytest.mark.parametrize("value", ["five", True, "nan", "inf", [5]])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(RecordError, match="not a number"):
        number_field({"rating": value}, "rating")
