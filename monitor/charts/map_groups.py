"""What the points of a map can be coloured by: each group has a colour and a shape of its own."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from monitor.charts.palette import FAILURE_COLOURS, NEUTRAL
from monitor.taxonomy import Failure, Verdict, label

# Beside colours, for eyes that tell those apart badly.
SHAPES = ("circle", "square", "diamond", "triangle-up", "cross")
LARGEST_POINT, SMALLEST_POINT = 11, 7


class MapColour(StrEnum):
    """What the colour of a point says."""

    SEVERITY = "severity"
    NOVELTY = "novelty"
    STATUS = "status"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Group:
    """The points of one colour; `key` is what column group holds, `words` what the legend says."""

    key: str
    words: str
    colour: str
    shape: str
    size: int = 8


# From cool to warm, each bright enough for both themes; the grave ones are drawn last, on top, and largest.
SEVERITIES = (
    Group("0", "0 · none", NEUTRAL, "x", 6),
    Group("1", "1 · low", FAILURE_COLOURS[Failure.FALSE_IDENTITY], "circle", SMALLEST_POINT),
    Group("2", "2 · medium", FAILURE_COLOURS[Failure.MADE_UP_FACTS], "square"),
    Group("3", "3 · high", FAILURE_COLOURS[Failure.JAILBREAK], "diamond", 9),
    Group("4", "4 · grave", FAILURE_COLOURS[Failure.HARMFUL_COMPLIANCE], "star", 12),
)
# From how many nights ago each group of novelty goes, the oldest first.
SINCE = {"older": 7, "week": 3, "days": 1, "new": 0}
NOVELTIES = (
    Group("unknown", "Unknown night", NEUTRAL, "x", SMALLEST_POINT),
    Group("older", "7 nights before or more", NEUTRAL, "circle", SMALLEST_POINT),
    Group("week", "3 to 6 nights before", FAILURE_COLOURS[Failure.FALSE_IDENTITY], "square"),
    Group("days", "1 or 2 nights before", FAILURE_COLOURS[Failure.MADE_UP_FACTS], "triangle-up", 9),
    Group("new", "New last night", FAILURE_COLOURS[Failure.JAILBREAK], "star", LARGEST_POINT),
)
STATUSES = (
    Group("open", "Open", FAILURE_COLOURS[Failure.OVER_REFUSAL], "circle"),
    Group("resolved", "Resolved", FAILURE_COLOURS[Failure.FALSE_CAPABILITY], "cross"),
    Group(Verdict.NOT_A_FAILURE, "Not a failure", NEUTRAL, "x", SMALLEST_POINT),
    Group(Verdict.UNSURE, "Unsure", FAILURE_COLOURS[Failure.MADE_UP_FACTS], "triangle-up", 9),
    Group("incident", "In an incident", FAILURE_COLOURS[Failure.BIAS], "square"),
    Group(Verdict.CONFIRMED, "Confirmed", FAILURE_COLOURS[Failure.JAILBREAK], "diamond", 9),
)
FAILURES = (
    Group("none", "Unknown", NEUTRAL, "x"),
    *(
        Group(failure, label(failure), colour, SHAPES[place % len(SHAPES)])
        for place, (failure, colour) in reversed(list(enumerate(FAILURE_COLOURS.items())))
    ),
)
GROUPS: dict[MapColour, tuple[Group, ...]] = {
    MapColour.SEVERITY: SEVERITIES,
    MapColour.NOVELTY: NOVELTIES,
    MapColour.STATUS: STATUSES,
    MapColour.FAILURE: FAILURES,
}
NOVELTY = pl.coalesce(
    *(
        pl.when(pl.col("nights") >= since).then(pl.lit(key)).otherwise(None)
        for key, since in sorted(SINCE.items(), key=lambda one: -one[1])
    ),
    pl.lit("unknown"),
)
KEYS: dict[MapColour, pl.Expr] = {
    MapColour.SEVERITY: pl.col("severity").cast(pl.String),
    MapColour.NOVELTY: NOVELTY,
    MapColour.STATUS: pl.col("status"),
    MapColour.FAILURE: pl.col("failure").fill_null("none"),
}


def with_groups(frame: pl.DataFrame, colour: MapColour) -> pl.DataFrame:
    """Add column group: which colour each case has on a map coloured so."""
    return frame.with_columns(group=KEYS[colour])
