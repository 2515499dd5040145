"""Turns that name what they follow, in an order in which each comes after that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.errors import RecordError
from monitor.records import START
from monitor.sources.fields import first_present, show

IDS = ("id", "message_id", "messageId", "uuid")
PARENTS = ("parent_id", "parent", "parent_message_id", "parentMessageId", "parentId")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as its log has it; `follows` is that of its message."""

    fields: Any
    follows: int | None = None


def find_branches(turns: Sequence[Any]) -> list[Turn]:
    """Return turns in the order of the log, or after what they follow where their ids and parents say so.

    Raises RecordError if two turns have one id, if one follows what is not there, or if they go round in circles.
    """
    named = [_named(turn, IDS) for turn in turns]
    parents = [_named(turn, PARENTS) for turn in turns]
    places = {name: place for place, name in enumerate(named) if name is not None}
    if not any(parent in places for parent in parents if parent is not None):
        return [Turn(turn) for turn in turns]
    if len(places) < sum(name is not None for name in named):
        raise RecordError("two messages have the same id")
    # What the first message follows is where the log begins: some name a root that they do not write out.
    roots = {None, parents[0] if parents[0] not in places else None}
    for place, parent in enumerate(parents):
        if parent not in places and parent not in roots:
            raise RecordError(f"message {place} follows {show(parent)}, which is not among the messages")
    return order_tree(turns, [places.get(parent, START) if parent is not None else START for parent in parents])


def order_tree(turns: Sequence[Any], parents: Sequence[int]) -> list[Turn]:
    """Return the turns of a tree so that each comes after its parent: as they are, or else branch by branch.

    `parents` holds the place of each turn's parent, or START. Raises RecordError if they go round in circles.
    """
    if all(parent < place for place, parent in enumerate(parents)):
        order: Sequence[int] = range(len(turns))
    else:
        order = list(_walk(parents))
    if len(order) < len(turns):
        raise RecordError("the messages follow each other in a circle")
    index = {place: index for index, place in enumerate(order)} | {START: START}
    return [Turn(turns[place], _branch(index[place], index[parents[place]])) for place in order]


def _branch(index: int, parent: int) -> int | None:
    return None if parent == index - 1 else parent


def _walk(parents: Sequence[int]) -> Iterator[int]:
    """Yield the places of a tree from its roots, each branch to its end before the next."""
    children: dict[int, list[int]] = {}
    for place, parent in enumerate(parents):
        children.setdefault(parent, []).append(place)
    waiting = children.get(START, [])[::-1]
    while waiting:
        place = waiting.pop()
        yield place
        waiting.extend(reversed(children.get(place, [])))


def _named(turn: object, names: Sequence[str]) -> str | None:
    found = first_present(turn, *names) if isinstance(turn, Mapping) else None
    return str(found[1]) if found and isinstance(found[1], str | int) else None
