"""A list of turns with all that a log says inside and around them, as one conversation."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation
from monitor.sources.branches import Turn, find_branches
from monitor.sources.context import USERS, build_conversation
from monitor.sources.fields import first_present, show, text_field
from monitor.sources.parts import RESULTS, kind_of
from monitor.sources.signals import SIGNAL_FIELDS, find_turn_signals, unread_signals
from monitor.sources.turns import READ_OF_TURN, read_messages, read_plain

# A user's name inside a turn becomes the conversation's; as an extra field it would be kept in clear.
READ_INSIDE = frozenset({*READ_OF_TURN, *SIGNAL_FIELDS, *USERS})


def build_chat(
    row: Mapping[str, Any], turns: object, *, field: str, format: str, read: Collection[str] = ()
) -> LoggedConversation:
    """Read the turns that stand in a field of `row`, and what the row says around them.

    `read` names further fields that the reader has read itself. What the turns say that nobody reads is kept in the
    conversation's extra under the name of the field, by the index of the message. Raises RecordError as
    `read_messages`, `find_branches` and `build_conversation` do.
    """
    if not isinstance(turns, list):
        raise RecordError(f"the messages are {show(turns)}, not a list")
    plain = read_plain(turns)
    if plain is not None:
        return build_conversation(row, plain, format=format, read=(field, *read))
    return build_branches(row, find_branches(turns), field=field, format=format, read=read)


def build_branches(
    row: Mapping[str, Any], turns: Sequence[Turn], *, field: str, format: str, read: Collection[str] = ()
) -> LoggedConversation:
    """Read turns that know what they follow, as `build_chat` does."""
    turns = _hand_over(turns)
    fields = [turn.fields for turn in turns]
    messages = tuple(
        message if turn.follows is None else replace(message, follows=turn.follows)
        for message, turn in zip(read_messages(fields), turns, strict=True)
    )
    around = {**row, **_user_inside(fields, row), field: _unread(fields)}
    signals = find_turn_signals(fields)
    return build_conversation(around, messages, format=format, read=read, signals=signals)


def _hand_over(turns: Sequence[Turn]) -> Sequence[Turn]:
    """Take apart the turns of a user that hold what tools returned and words besides: the tools did not say those."""
    if not any(_is_mixed(turn.fields) for turn in turns):
        return turns
    # The new index of each turn's end: what followed a turn follows its last piece.
    ends: list[int] = []
    pieces: list[Turn] = []
    for turn in turns:
        follows = turn.follows if turn.follows is None or turn.follows < 0 else ends[turn.follows]
        first, *rest = _pieces(turn.fields) if _is_mixed(turn.fields) else [turn.fields]
        pieces += [Turn(first, follows), *(Turn(one) for one in rest)]
        ends.append(len(pieces) - 1)
    return pieces


def _is_mixed(turn: object) -> bool:
    if not isinstance(turn, Mapping) or turn.get("role") != "user":
        return False
    content = turn.get("content")
    if not isinstance(content, list):
        return False
    return len({kind_of(part) in RESULTS for part in content}) > 1


def _pieces(turn: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    results = [part for part in turn["content"] if kind_of(part) in RESULTS]
    yield {"role": "tool", "content": results}
    yield {**turn, "content": [part for part in turn["content"] if kind_of(part) not in RESULTS]}


def _user_inside(turns: Sequence[Mapping[str, Any]], row: Mapping[str, Any]) -> dict[str, str]:
    named = (text_field(turn, *USERS) for turn in turns if not turn.keys().isdisjoint(USERS))
    user = next((name for name in named if name), None)
    return {"user": user} if user and first_present(row, *USERS) is None else {}


def _unread(turns: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return by index the fields of turns that nobody reads."""
    unread = {}
    for index, turn in enumerate(turns):
        names = turn.keys() - READ_INSIDE | unread_signals(turn)
        kept = {name: turn[name] for name in names if turn[name] not in (None, "", [], {})}
        if kept:
            unread[str(index)] = kept
    return unread
