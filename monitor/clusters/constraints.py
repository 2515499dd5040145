"""What people decided about clusters, as bonds between cases: these belong together, these apart."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class GroupingKind(StrEnum):
    """What a person did to clusters."""

    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """One decision, with the cases it was made on.

    MERGED: the cases `there`, of `other_id`, joined those `here`, of `cluster_id`. SPLIT: the cases `there` left those
    `here`, of `cluster_id`, for a new cluster `other_id`. MOVED: the cases `there` left `cluster_id` for `other_id`.
    """

    kind: GroupingKind
    cluster_id: str
    other_id: str
    here: tuple[str, ...]
    there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bonds:
    """Groups of cases that belong together, none in two groups, and pairs of groups (by position) that belong apart."""

    groups: tuple[tuple[str, ...], ...] = ()
    apart: frozenset[tuple[int, int]] = frozenset()


@dataclass(slots=True)
class _Ties:
    """Cases tied into groups, and the groups that may never be tied: a union-find with enemies."""

    parents: dict[str, str]
    enemies: defaultdict[str, set[str]]

    def root(self, case_id: str) -> str:
        self.parents.setdefault(case_id, case_id)
        while (parent := self.parents[case_id]) != case_id:
            self.parents[case_id] = self.parents[parent]
            case_id = parent
        return case_id

    def tie(self, one: str, other: str) -> bool:
        """Tie two groups; False where they are apart."""
        kept, gone = sorted((self.root(one), self.root(other)))
        if kept == gone:
            return True
        if gone in self.enemies[kept]:
            return False
        self.parents[gone] = kept
        for enemy in self.enemies.pop(gone, set()):
            self.enemies[enemy].discard(gone)
            self.enemies[enemy].add(kept)
            self.enemies[kept].add(enemy)
        return True

    def part(self, one: str, other: str) -> None:
        """Keep two groups apart, unless they are tied."""
        left, right = self.root(one), self.root(other)
        if left != right:
            self.enemies[left].add(right)
            self.enemies[right].add(left)


def bind(groupings: Iterable[Grouping]) -> Bonds:
    """Turn decisions, oldest first, into bonds that can all be kept: where two contradict, the later one counts.

    A split says that those who left belong together, and apart from each that stayed; who stayed may still part. A
    move says that earlier decisions on these cases count no more.
    """
    ties = _Ties({}, defaultdict(set))
    released: set[str] = set()
    for grouping in reversed(list(groupings)):
        here = [case_id for case_id in sorted(set(grouping.here)) if case_id not in released]
        there = [case_id for case_id in sorted(set(grouping.there)) if case_id not in released]
        if grouping.kind is GroupingKind.MOVED:
            released.update(there)
        elif grouping.kind is GroupingKind.MERGED:
            _tie_all(ties, [*here, *there])
        else:
            _tie_all(ties, there)
            for stayed in here:
                for left in there:
                    ties.part(stayed, left)
    return _bonds(ties)


def find_violations(clusters: Mapping[str, str | None], bonds: Bonds) -> Iterator[tuple[str, str]]:
    """Yield pairs of cases that a person tied and that are apart, or parted and that are in one cluster.

    `clusters` gives each case its cluster, None for noise; a case that is not in it is in no pair.
    """
    groups = [[case_id for case_id in group if case_id in clusters] for group in bonds.groups]
    for group in groups:
        yield from ((group[0], other) for other in group[1:] if clusters[other] != clusters[group[0]])
        yield from ((group[0], other) for other in group[1:] if clusters[other] is None)
    for one, other in sorted(bonds.apart):
        for left in groups[one]:
            for right in groups[other]:
                if clusters[left] is not None and clusters[left] == clusters[right]:
                    yield left, right


def _tie_all(ties: _Ties, cases: list[str]) -> None:
    """Tie cases into one group, or, where later decisions keep some of them apart, into as few as there are sides."""
    sizes: defaultdict[str, int] = defaultdict(int)
    for case_id in cases:
        sizes[ties.root(case_id)] += 1
    sides: list[str] = []
    for root in sorted(sizes, key=lambda one: (-sizes[one], one)):
        if not any(ties.tie(side, root) for side in sides):
            sides.append(root)


def _bonds(ties: _Ties) -> Bonds:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for case_id in sorted(ties.parents):
        groups[ties.root(case_id)].append(case_id)
    roots = sorted(root for root, group in groups.items() if len(group) > 1 or ties.enemies.get(root))
    position = {root: number for number, root in enumerate(roots)}
    apart = {(position[one], position[other]) for one in roots for other in ties.enemies.get(one, ()) if one < other}
    return Bonds(tuple(tuple(groups[root]) for root in roots), frozenset(apart))
