"""Leak families: examples so alike that they may never sit on both sides of the split."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from monitor.datasets.bonds import Bond, LeakRules, case_pair, find_bonds
from monitor.errors import LeakError
from monitor.records import Example
from monitor.taxonomy import Side


@dataclass(frozen=True, slots=True)
class Link:
    """One step along a family: two examples and why they are alike, or loosely alike."""

    left: str
    right: str
    why: str
    is_loose: bool = False


# Each id reached, with the link that led there; none led to where the walk began.
Links = dict[str, Link | None]
# The bonds of some examples, perhaps among others.
BondsOf = Callable[[Sequence[str]], Sequence[Bond]]


@dataclass(frozen=True, slots=True)
class Leak:
    """Two examples of one family on different sides, and the shortest chain of likenesses between them."""

    example: Example
    other: Example
    chain: tuple[Link, ...]

    @property
    def is_loose(self) -> bool:
        """Whether a person may say that the two ask different things."""
        return any(link.is_loose for link in self.chain)

    def __str__(self) -> str:
        steps = "; ".join(f"{link.left} and {link.right} {link.why}" for link in self.chain)
        return (
            f"{self.example.example_id} cannot be on the {self.example.side} side, because {self.other.example_id} "
            f"of the same leak family is on the {self.other.side} side: {steps}"
        )


def refusal(*leaks: Leak) -> LeakError:
    """Make the error that names every leak, with the first pair for showing side by side."""
    first = leaks[0]
    texts = tuple((one.example_id, one.side, one.prompt, one.response) for one in (first.example, first.other))
    cases = case_pair(first.example.case_id, first.other.case_id) if first.is_loose else None
    return LeakError("; ".join(map(str, leaks)), pair=texts, open_cases=cases)


def find_families(examples: Sequence[Example], rules: LeakRules) -> tuple[tuple[str, ...], ...]:
    """Group the ids of examples that are alike, also through others; one that is like no other stands alone."""
    bonds_of = _lookup(find_bonds(examples, rules))
    families: list[tuple[str, ...]] = []
    placed: set[str] = set()
    for example in examples:
        if example.example_id not in placed:
            family = sorted(_reach(example.example_id, bonds_of))
            placed.update(family)
            families.append(tuple(family))
    return tuple(families)


def find_collision(examples: Sequence[Example], rules: LeakRules, *, about: str) -> Leak | None:
    """Find out whether one example is on the wrong side for its family, or for one that it is loosely like.

    A family has one side for life, withdrawn examples or not: eval as soon as anything of it was a test, else train.
    """
    by_id = {example.example_id: example for example in examples}
    mine = by_id[about]

    own = find_bonds(examples, rules, of=[about])
    links = _reach(about, lambda ids: own if ids == [about] else find_bonds(examples, rules, of=ids))
    links |= _loose_links(about, own, besides=links)
    others = [by_id[one] for one in links if one != about]
    tested = [one for one in others if one.side is Side.EVAL]
    trained = [one for one in others if one.side is Side.TRAIN and not (tested and one.is_withdrawn)]
    colliding = tested if mine.side is Side.TRAIN else trained
    return Leak(mine, colliding[0], _chain(colliding[0].example_id, links)) if colliding else None


def find_leaks(examples: Sequence[Example], rules: LeakRules) -> tuple[Leak, ...]:
    """Find every family whose train examples meet its eval examples, with one pair each: what a person must repair.

    The eval side wins: a family is repaired once nothing of it is left to train on. An eval example that was withdrawn
    was a test all the same. A pair that is only loosely alike is a leak of its own.
    """
    by_id = {example.example_id: example for example in examples}
    bonds_of = _lookup(find_bonds(examples, rules))
    found, families = [], dict[str, Links]()
    for trained in examples:
        mine = trained.example_id
        if trained.side is Side.EVAL or trained.is_withdrawn:
            continue
        is_new = mine not in families
        if is_new:
            links = _reach(mine, bonds_of)
            families.update(dict.fromkeys(links, links))
        loose = _loose_links(mine, bonds_of([mine]), besides=families[mine])
        for reached in (families[mine], loose) if is_new else (loose,):
            tested = next((by_id[one] for one in reached if by_id[one].side is Side.EVAL), None)
            if tested is not None:
                found.append(Leak(trained, tested, _chain(tested.example_id, reached)))
    return tuple(found)


def _lookup(bonds: Sequence[Bond]) -> BondsOf:
    by_member: defaultdict[str, list[Bond]] = defaultdict(list)
    for bond in bonds:
        for member in bond.members:
            by_member[member].append(bond)
    return lambda ids: [bond for one in ids for bond in by_member.get(one, ())]


def _reach(start: str, bonds_of: BondsOf) -> Links:
    """Walk outwards from one example, nearest first: each id reached, with the link that led there."""
    links: Links = {start: None}
    edge = [start]
    while edge:
        reached: Links = {}
        for bond in bonds_of(edge):
            here = None if bond.is_loose else next((one for one in bond.members if one in links), None)
            if here is not None:
                new: Links = {one: Link(here, one, bond.why) for one in bond.members if one not in links}
                # The first reason found is the plainest.
                reached = new | reached
        links |= reached
        edge = list(reached)
    return links


def _loose_links(start: str, bonds: Iterable[Bond], *, besides: Links) -> Links:
    loose = (bond for bond in bonds if bond.is_loose and start in bond.members)
    pairs = [(other, bond.why) for bond in loose for other in bond.members if other not in besides]
    return {start: None} | {other: Link(start, other, why, is_loose=True) for other, why in pairs}


def _chain(end: str, links: Links) -> tuple[Link, ...]:
    chain: list[Link] = []
    link = links[end]
    while link is not None:
        chain.append(link)
        link = links[link.left]
    return tuple(reversed(chain))
