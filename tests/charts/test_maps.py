import polars as pl
import pytest

from monitor.charts import cluster_map
from monitor.charts.map_groups import GROUPS, MapColour, with_groups
from monitor.charts.maps import MOST_DRAWN, MOST_SVG, thinned

PLACES = pl.DataFrame(
    {
        "case_id": ["a-1", "b-1", "c-1", "d-1"],
        "cluster_id": ["r-1", "r-1", None, "r-2"],
        "name": ["Poison", "Poison", None, "Fälschung"],
        "x": [0.1, 0.2, -0.5, 0.9],
        "y": [0.0, 0.3, 0.2, -0.4],
        "failure": ["jailbreak", "bias", "bias", None],
        "severity": [4, 2, 1, 0],
        "nights": [0, 1, 7, None],
        "status": ["open", "confirmed", "incident", "open"],
    }
)


def many(rows, *, alone=0.5):
    return pl.select(number=pl.int_range(rows)).select(
        case_id=pl.format("c{}-1", pl.col("number")),
        cluster_id=pl.when(pl.col("number") < alone * rows).then(None).otherwise(pl.lit("r-1")),
        name=pl.when(pl.col("number") < alone * rows).then(None).otherwise(pl.lit("Poison")),
        x=(pl.col("number") * 0.7).sin(),
        y=(pl.col("number") * 1.3).cos(),
        failure=pl.lit("bias"),
        severity=pl.lit(1),
        nights=pl.lit(3),
        status=pl.lit("open"),
    )


def points_of(figure):
    return [trace for trace in figure.data if trace.type.startswith("scatter") and trace.customdata is not None]


@pytest.mark.parametrize("colour", MapColour)
def test_every_case_is_a_point_that_carries_its_id(colour):
    points = points_of(cluster_map(PLACES, colour=colour))
    assert sorted(point[0] for trace in points for point in trace.customdata) == PLACES["case_id"].to_list()


@pytest.mark.parametrize("colour", MapColour)
def test_groups_are_told_apart_by_colour_and_by_shape(colour):
    groups = GROUPS[colour]
    assert len({group.key for group in groups}) == len(groups)
    assert len({(group.colour, group.shape) for group in groups}) == len(groups)
    assert len({group.shape for group in groups}) >= min(4, len(groups))


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        (MapColour.SEVERITY, ["4", "2", "1", "0"]),
        (MapColour.NOVELTY, ["new", "days", "older", "unknown"]),
        (MapColour.STATUS, ["open", "confirmed", "incident", "open"]),
        (MapColour.FAILURE, ["jailbreak", "bias", "bias", "none"]),
    ],
)
def test_a_case_has_the_colour_of_its_group(colour, expected):
    assert with_groups(PLACES, colour)["group"].to_list() == expected
    assert set(expected) <= {group.key for group in GROUPS[colour]}


def test_noise_is_hollow_and_the_legend_says_so():
    figure = cluster_map(PLACES)
    (noise,) = (trace for trace in points_of(figure) if trace.customdata[0][0] == "c-1")
    assert noise.marker.symbol == "circle-open"
    assert [trace.name for trace in figure.data if trace.showlegend is not False][-1] == "Hollow: in no cluster (1)"


def test_the_gravest_are_drawn_on_top():
    assert points_of(cluster_map(PLACES))[-1].customdata[0][0] == "a-1"


def test_clusters_carry_their_names_on_the_map():
    texts = [annotation.text for annotation in cluster_map(PLACES).layout.annotations]
    assert sorted(texts) == ["Fälschung", "Poison"]


def test_a_map_of_noise_alone_is_drawn():
    assert len(points_of(cluster_map(PLACES.filter(pl.col("cluster_id").is_null())))) == 1


def test_a_redraw_keeps_what_the_reader_zoomed_to():
    assert cluster_map(PLACES).layout.uirevision == cluster_map(PLACES[:2]).layout.uirevision == "map"


def test_a_small_map_needs_no_graphics_card():
    assert {trace.type for trace in points_of(cluster_map(many(MOST_SVG)))} == {"scatter"}
    assert {trace.type for trace in points_of(cluster_map(many(MOST_SVG + 1)))} == {"scattergl"}


def test_beyond_what_a_browser_can_draw_a_shade_shows_where_all_lie():
    figure = cluster_map(many(3 * MOST_DRAWN))
    assert sum(len(trace.x) for trace in points_of(figure)) == MOST_DRAWN
    (shade,) = (trace for trace in figure.data if trace.type == "heatmap")
    assert shade.hoverinfo == "skip"
    assert len(figure.to_json()) < 2_500_000


def test_thinning_leaves_small_groups_whole():
    rest = PLACES.filter(pl.col("case_id") != "c-1").cast({"severity": pl.Int32, "nights": pl.Int32})
    frame = pl.concat([many(100, alone=0.9), rest])
    kept = thinned(frame, 40)
    assert len(kept) == 40
    assert set(rest["case_id"]) <= set(kept["case_id"])
    assert kept.filter(pl.col("cluster_id") == "r-1", pl.col("severity") == 1).height == 10
    assert thinned(frame, 40).equals(kept)
    assert thinned(frame, len(frame)) is frame
