"""garak's hit log: the answers that a detector of garak found to be a hit, one for each detector."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation, Message, content_hash
from monitor.sources.fields import show, text_field
from monitor.sources.garak import answer_id, language_of, read_turns, read_words
from monitor.sources.options import ReadOptions
from monitor.sources.scores import score_signal
from monitor.sources.trials import about_answer, build_trial
from monitor.taxonomy import Origin, Role, Scorer

FIELDS = {"prompt", "output", "score", "detector", "attempt_id", "attempt_seq", "attempt_idx"}


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a line of a garak hit log."""
    return {"attempt_id", "probe", "detector", "output"} <= row.keys()


def key(row: Mapping[str, Any]) -> str:
    """Name the answer that was hit."""
    names = ("attempt_id", "attempt_seq", "attempt_idx", "prompt", "output")
    return content_hash(json.dumps([row.get(name) for name in names], sort_keys=True))


def join(rows: Sequence[Mapping[str, Any]], _options: ReadOptions) -> Iterator[LoggedConversation]:
    """Read an answer once, with a signal from each detector it hit.

    It is the conversation that the report holds for the same answer: the generator, which the report names only for
    the whole run, is kept as extra. Raises RecordError for unusable prompts or answers.
    """
    row = rows[0]
    if "output" not in row:
        raise RecordError("no 'output'")
    messages = (*read_turns(row.get("prompt")), Message(Role.ASSISTANT, read_words(row["output"])))
    hits = [score_signal(_detector(one), one.get("score"), scorer=Scorer.MACHINE) for one in rows]
    around = {name: value for name, value in row.items() if name not in FIELDS} | {
        "id": answer_id(text_field(row, "attempt_id"), row.get("attempt_seq"), row.get("attempt_idx")),
        "language": language_of(row.get("prompt")),
    }
    signals = about_answer(hits, messages)
    yield build_trial(around, messages, format="garak_hitlog", origin=Origin.RED_TEAM, signals=signals)


def _detector(row: Mapping[str, Any]) -> str:
    name = row.get("detector")
    if not isinstance(name, str):
        raise RecordError(f"the detector is {show(name)}, not a name")
    return name
