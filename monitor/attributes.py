"""What a cluster's conversations have oftener than others: how sure that is, and by how much."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import false_discovery_control, hypergeom

from monitor.statistics import Interval, wilson_interval

# Of what is shown, so many may be there by chance.
FALSE_DISCOVERIES = 0.05
# One case shows nothing about a cluster.
LEAST_HITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How many of a cluster's members have a value of an attribute, and how many of the others; unknown left out."""

    cluster_id: str
    attribute: str
    value: str
    hits: int
    members: int
    other_hits: int
    others: int


@dataclass(frozen=True, slots=True)
class Excess:
    """A value that a cluster has oftener: by how much, as a difference of shares, and the chance that it is none.

    `chance` is the false discovery rate at which it would just be told.
    """

    spread: Spread
    difference: float
    interval: Interval
    chance: float


def find_excesses(spreads: Sequence[Spread]) -> list[Excess]:
    """Return the values that clusters have oftener than others, cluster by cluster, the largest difference first.

    All spreads of a night share one false discovery rate: Fisher's exact test, one-sided, on each, then Benjamini and
    Hochberg (1995), "Controlling the false discovery rate". Give those too that cannot be told: each was looked at.
    """
    tried = [one for one in spreads if one.members and one.others]
    if not tried:
        return []
    chances = false_discovery_control(np.minimum(_chances(tried), 1.0))
    found = [
        Excess(one, one.hits / one.members - one.other_hits / one.others, difference_interval(one), float(chance))
        for one, chance in zip(tried, chances, strict=True)
        if chance <= FALSE_DISCOVERIES and one.hits >= LEAST_HITS
    ]
    return sorted(
        found, key=lambda one: (one.spread.cluster_id, -one.difference, one.spread.attribute, one.spread.value)
    )


def difference_interval(spread: Spread) -> Interval:
    """Return the 95 % interval of the difference between the members' share and the others'.

    Source: Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10, which
    joins the Wilson intervals of both. Raises ValueError when there are no members or no others.

    >>> spread = dict(cluster_id="c", attribute="a", value="v", hits=56, members=70, other_hits=48, others=80)
    >>> interval = difference_interval(Spread(**spread))
    >>> round(interval.low, 4), round(interval.high, 4)
    (0.0524, 0.3339)
    """
    mine, theirs = wilson_interval(spread.hits, spread.members), wilson_interval(spread.other_hits, spread.others)
    if mine is None or theirs is None:
        raise ValueError("there is no difference between a share and nothing")
    own, other = spread.hits / spread.members, spread.other_hits / spread.others
    low = own - other - ((own - mine.low) ** 2 + (theirs.high - other) ** 2) ** 0.5
    high = own - other + ((mine.high - own) ** 2 + (other - theirs.low) ** 2) ** 0.5
    return Interval(low, high)


def _chances(spreads: Sequence[Spread]) -> np.ndarray:
    """Return how likely so many hits or more would be among the members if all had the value equally often."""
    hits, members, other_hits, others = (
        np.array([getattr(one, name) for one in spreads]) for name in ("hits", "members", "other_hits", "others")
    )
    return np.asarray(hypergeom.sf(hits - 1, members + others, hits + other_hits, members))
