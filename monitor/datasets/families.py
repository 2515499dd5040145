"""Leak families: examples so alike that they may never sit on both sides of the split."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.datasets.bonds import Bond, LeakRules, find_bonds
from monitor.records import Example
from monitor.taxonomy import Side


@dataclass(frozen=True, slots=True)
class Link:
    """One step along a family: two examples and why they are alike."""

    left: str
    right: str
    why: str


@dataclass(frozen=True, slots=True)
class Leak:
    """Two examples of one family on different sides, and the shortest chain of likenesses between them."""

    example: Example
    other: Example
    chain: tuple[Link, ...]

    def __str__(self) -> str:
        steps = "; ".join(f"{link.left} and {link.right} {link.why}" for link in self.chain)
        return (
            f"{self.example.example_id} cannot be on the {self.example.side} side, because {self.other.example_id} "
            f"of the same leak family is on the {self.other.side} side: {steps}"
        )


def find_families(examples: Sequence[Example], rules: LeakRules) -> tuple[tuple[str, ...], ...]:
    """Group the ids of examples that are alike, also through others; one that is like no other stands alone."""
    bonds = _bonds_by_member(find_bonds(examples, rules))
    families: list[tuple[str, ...]] = []
    placed: set[str] = set()
    for example in examples:
        if example.example_id not in placed:
            family = sorted(_reach(example.example_id, bonds))
            placed.update(family)
            families.append(tuple(family))
    return tuple(families)


def find_collision(examples: Sequence[Example], rules: LeakRules, *, about: str) -> Leak | None:
    """Find out whether one example is on the wrong side for its family.

    A family has one side for life, withdrawn examples or not: eval as soon as anything of it was a test, else train.
    """
    by_id = {example.example_id: example for example in examples}
    mine = by_id[about]
    links = _reach(about, _bonds_by_member(find_bonds(examples, rules)))
    others = [by_id[one] for one in links if one != about]
    tested = [one for one in others if one.side is Side.EVAL]
    trained = [one for one in others if one.side is Side.TRAIN and not (tested and one.is_withdrawn)]
    colliding = tested if mine.side is Side.TRAIN else trained
    return Leak(mine, colliding[0], _chain(colliding[0].example_id, links)) if colliding else None


def find_leaks(examples: Sequence[Example], rules: LeakRules) -> tuple[Leak, ...]:
    """Find every family whose train examples meet its eval examples, with one pair each: what a person must repair.

    The eval side wins: a family is repaired once nothing of it is left to train on. An eval example that was withdrawn
    was a test all the same.
    """
    by_id = {example.example_id: example for example in examples}
    bonds = _bonds_by_member(find_bonds(examples, rules))
    found, placed = [], set[str]()
    for trained in examples:
        if trained.side is Side.EVAL or trained.is_withdrawn or trained.example_id in placed:
            continue
        links = _reach(trained.example_id, bonds)
        placed.update(links)
        tested = next((by_id[one] for one in links if by_id[one].side is Side.EVAL), None)
        if tested is not None:
            found.append(Leak(trained, tested, _chain(tested.example_id, links)))
    return tuple(found)


def _bonds_by_member(bonds: Sequence[Bond]) -> dict[str, list[Bond]]:
    grouped: defaultdict[str, list[Bond]] = defaultdict(list)
    for bond in bonds:
        for member in bond.members:
            grouped[member].append(bond)
    return dict(grouped)


def _reach(start: str, bonds: dict[str, list[Bond]]) -> dict[str, Link | None]:
    """Walk outwards from one example, nearest first: each id reached, with the link that led there."""
    links: dict[str, Link | None] = {start: None}
    waiting, crossed = deque([start]), set[Bond]()
    while waiting:
        here = waiting.popleft()
        for bond in bonds.get(here, ()):
            if bond in crossed:
                continue
            crossed.add(bond)
            new = [member for member in bond.members if member not in links]
            links.update((member, Link(here, member, bond.why)) for member in new)
            waiting.extend(new)
    return links


def _chain(end: str, links: dict[str, Link | None]) -> tuple[Link, ...]:
    chain: list[Link] = []
    link = links[end]
    while link is not None:
        chain.append(link)
        link = links[link.left]
    return tuple(reversed(chain))
