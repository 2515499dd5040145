"""Many calls of a model, each told with all that was said before it, as the few conversations they were."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from monitor.records import START, Message
from monitor.taxonomy import Role

# A turn for comparison: frameworks write the same call with and without spaces in its JSON.
Turn = tuple[Role, str]
# So many turns in a row must agree before a call that does not begin at the beginning counts as going on.
AGREEING = 2
# How `turns.call_words` begins, as it is compared.
CALLED = "[toolcall]"


@dataclass(eq=False, slots=True)
class History:
    """One conversation as a tree: what a call says that the calls before it did not is a new leaf, or a new branch."""

    messages: list[Message] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    places: dict[Turn, list[int]] = field(default_factory=lambda: defaultdict(list))
    following: dict[tuple[int, Turn], int] = field(default_factory=dict)
    leaves: set[int] = field(default_factory=set)
    successor: "History | None" = None

    @property
    def latest(self) -> "History":
        """The history that has taken the place of this one, or this one itself."""
        return self if self.successor is None else self.successor.latest

    @property
    def system(self) -> list[Turn]:
        """The system prompt the conversation opens with."""
        return _opening_system(self.turns)

    def told(self) -> tuple[Message, ...]:
        """Return the messages in the order they came up; one that opens a branch names what it follows."""
        return tuple(
            message if parent == index - 1 else replace(message, follows=parent)
            for index, (message, parent) in enumerate(zip(self.messages, self.parents, strict=True))
        )

    def walk(self, turns: Sequence[Turn], start: int = START) -> list[int]:
        """Return the places of the first of `turns`, as far as the tree knows them from `start` on."""
        path: list[int] = []
        for turn in turns:
            place = self.following.get((path[-1] if path else start, turn))
            if place is None:
                break
            path.append(place)
        return path

    def grow(self, messages: Sequence[Message], start: int = START) -> int:
        """Add after `start` what the tree does not know yet; return the place of the last message."""
        place = start
        for message in messages:
            turn = turn_of(message)
            known = self.following.get((place, turn))
            if known is None and turn[0] is Role.TOOL:
                place = self._called(place)
                known = self.following.get((place, turn))
            place = known if known is not None else self._add(message, turn, place)
        return place

    def holds(self, turns: Sequence[Turn]) -> bool:
        """Whether these turns were said in this order, on one branch, with others in between or not."""
        return bool(turns) and any(_is_within(turns, self._branch(place)) for place in self.places.get(turns[-1], ()))

    def lies_within(self, turns: Sequence[Turn]) -> bool:
        """Whether every branch of the conversation was said, in this order, in `turns`."""
        return all(_is_within(self._branch(leaf), turns) for leaf in self.leaves)

    def _called(self, place: int) -> int:
        """Return the call of a tool that followed, for a result told without it; else the place itself."""
        calls = (index for index, turn in enumerate(self.turns) if self.parents[index] == place and _is_call(turn))
        return next(calls, place)

    def _branch(self, place: int) -> list[Turn]:
        branch = []
        while place != START:
            branch.append(self.turns[place])
            place = self.parents[place]
        return branch[::-1]

    def _add(self, message: Message, turn: Turn, parent: int) -> int:
        place = len(self.messages)
        self.messages.append(message)
        self.turns.append(turn)
        self.parents.append(parent)
        self.places[turn].append(place)
        self.following[parent, turn] = place
        self.leaves.discard(parent)
        self.leaves.add(place)
        return place


class Histories:
    """The conversations of one trace, as far as its calls have told them."""

    def __init__(self) -> None:
        """Begin with none."""
        self._openings: dict[tuple[Turn, ...], History] = {}
        self._holding: dict[Turn, dict[History, None]] = defaultdict(dict)

    def add(self, asked: Sequence[Message], answer: Sequence[Message]) -> History:
        """Place what went into a call and what came out; alternatives are added one after the other.

        The call goes on a history that it begins with, that it lies in, that it takes up in the middle, or whose tool
        call it answers; it takes the place of one that lies in it; or else it is a history of its own.
        """
        path = [*asked, *answer]
        if asked and [turn_of(one) for one in answer[: len(asked)]] == [turn_of(one) for one in asked]:
            # Agents give back the whole conversation, with what they were asked in it.
            path = [*answer]
        turns = [turn_of(message) for message in path]
        history, start, known = self._find(turns) or (self._replaced(turns), START, 0)
        history.grow(path[known:], start)
        self._remember(history, turns)
        return history

    def find_repeated(self, messages: Sequence[Message], *, within: Iterable[History] = ()) -> History | None:
        """Return the history that says all this already: its words too, if a template put more around them.

        `within` are histories to look at although they may share no turn.
        """
        turns = [turn_of(message) for message in messages]
        if not turns:
            return None
        return next(
            (one for one in [*within, *self._holding_any(turns)] if one.holds(turns) or _says(one, turns)), None
        )

    def _find(self, turns: Sequence[Turn]) -> tuple[History, int, int] | None:
        """Return the history to go on, the place to go on from, and how many of the turns stand before it."""
        opened = self._openings.get(_opening(turns))
        if opened is not None:
            return opened, START, 0
        said = _without_system(turns)
        skipped = len(turns) - len(said)
        for history in self._holding.get(said[-1], ()) if said else ():
            if history.holds(said) and self._agree(history, turns):
                return history, history.places[said[-1]][-1], len(turns)
        return self._taken_up(turns, said, skipped)

    def _taken_up(self, turns: Sequence[Turn], said: Sequence[Turn], skipped: int) -> tuple[History, int, int] | None:
        for history in self._holding.get(said[0], ()) if said else ():
            for place in reversed(history.places[said[0]]):
                path = [place, *history.walk(said[1:], place)]
                if (len(path) >= AGREEING or path[-1] in history.leaves) and self._agree(history, turns):
                    return history, path[-1], skipped + len(path)
        return self._answered(turns, said, skipped)

    def _answered(self, turns: Sequence[Turn], said: Sequence[Turn], skipped: int) -> tuple[History, int, int] | None:
        """Go on where a tool was last called, for a call that opens with the result of one."""
        if not said or said[0][0] is not Role.TOOL:
            return None
        for history in reversed(self._openings.values()):
            if _is_call(history.turns[-1]) and self._agree(history, turns):
                return history, len(history.turns) - 1, skipped
        return None

    def _agree(self, history: History, turns: Sequence[Turn]) -> bool:
        system = _opening_system(turns)
        return not system or system == history.system

    def _replaced(self, turns: Sequence[Turn]) -> History:
        """Return a new history, which takes the place of those that lie within `turns`."""
        new = History()
        for one in self._holding_any(turns):
            if one.lies_within(turns):
                one.successor = new
                self._openings.pop(_opening(one.turns), None)
                for turn in one.places:
                    self._holding[turn].pop(one, None)
        return new

    def _holding_any(self, turns: Sequence[Turn]) -> list[History]:
        return list(dict.fromkeys(history for turn in turns for history in self._holding.get(turn, ())))

    def _remember(self, history: History, turns: Sequence[Turn]) -> None:
        self._openings.setdefault(_opening(history.turns), history)
        for turn in turns:
            # Calls that have nothing but a system prompt in common have nothing to do with each other.
            if turn[0] is not Role.SYSTEM:
                self._holding[turn][history] = None


def turn_of(message: Message) -> Turn:
    """Return a message as what two calls compare it by."""
    return message.role, "".join(message.text.split())


def _is_call(turn: Turn) -> bool:
    return turn[0] is Role.ASSISTANT and CALLED in turn[1]


def _opening_system(turns: Sequence[Turn]) -> list[Turn]:
    return list(itertools.takewhile(lambda turn: turn[0] is Role.SYSTEM, turns))


def _without_system(turns: Sequence[Turn]) -> Sequence[Turn]:
    return turns[len(_opening_system(turns)) :]


def _opening(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return the turns up to the first that is no system prompt: what tells one conversation from another."""
    return tuple(turns[: len(_opening_system(turns)) + 1])


def _is_within(few: Sequence[Turn], many: Sequence[Turn]) -> bool:
    """Whether `many` has all of `few`, in order."""
    rest = iter(many)
    return all(turn in rest for turn in few)


def _says(history: History, turns: Sequence[Turn]) -> bool:
    """Whether the history has each answer among `turns`, and the words of everything else in some message."""
    return all(
        turn in history.places
        or (turn[0] is not Role.ASSISTANT and any(turn[1] in words for _, words in history.turns))
        for turn in turns
    )
