import polars as pl

from monitor.charts.crossings import MOST_CLUSTERS, cluster_crossings

HOSTILE = "<a href='http://x'>$x$</a>"
SCHEMA = ("prompt_id", "prompt_name", "prompt_cases", "response_id", "response_name", "response_cases", "cases")


def frame(*rows):
    return pl.DataFrame(list(rows), schema=list(SCHEMA), orient="row")


def test_a_cell_says_how_many_of_its_row_came_out_so():
    figure = cluster_crossings(frame(("p-1", "Kite", 12, "r-1", "Locks", 8, 8), ("p-1", "Kite", 12, None, None, 9, 4)))
    heat, points = figure.data
    assert list(points.text) == ["8 of 12", "4 of 12"]
    assert heat.z[0][0] == 8 / 12
    assert [tuple(point[:2]) for point in points.customdata] == [("p-1", "r-1"), ("p-1", "")]
    assert list(figure.layout.xaxis.ticktext) == ["Locks", "In no cluster"]


def test_names_are_inert_and_only_the_largest_clusters_are_drawn():
    rows = [(f"p-{one:02}", HOSTILE, 30 - one, "r-1", "Locks", 500, 1) for one in range(20)]
    figure = cluster_crossings(frame(*rows))
    assert len(figure.layout.yaxis.ticktext) == MOST_CLUSTERS
    assert "<a" not in figure.to_json()
    assert figure.data[1].customdata[0][0] == "p-00"


def test_nothing_to_cross_is_said():
    assert "No cases" in cluster_crossings(frame()).layout.annotations[0].text
