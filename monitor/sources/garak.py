"""garak's report: each attempt's prompt with each of its answers as a conversation, judged by garak's detectors."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation, Message, PassedOver, content_hash
from monitor.sources.fields import mapping_field, show, text_field
from monitor.sources.options import ReadOptions
from monitor.sources.parts import placeholder
from monitor.sources.scores import score_signal
from monitor.sources.trials import about_answer, build_trial
from monitor.sources.turns import ROLES, read_role
from monitor.taxonomy import Origin, Role, Scorer

# The other lines of a report tell of the run as a whole.
ABOUT_THE_RUN = (
    "start_run setup", "init", "plugin_cache", "payload_init", "tree_data", "eval", "probe_summary", "completion",
    "digest",
)  # fmt: skip
# garak writes an attempt when it is answered, and again when its answers are judged.
JUDGED = 2
FIELDS = {
    "entry_type", "status", "detector_results", "uuid", "seq", "prompt", "outputs", "conversations",
    "reverse_translation_outputs",
}  # fmt: skip
# Only what a person can see or hear is named as such.
MEDIA = ("image", "audio", "video")


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a line of a garak report."""
    return row.get("entry_type") == "attempt" or row.get("entry_type") in ABOUT_THE_RUN


def key(row: Mapping[str, Any]) -> str | None:
    """Name the attempt that a line is a stage of; other lines stand alone."""
    if row.get("entry_type") != "attempt":
        return None
    names = ("uuid", "seq", "probe_classname", "prompt", "outputs")
    return content_hash(json.dumps([row.get(name) for name in names], sort_keys=True))


def join(rows: Sequence[Mapping[str, Any]], _options: ReadOptions) -> Iterator[LoggedConversation | PassedOver]:
    """Read an attempt at its last stage, every answer as a conversation of its own; pass over all other lines.

    Raises RecordError for a line of an unknown kind and for unusable prompts or answers.
    """
    kind = rows[0].get("entry_type")
    if kind in ABOUT_THE_RUN:
        yield PassedOver(f"garak {kind}")
        return
    if kind != "attempt":
        raise RecordError(f"unknown entry_type {show(kind)}; known: attempt, {', '.join(sorted(ABOUT_THE_RUN))}")
    last = max(range(len(rows)), key=lambda place: (rows[place].get("status") == JUDGED, place))
    for _ in rows[1:]:
        yield PassedOver("garak attempt at an earlier stage")
    yield from _read_attempt(rows[last])


def read_turns(prompt: object) -> tuple[Message, ...]:
    """Read a prompt: words, one message, or the turns of a conversation."""
    if isinstance(prompt, Mapping) and isinstance(prompt.get("turns"), list):
        return tuple(_read_turn(index, turn) for index, turn in enumerate(prompt["turns"]))
    return (Message(Role.USER, read_words(prompt)),)


def read_words(content: object) -> str:
    """Read a message, an object now and a string in older reports; what it has attached stays visible."""
    if isinstance(content, str):
        return content
    text = content.get("text") if isinstance(content, Mapping) else content
    if not isinstance(content, Mapping) or not isinstance(text, str | None):
        raise RecordError(f"a message is {show(text)}, not text")
    if "text" not in content and not _attached(content):
        raise RecordError(f"a message without a text: {show(content)}")
    return "\n".join(part for part in (text, _attached(content)) if part)


def language_of(content: object) -> str | None:
    """Return the language of the last turn of a prompt; a star stands for none."""
    if not isinstance(content, Mapping):
        return None
    turns = content.get("turns")
    if isinstance(turns, list):
        last = turns[-1] if turns else None
        return language_of(last.get("content")) if isinstance(last, Mapping) else None
    language = text_field(content, "lang")
    return None if language == "*" else language


def answer_id(attempt: str | None, seq: object, index: object) -> str | None:
    """Name one answer of an attempt alike in reports and hit logs."""
    return None if attempt is None else f"{attempt}/{seq}/{index}"


def _read_attempt(row: Mapping[str, Any]) -> Iterator[LoggedConversation | PassedOver]:
    outputs = row.get("outputs")
    if not isinstance(outputs, list):
        raise RecordError(f"the outputs are {show(outputs)}, not a list")
    if not outputs:
        yield PassedOver("garak attempt without an answer")
    for index, output in enumerate(outputs):
        yield PassedOver("garak attempt without an answer") if output is None else _read_answer(row, outputs, index)


def _read_answer(row: Mapping[str, Any], outputs: Sequence[object], index: int) -> LoggedConversation:
    messages = _messages(row, outputs, index)
    aligned, loose = _scores(row, len(outputs))
    scored = [score_signal(name, scores[index], scorer=Scorer.MACHINE) for name, scores in aligned.items()]
    around = {name: value for name, value in row.items() if name not in FIELDS} | {
        "id": answer_id(text_field(row, "uuid"), row.get("seq"), index),
        "language": language_of(row.get("prompt")),
        "loose_detector_results": loose or None,
        "reverse_translation": _translation(row, outputs, index),
    }
    signals = about_answer(scored, messages)
    return build_trial(around, messages, format="garak", origin=Origin.RED_TEAM, signals=signals)


def _translation(row: Mapping[str, Any], outputs: Sequence[object], index: int) -> object:
    """Return what the detectors read in place of an answer in another language."""
    translations = row.get("reverse_translation_outputs")
    if not isinstance(translations, list) or len(translations) != len(outputs):
        return translations or None
    return None if translations[index] == outputs[index] else translations[index]


def _attached(content: Mapping[str, Any]) -> str:
    mime = content.get("data_type")
    if not mime and not content.get("data_path"):
        return ""
    medium = str(mime[0]).split("/")[0] if isinstance(mime, list) and mime else "file"
    return placeholder(medium if medium in MEDIA else "file")


def _messages(row: Mapping[str, Any], outputs: Sequence[object], index: int) -> tuple[Message, ...]:
    """Return the whole exchange that led to one answer, or else the prompt with the answer."""
    answer = Message(Role.ASSISTANT, read_words(outputs[index]))
    histories = row.get("conversations")
    if isinstance(histories, list) and len(histories) == len(outputs) and isinstance(histories[index], Mapping):
        turns = read_turns(histories[index])
        if turns and turns[-1] == answer:
            return turns
    return (*read_turns(row.get("prompt")), answer)


def _read_turn(index: int, turn: object) -> Message:
    if not isinstance(turn, Mapping):
        raise RecordError(f"turn {index} is {show(turn)}, not an object")
    return Message(read_role(turn.get("role"), index, ROLES), read_words(turn.get("content")))


def _scores(row: Mapping[str, Any], answers: int) -> tuple[dict[str, list[Any]], dict[str, Any]]:
    """Part the scores into those with one per answer, and those of which nobody can say which answer they judge."""
    results = mapping_field(row, "detector_results")
    aligned = {name: scores for name, scores in results.items() if isinstance(scores, list) and len(scores) == answers}
    return aligned, {name: scores for name, scores in results.items() if name not in aligned}
