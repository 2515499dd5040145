"""Inspect's logs: each sample of an evaluation as a conversation, with its scores."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.records import LoggedConversation, Message, PassedOver, Signal
from monitor.sources.fields import mapping_field, mappings_in, text_field, time_field
from monitor.sources.options import ReadOptions
from monitor.sources.parts import as_words, call_words, read_part
from monitor.sources.scores import score_signal
from monitor.sources.trials import about_answer, build_trial
from monitor.sources.turns import ROLES, read_role
from monitor.taxonomy import Origin, Role, Scorer

# Read here, or counted by Inspect for itself.
FIELDS = {
    "id", "uuid", "messages", "input", "output", "scores", "metadata", "started_at", "error_retries", "turn_count",
}  # fmt: skip
# The letters with which Inspect's scorers say correct, partly, incorrect and no answer.
GRADES = {"C": 1.0, "P": 0.5, "I": 0.0, "N": 0.0}
# What an edit of a score says of what it leaves as it was.
UNCHANGED = "UNCHANGED"


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a sample with its run, as an Inspect log is read."""
    return "superseded" in row or (isinstance(row.get("sample"), Mapping) and isinstance(row.get("eval"), Mapping))


def read(row: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation | PassedOver:
    """Read one sample; an answer among several alternatives is a branch.

    A sample that was run again counts only as it is in the end. Raises RecordError for messages that cannot be read.
    """
    if "superseded" in row:
        return PassedOver("Inspect sample that was run again")
    sample, run = row["sample"], row["eval"]
    messages = _messages(sample)
    around = {name: value for name, value in sample.items() if name not in FIELDS} | {
        "id": text_field(sample, "uuid") or f"{run.get('run_id')}/{sample.get('id')}/{sample.get('epoch')}",
        "time": sample.get("started_at") or run.get("created"),
        "model": run.get("model"),
        "model_version": _answering(sample, run),
        "sample_id": sample.get("id"),
        "sample_metadata": sample.get("metadata") or None,
        "eval": {name: value for name, value in run.items() if name != "model" and value},
    }
    signals = about_answer(_scores(sample), _without_branches(messages))
    return build_trial(around, messages, format="inspect", origin=Origin.EVALUATION, signals=signals)


def _messages(sample: Mapping[str, Any]) -> tuple[Message, ...]:
    """Return the exchange with the model; a sample that failed before it began has only its input."""
    asked = sample.get("messages") or sample.get("input")
    turns = [{"role": "user", "content": asked}] if isinstance(asked, str) else list(mappings_in(asked))
    messages = [_message(index, turn) for index, turn in enumerate(turns)]
    choices = [mapping_field(one, "message") for one in mappings_in(mapping_field(sample, "output").get("choices", []))]
    if len(choices) > 1 and messages[-1:] == [_message(0, choices[0])]:
        before = len(messages) - 2
        others = (_message(0, choice) for choice in choices[1:])
        messages += [Message(Role.ASSISTANT, other.text, other.at, before) for other in others]
    return tuple(messages)


def _without_branches(messages: Sequence[Message]) -> list[Message]:
    """Return what Inspect's scorers look at: the first of several alternative answers, and all before it."""
    return [message for message in messages if message.follows is None]


def _message(index: int, turn: Mapping[str, Any]) -> Message:
    content = turn.get("content")
    parts = content if isinstance(content, list) else [content or ""]
    calls = [call_words(call.get("function"), call.get("arguments")) for call in mappings_in(turn.get("tool_calls"))]
    failure = mapping_field(turn, "error").get("message")
    texts = [*(read_part(part) for part in parts), *calls, *([f"[error] {failure}"] if failure else [])]
    text = "\n".join(text for text in texts if text)
    return Message(read_role(turn.get("role"), index, ROLES), text, time_field(turn, "timestamp"))


def _answering(sample: Mapping[str, Any], run: Mapping[str, Any]) -> str | None:
    """Return the model that says it answered, where it is not simply the one that was asked."""
    model = text_field(mapping_field(sample, "output"), "model")
    asked = str(run.get("model"))
    # Inspect puts the provider before the model, and some providers call themselves the model.
    names = {asked, asked.partition("/")[0], asked.partition("/")[2]}
    return None if model in names else model


def _scores(sample: Mapping[str, Any]) -> Iterator[Signal | None]:
    """Yield every score: the scorer's own, and behind it what a person has made of it."""
    for name, score in mapping_field(sample, "scores").items():
        history = [one for one in mappings_in(score.get("history", [])) if one.get("value") != UNCHANGED]
        by_hand = any(one.get("provenance") for one in history)
        if by_hand:
            yield from _values(name, history[0] if not history[0].get("provenance") else {}, Scorer.MACHINE)
        yield from _values(name, score, Scorer.HUMAN if by_hand else Scorer.MACHINE)


def _values(name: str, score: Mapping[str, Any], scorer: Scorer) -> Iterator[Signal | None]:
    """Yield the one value of a score, or each of several that have names."""
    value = score.get("value")
    values = {f"{name}.{part}": one for part, one in value.items()} if isinstance(value, Mapping) else {name: value}
    for full_name, one in values.items():
        label = None if isinstance(one, int | float | None) else as_words(one)
        number = one if label is None else GRADES.get(label)
        yield score_signal(full_name, number, label, score.get("explanation"), scorer=scorer)
