"""Leak families: examples so alike that they may never sit on both sides of the split."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from monitor.records import Example
from monitor.shingles import WORD, find_near_duplicates, find_shingles

# Of 731 real refusals (XSTest), those of under 10 words made 16,290 of the 16,322 alike pairs that answer different
# prompts, and any floor from 10 to 40 leaves the same 32: stock wording ("I'm sorry, but I can't help with that.") says
# nothing about where it was said. 15 leaves room for a wordier one.
FEWEST_RESPONSE_WORDS = 15


@dataclass(frozen=True, slots=True)
class Bond:
    """One reason that all of its members, ids of examples, are alike."""

    why: str
    members: tuple[str, ...]


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


def find_bonds(examples: Sequence[Example]) -> tuple[Bond, ...]:
    """Find every reason that examples are alike: one conversation, one cluster on an axis, nearly the same words."""
    return (
        *_shared_bonds(examples, "come from conversation", lambda example: example.conversation_id),
        *_shared_bonds(examples, "are in prompt cluster", lambda example: example.prompt_cluster_id),
        *_shared_bonds(examples, "are in response cluster", lambda example: example.response_cluster_id),
        *_likeness_bonds(examples, "prompts", lambda example: example.prompt),
        *_likeness_bonds(examples, "responses", _telling_response),
    )


def find_families(examples: Sequence[Example]) -> tuple[tuple[str, ...], ...]:
    """Group the ids of examples that are alike, also through others; one that is like no other stands alone."""
    bonds = _bonds_by_member(find_bonds(examples))
    families: list[tuple[str, ...]] = []
    placed: set[str] = set()
    for example in examples:
        if example.example_id not in placed:
            family = sorted(_reach(example.example_id, bonds))
            placed.update(family)
            families.append(tuple(family))
    return tuple(families)


def find_leak(examples: Sequence[Example], *, about: str | None = None) -> Leak | None:
    """Find a family with examples on both sides; look from one example only when its id is given as `about`.

    A withdrawn example is on no side, but still shows that those it resembles are alike.
    """
    by_id = {example.example_id: example for example in examples}
    bonds = _bonds_by_member(find_bonds(examples))
    one_sided: set[str] = set()
    for start in examples:
        if start.is_withdrawn or start.example_id in one_sided or about not in (None, start.example_id):
            continue
        links = _reach(start.example_id, bonds)
        one_sided.update(links)
        for other in map(by_id.__getitem__, links):
            if not other.is_withdrawn and other.side is not start.side:
                return Leak(start, other, _chain(other.example_id, links))
    return None


def _shared_bonds(examples: Sequence[Example], why: str, key: Callable[[Example], str | None]) -> Iterator[Bond]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for example in examples:
        shared = key(example)
        if shared is not None:
            groups[shared].append(example.example_id)
    return (Bond(f"{why} {shared!r}", tuple(members)) for shared, members in groups.items() if len(members) > 1)


def _likeness_bonds(examples: Sequence[Example], noun: str, text: Callable[[Example], str]) -> Iterator[Bond]:
    shingles = {example.example_id: find_shingles(text(example)) for example in examples}
    for left, right, similarity in find_near_duplicates(shingles):
        yield Bond(f"have nearly the same {noun} (Jaccard {similarity:.2f})", (left, right))


def _telling_response(example: Example) -> str:
    return example.response if len(WORD.findall(example.response)) >= FEWEST_RESPONSE_WORDS else ""


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
