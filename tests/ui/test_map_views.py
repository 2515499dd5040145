import polars as pl
import pytest

from monitor.charts.map_groups import MapColour
from monitor.charts.maps import MOST_DRAWN, thinned
from monitor.taxonomy import CaseStatus, Verdict
from monitor.triage import CaseState
from monitor.ui.map_actions import Deed, refs_for
from monitor.ui.map_views import selected_cases, status_key, with_decisions, with_names

NOTHING = {"points": [], "box": [], "lasso": []}
LEFT_HALF = {"xref": "x", "yref": "y", "x": [-2, 0], "y": [-2, 2]}


def places(rows):
    number = pl.col("number")
    return pl.select(number=pl.int_range(rows)).select(
        case_id=pl.format("c{}", number),
        content_hash=pl.format("h{}", number),
        cluster_id=pl.lit("r-1"),
        x=(number * 0.7).sin(),
        y=(number * 1.3).cos(),
        severity=pl.when(number % 50 == 0).then(4).otherwise(1).cast(pl.Int32),
    )


def point(case_id):
    return {"customdata": [case_id, "words", "failure", 1]}


def test_a_clicked_point_is_its_case_and_nothing_unknown_is():
    selection = NOTHING | {"points": [point("c2"), point("c99"), {"x": 1.0}]}
    assert selected_cases(places(9), selection, colour=MapColour.SEVERITY) == ["c2"]


def test_on_a_map_drawn_whole_only_drawn_points_are_taken():
    selection = {"points": [point("c1")], "box": [LEFT_HALF], "lasso": []}
    assert selected_cases(places(9), selection, colour=MapColour.SEVERITY) == ["c1"]


def test_on_a_thinned_map_a_box_takes_what_was_not_drawn_but_no_hidden_colour():
    frame = places(2 * MOST_DRAWN)
    mild = frame.filter(pl.col("severity") == 1, pl.col("x") <= 0)
    drawn = thinned(frame).filter(pl.col("severity") == 1, pl.col("x") <= 0)["case_id"]
    selection = {"points": [point(case_id) for case_id in drawn], "box": [LEFT_HALF], "lasso": []}
    taken = selected_cases(frame, selection, colour=MapColour.SEVERITY)
    assert len(drawn) < len(taken)
    assert set(taken) == set(mild["case_id"])


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (CaseState(case_id="c0"), "open"),
        (CaseState(case_id="c0", status=CaseStatus.ASSESSED, verdict=Verdict.UNSURE), "unsure"),
        (CaseState(case_id="c0", status=CaseStatus.RESOLVED, verdict=Verdict.CONFIRMED), "resolved"),
        (CaseState(case_id="c0", status=CaseStatus.RESOLVED, incident_id="INC-0001"), "incident"),
    ],
)
def test_one_word_says_most_about_where_a_case_stands(state, expected):
    assert status_key(state) == expected


def test_a_persons_severity_goes_over_the_machines():
    found = with_decisions(places(3), {"c1": CaseState(case_id="c1", severity=0)})
    assert found["severity"].to_list() == [4, 0, 1]
    assert found["status"].to_list() == ["open"] * 3


def test_a_verdict_before_an_incident_is_no_kind_of_its_own():
    states = {
        "c0": CaseState(case_id="c0", status=CaseStatus.ASSESSED, verdict=Verdict.CONFIRMED),
        "c1": CaseState(case_id="c1", incident_id="INC-0001"),
    }
    assert with_decisions(places(3), states)["status"].to_list() == ["confirmed", "incident", "open"]


def test_a_name_that_a_person_gave_stands_on_the_map():
    found = pl.DataFrame({"cluster_id": ["r-1", "r-2", None], "name": ["Poison", "Old", None]})
    listed = pl.DataFrame({"cluster_id": ["r-1"], "name": ["Kitchen chemistry"]})
    assert with_names(found, listed)["name"].to_list() == ["Kitchen chemistry", "Old", None]


def test_a_deed_leaves_out_what_it_cannot_be_done_on():
    states = {
        "c0": CaseState(case_id="c0", version=3, status=CaseStatus.RESOLVED),
        "c1": CaseState(case_id="c1", version=2, incident_id="INC-0001"),
    }
    dismissed = refs_for(Deed.DISMISS, places(3), states)
    assert [(ref.case_id, ref.content_hash, ref.version) for ref in dismissed] == [("c1", "h1", 2), ("c2", "h2", 0)]
    assert [ref.case_id for ref in refs_for(Deed.INCIDENT, places(3), states)] == ["c0", "c2"]
