"""Whether a cluster keeps the name it was given: as long as it is about the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from monitor.clusters.keywords import Said, stem
from monitor.clusters.names import NAME_WORDS, ClusterName

# Of the members that a name was given for, so many are still there; and the members who use a keyword of it are, as a
# share, still so many of what they were then.
LEAST_STAYED = 0.5
LEAST_COVERED = 0.5
# So few keywords are what three unlike cases have in common: twice the members say better what they are about.
FEW_KEYWORDS, GROWTH = 2, 2
# Enough members to see how many stayed.
MOST_REMEMBERED = 50


@dataclass(frozen=True, slots=True)
class Naming:
    """A name as it was given: for which members, some of them, and which share of all used a keyword of it.

    `covered` is None where nobody counted.
    """

    name: ClusterName
    case_ids: tuple[str, ...]
    covered: float | None


def remember(name: ClusterName, members: Collection[str], said: Sequence[Said]) -> Naming:
    """Return a new name with what it takes to tell later whether it still fits."""
    return Naming(name, tuple(sorted(members)[:MOST_REMEMBERED]), measure_covered(name, said))


def keep_name(naming: Naming, members: Collection[str], said: Sequence[Said]) -> bool:
    """Tell whether a cluster is still about what its name says; `said` is what its members, or some, say now.

    It is not where most of the members that it was named for have left, or where far fewer of its members use the
    words of its name. A name by few keywords, or none, is given anew when the cluster has doubled.
    """
    here = set(members)
    if len(naming.name.keywords) <= FEW_KEYWORDS and len(here) >= GROWTH * len(naming.case_ids) > 0:
        return len(naming.case_ids) >= MOST_REMEMBERED
    stayed = sum(one in here for one in naming.case_ids)
    if stayed < LEAST_STAYED * len(naming.case_ids):
        return False
    covered = measure_covered(naming.name, said)
    return covered is None or covered >= LEAST_COVERED * (1.0 if naming.covered is None else naming.covered)


def measure_covered(name: ClusterName, said: Sequence[Said]) -> float | None:
    """Return the share of these texts that use one of a name's first keywords; None without texts or keywords."""
    stems = {stem(word) for word in name.keywords[:NAME_WORDS]}
    if not said or not stems:
        return None
    return sum(not stems.isdisjoint(one.stems) for one in said) / len(said)
