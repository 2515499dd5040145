"""PyRIT's memory: the conversations of its attacks from their pieces, with scores and outcomes."""

import hashlib
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation, Message, PassedOver, Signal
from monitor.sources.fields import mapping_field, show, text_field, time_field
from monitor.sources.options import ReadOptions
from monitor.sources.parts import placeholder
from monitor.sources.payloads import unpacked
from monitor.sources.scores import score_signal
from monitor.sources.sqlite_rows import TABLE
from monitor.sources.trials import build_trial
from monitor.sources.turns import ROLES, read_role
from monitor.taxonomy import Origin, Role, Scorer

Fields = Mapping[str, Any]

PIECES, SCORES, ATTACKS, CHATS = "PromptMemoryEntries", "ScoreEntries", "AttackResultEntries", "Conversations"
WITHOUT_PIECES = {
    SCORES: "PyRIT score of what is in no conversation",
    ATTACKS: "PyRIT attack that said nothing",
    CHATS: "PyRIT conversation in which nothing was said",
}
# What an attack puts into the chatbot's mouth before it begins.
SPEAKERS = ROLES | {"simulated_assistant": Role.ASSISTANT}
PATH = "_path"
# Read here, or a hash or a name that tells nothing more.
PIECE_FIELDS = {
    TABLE, "id", "role", "conversation_id", "sequence", "timestamp", "original_value", "original_value_data_type",
    "original_value_sha256", "converted_value", "converted_value_data_type", "converted_value_sha256",
    "original_prompt_id", "converter_identifiers", "response_error",
}  # fmt: skip
OUTCOMES = {"success": 1, "failure": 0}
TRUTHS = {"true": 1, "false": 0}


def recognise(row: Fields, _options: ReadOptions) -> bool:
    """Whether the row is from the memory of PyRIT."""
    return row.get(TABLE) in (PIECES, *WITHOUT_PIECES)


def keys(row: Fields) -> tuple[str, ...]:
    """Name the conversation, the piece or the attack that a row belongs to."""
    if row[TABLE] == PIECES:
        return (_chat(row), *(f"piece {name}" for name in _piece_ids(row)))
    if row[TABLE] == SCORES:
        return tuple(f"piece {name}" for name in _scored(row))
    return (_chat(row), *(f"chat {name}" for name in _attackers(row)))


def join(rows: Sequence[Fields], _options: ReadOptions) -> Iterator[LoggedConversation | PassedOver]:
    """Read the conversations of an attack as they were sent, that is after every converter.

    What the attacker's own model said with itself is passed over. Raises RecordError if a text is not the one its
    hash was taken of, or if a role is unknown.
    """
    pieces = [row for row in rows if row[TABLE] == PIECES]
    others = [row for row in rows if row[TABLE] != PIECES]
    if not pieces:
        yield from (PassedOver(WITHOUT_PIECES[row[TABLE]]) for row in others)
    attackers = {name for row in others for name in _attackers(row)}
    chats: dict[object, list[Fields]] = {}
    for piece in pieces:
        chats.setdefault(piece.get("conversation_id"), []).append(piece)
    for name, chat in chats.items():
        if name in attackers:
            yield PassedOver("PyRIT chat of the attacker's own model")
        else:
            yield _read_chat(name, chat, others)


def _read_chat(name: object, pieces: Sequence[Fields], others: Sequence[Fields]) -> LoggedConversation:
    ordered = sorted(pieces, key=_place)
    turns = [list(turn) for _, turn in itertools.groupby(ordered, key=lambda piece: (_place(piece), piece.get("role")))]
    messages = tuple(_message(index, turn) for index, turn in enumerate(turns))
    scores = [row for row in others if row[TABLE] == SCORES]
    about = [row for row in others if row[TABLE] != SCORES and row.get("conversation_id") == name]
    attacks = [row for row in about if row[TABLE] == ATTACKS]
    around = {
        "id": name,
        "model": _model([*about, *pieces]),
        "attacks": [_said(row, {TABLE}) for row in attacks] or None,
        **_said(ordered[0], PIECE_FIELDS),
        **_changes(turns),
    }
    signals = [*_scores(scores, turns), *(_outcome(row) for row in attacks)]
    return build_trial(around, messages, format="pyrit", origin=Origin.RED_TEAM, signals=signals)


def _message(index: int, turn: Sequence[Fields]) -> Message:
    texts = [_words(piece) for piece in turn]
    role = read_role(turn[0].get("role"), index, SPEAKERS)
    return Message(role, "\n".join(text for text in texts if text), time_field(turn[0], "timestamp"))


def _place(piece: Fields) -> int:
    sequence = piece.get("sequence")
    if not isinstance(sequence, int):
        raise RecordError(f"the place of a piece is {show(sequence)}, not a whole number")
    return sequence


