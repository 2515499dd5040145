"""promptfoo's results: every prompt with every test case, what the provider made of it and how it was graded."""

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation, Message, Signal
from monitor.sources.fields import mapping_field, mappings_in, show, text_field
from monitor.sources.options import ReadOptions
from monitor.sources.parts import as_words
from monitor.sources.payloads import read_chat
from monitor.sources.scores import score_signal
from monitor.sources.trials import about_answer, build_trial
from monitor.taxonomy import Origin, Role, Scorer

# Read here, or said again in the fields beside it.
FIELDS = {
    "id", "prompt", "provider", "response", "gradingResult", "success", "score", "namedScores", "metadata", "promptId",
}  # fmt: skip
# The kind of assertion that a click on a thumb in promptfoo's viewer adds; it overrides all others.
BY_HAND = "human"


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a file of results, or one result of a file with one per line."""
    return isinstance(mapping_field(row, "results").get("results"), list) or {"promptIdx", "testIdx"} <= row.keys()


def split(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Take a file apart into its results, each with what is true of all."""
    run = mapping_field(row, "results")
    if not isinstance(run.get("results"), list):
        yield {"result": row}
        return
    is_attack = bool(mapping_field(row, "config").get("redteam"))
    for result in run["results"]:
        yield {"result": result, "evalId": row.get("evalId"), "time": run.get("timestamp"), "is_attack": is_attack}


def read(part: Mapping[str, Any], _options: ReadOptions) -> LoggedConversation:
    """Read one result: what was asked, what came out, and every grade it got.

    Raises RecordError if the provider failed or nothing usable is left.
    """
    row = part["result"]
    if not isinstance(row, Mapping):
        raise RecordError(f"a result is {show(row)}, not an object")
    metadata = {**mapping_field(mapping_field(row, "testCase"), "metadata"), **mapping_field(row, "metadata")}
    messages = (*_asked(row, metadata), Message(Role.ASSISTANT, _output(row)))
    around = {name: value for name, value in row.items() if name not in FIELDS} | {
        "id": text_field(row, "id"),
        "evalId": part.get("evalId"),
        "time": part.get("time"),
        "model": text_field(mapping_field(row, "provider"), "id") or _plain(row.get("provider")),
        "prompt_label": mapping_field(row, "prompt").get("label"),
        "prompt_before_attack": mapping_field(row, "prompt").get("raw") if _final_prompt(metadata) else None,
        "result_metadata": metadata or None,
    }
    origin = Origin.RED_TEAM if part.get("is_attack") or "pluginId" in metadata else Origin.EVALUATION
    signals = about_answer(_grades(row), messages)
    return build_trial(around, messages, format="promptfoo", origin=origin, signals=signals)


def _asked(row: Mapping[str, Any], metadata: Mapping[str, Any]) -> tuple[Message, ...]:
    """Return the prompt as it was sent: a chat written as JSON, or plain words; an attack may have changed it."""
    raw = _final_prompt(metadata) or mapping_field(row, "prompt").get("raw")
    if not isinstance(raw, str):
        raise RecordError(f"the prompt is {show(raw)}, not text")
    return read_chat(raw, Role.USER) or (Message(Role.USER, raw),)


def _final_prompt(metadata: Mapping[str, Any]) -> str | None:
    final = metadata.get("redteamFinalPrompt")
    return final if isinstance(final, str) else None


def _output(row: Mapping[str, Any]) -> str:
    response = mapping_field(row, "response")
    output = response.get("output")
    if output is None:
        raise RecordError(f"the request failed: {show(response.get('error') or row.get('error'))}")
    return as_words(output)


def _grades(row: Mapping[str, Any]) -> Iterator[Signal | None]:
    """Yield the verdict, the score, and the result of every assertion; a person's grade overrides the machine's."""
    result = mapping_field(row, "gradingResult")
    components = list(mappings_in(result.get("componentResults")))
    kinds = [mapping_field(one, "assertion").get("type") for one in components]
    overall = Scorer.HUMAN if BY_HAND in kinds else Scorer.MACHINE
    yield score_signal("pass", result.get("pass", row.get("success")), result.get("reason"), scorer=overall)
    yield score_signal("score", result.get("score", row.get("score")), scorer=overall)
    yield score_signal("comment", None, result.get("comment"), scorer=Scorer.HUMAN)
    for name, value in {**mapping_field(row, "namedScores"), **mapping_field(result, "namedScores")}.items():
        yield score_signal(name, value, scorer=Scorer.MACHINE)
    for kind, one in zip(kinds, components, strict=True):
        scorer = Scorer.HUMAN if kind == BY_HAND else Scorer.MACHINE
        yield score_signal(f"assert.{kind}", one.get("score"), one.get("reason"), one.get("comment"), scorer=scorer)


def _plain(provider: object) -> str | None:
    return provider if isinstance(provider, str) else None