def _words(piece: Fields) -> str:
    text, kind = piece.get("converted_value"), str(piece.get("converted_value_data_type"))
    if kind.endswith(PATH):
        return placeholder(kind.removesuffix(PATH))
    if text is not None and not isinstance(text, str):
        raise RecordError(f"a piece says {show(text)}, not text")
    expected = piece.get("converted_value_sha256")
    if text and expected and hashlib.sha256(text.encode()).hexdigest() != expected:
        raise RecordError(f"piece {piece.get('id')} is not the text that its hash was taken of")
    return text or ""


def _changes(turns: Sequence[Sequence[Fields]]) -> dict[str, Any]:
    """Return what was said before the converters, and which pieces are not what they seem, by message."""
    originals, converters, errors, simulated = {}, {}, {}, []
    first = _said(turns[0][0], PIECE_FIELDS)
    more: dict[str, Any] = {}
    for index, piece in ((index, piece) for index, turn in enumerate(turns) for piece in turn):
        if piece.get("original_value") != piece.get("converted_value"):
            originals[str(index)] = piece.get("original_value")
            converters[str(index)] = unpacked(piece.get("converter_identifiers"))
        if piece.get("response_error") not in (None, "none"):
            errors[str(index)] = piece["response_error"]
        if piece.get("role") == "simulated_assistant":
            simulated.append(index)
        if changed := {name: value for name, value in _said(piece, PIECE_FIELDS).items() if first.get(name) != value}:
            more[str(index)] = more.get(str(index), {}) | changed
    found = {"originals": originals, "converters": converters, "response_errors": errors, "simulated": simulated}
    found["later_pieces"] = more
    return {name: value for name, value in found.items() if value}


def _scores(scores: Sequence[Fields], turns: Sequence[Sequence[Fields]]) -> Iterator[Signal | None]:
    for score in scores:
        for index, turn in enumerate(turns):
            if any(not _scored(score).isdisjoint(_piece_ids(piece)) for piece in turn):
                signal = _score(score)
                yield signal and replace(signal, message_index=index)


def _score(row: Fields) -> Signal | None:
    """Read one score: of a scorer whose class says that it asks a person, or of a machine."""
    scorer = mapping_field({"scorer": unpacked(row.get("scorer_class_identifier"))}, "scorer")
    kind = str(scorer.get("class_name") or scorer.get("__type__") or "score")
    categories = unpacked(row.get("score_category"))
    name = ".".join([kind, *map(str, categories if isinstance(categories, list) else [])])
    value = row.get("score_value")
    given_by = Scorer.HUMAN if "human" in kind.lower() else Scorer.MACHINE
    number = TRUTHS.get(str(value).lower(), value)
    words = (value if row.get("score_type") == "unknown" else None, row.get("score_rationale"))
    return score_signal(name, number, *words, scorer=given_by)


def _outcome(row: Fields) -> Signal | None:
    outcome = row.get("outcome")
    words = (None if outcome in OUTCOMES else outcome, row.get("outcome_reason"))
    return score_signal("attack.outcome", OUTCOMES.get(str(outcome)), *words, scorer=Scorer.MACHINE)


def _model(rows: Sequence[Fields]) -> str | None:
    """Return the model that was attacked: of the conversation's target, which older versions name at every piece."""
    for row in rows:
        target = unpacked(row.get("target_identifier", row.get("prompt_target_identifier")))
        if isinstance(target, Mapping) and (name := text_field(target, "model_name", "underlying_model_name")):
            return name
    return None


def _said(row: Fields, read: set[str]) -> dict[str, Any]:
    """Return what else a row says, its JSON read; PyRIT writes nothing in many ways."""
    said = {name: unpacked(value) for name, value in row.items() if name not in read}
    return {name: value for name, value in said.items() if value not in (None, "", "null", {}, [])}


def _chat(row: Fields) -> str:
    return f"chat {row.get('conversation_id')}"


def _piece_ids(piece: Fields) -> set[str]:
    """Return by what names scores know a piece: a copy of it in another branch has its scores, too."""
    return {str(piece[name]) for name in ("id", "original_prompt_id") if piece.get(name)}


def _scored(score: Fields) -> set[str]:
    what = unpacked(score.get("scorable"))
    listed = what.get("message_piece_ids") if isinstance(what, Mapping) else None
    named = listed if isinstance(listed, list) else []
    return {str(name) for name in (*named, score.get("prompt_request_response_id")) if name}


def _attackers(row: Fields) -> list[str]:
    names = unpacked(row.get("adversarial_chat_conversation_ids"))
    return [str(name) for name in names] if isinstance(names, list) else []
