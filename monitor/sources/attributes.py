"""The attributes of a span, in any convention for language models, as one step of a trace.

Conventions: OpenTelemetry GenAI (today's and the older names), OpenInference, the Vercel AI SDK, Traceloop.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.records import Message, Signal
from monitor.sources.fields import first_present, mappings_in
from monitor.sources.parts import as_words, read_part
from monitor.sources.payloads import read_chat, read_choices, read_plain, unpacked
from monitor.sources.scores import score_signal, scorer_of
from monitor.sources.traces import Step, with_unread
from monitor.taxonomy import Role

KINDS = (
    "openinference.span.kind", "gen_ai.operation.name", "llm.request.type", "traceloop.span.kind", "ai.operationId",
)  # fmt: skip
MODELS = ("gen_ai.request.model", "llm.model_name", "ai.model.id", "llm.request.model", "gen_ai.response.model")
VERSIONS = ("gen_ai.response.model", "ai.response.model", "llm.response.model")
USERS = (
    "user.id", "enduser.id", "langfuse.user.id", "gen_ai.user.id", "ai.telemetry.metadata.userId",
    "traceloop.association.properties.user_id",
)  # fmt: skip
SESSIONS = (
    "gen_ai.conversation.id", "session.id", "langfuse.session.id", "ai.telemetry.metadata.sessionId",
    "traceloop.association.properties.session_id", "traceloop.association.properties.chat_id",
)  # fmt: skip
# Every attribute that begins so is read here; the rest is kept as extra.
READ = (
    "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.prompt",
    "gen_ai.completion", "gen_ai.evaluation.", "llm.input_messages", "llm.output_messages", "llm.prompts",
    "input.value", "output.value", "ai.prompt", "ai.response.text", "ai.response.toolCalls", "ai.response.object",
    "ai.result.", "annotation.", "evaluation.", "eval.", "ai.embedding", "embedding.", "error",
)  # fmt: skip
CALLS = {"llm", "chat", "completion", "text_completion", "generate_content"}
# Words for the same kind of step in other conventions.
SAME_KIND = {"execute_tool": "tool", "embeddings": "embedding", "retrieval": "retriever", "ai.toolCall": "tool"}
NUMBER = re.compile(r"[0-9]+")


def read_attributes(attributes: Mapping[str, Any]) -> Step:
    """Read what one span says; raises RecordError for a message that cannot be read."""
    kind = _kind(attributes)
    is_call = kind in CALLS
    plain = _plain(attributes)
    step = Step(
        kind=kind,
        is_call=is_call,
        session=_text(attributes, *SESSIONS),
        user=_text(attributes, *USERS),
        model=_text(attributes, *MODELS),
        model_version=_text(attributes, *VERSIONS),
        asked=_asked(attributes),
        answers=_answers(attributes),
        plain_asked=plain[0],
        plain_answers=plain[1],
        signals=tuple(read_evaluations(attributes)),
        extra={name: value for name, value in attributes.items() if not name.startswith(READ) and value is not None},
    )
    given, got = (next(filter(None, _candidates(attributes, side)), None) for side in ("input", "output"))
    return with_unread(step, given=given, got=got)


def nested(attributes: Mapping[str, Any], prefix: str) -> object:
    """Return what lies under a prefix of dotted names as objects and lists; None if there is nothing.

    >>> nested({"llm.prompts.0.text": "a", "llm.prompts.1.text": "b", "llm.model": "m"}, "llm.prompts")
    [{'text': 'a'}, {'text': 'b'}]
    """
    if prefix in attributes:
        return _tree(unpacked(attributes[prefix]))
    inside = {name[len(prefix) + 1 :]: value for name, value in attributes.items() if name.startswith(f"{prefix}.")}
    return _tree(inside) if inside else None


def _tree(value: object) -> object:
    if isinstance(value, list):
        return [_tree(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    groups: dict[str, Any] = {}
    for name, inner in value.items():
        first, _, rest = str(name).partition(".")
        if not rest:
            groups[first] = inner
        elif isinstance(known := groups.setdefault(first, {}), dict):
            known[rest] = inner
    if groups and all(NUMBER.fullmatch(name) for name in groups):
        return [_tree(groups[name]) for name in sorted(groups, key=int)]
    return {name: _tree(inner) for name, inner in groups.items()}


def _kind(attributes: Mapping[str, Any]) -> str:
    named = first_present(attributes, *KINDS)
    operation = str(named[1]) if named else "span"
    if operation.startswith("ai."):
        # The Vercel AI SDK wraps the calls (`doGenerate`, `doStream`) in a span of the function that makes them.
        ends = {"doGenerate": "llm", "doStream": "llm", "toolCall": "tool"}
        made = next((kind for end, kind in ends.items() if operation.split(" ")[0].endswith(end)), None)
        return made or ("embedding" if "embed" in operation else "agent")
    return SAME_KIND.get(operation.lower(), operation.lower())


def _asked(attributes: Mapping[str, Any]) -> tuple[Message, ...]:
    found: tuple[Message, ...] = ()
    for turns in _candidates(attributes, "input"):
        found = read_chat(turns, Role.USER)
        if found:
            break
    system = _system(attributes)
    return (*system, *found) if found and found[0].role is not Role.SYSTEM else found


def _system(attributes: Mapping[str, Any]) -> tuple[Message, ...]:
    told = unpacked(attributes.get("gen_ai.system_instructions"))
    if not told:
        return ()
    parts = told if isinstance(told, list) else [told]
    return (Message(Role.SYSTEM, "\n".join(read_part(part) for part in parts)),)


def _answers(attributes: Mapping[str, Any]) -> tuple[tuple[Message, ...], ...]:
    for turns in _candidates(attributes, "output"):
        answers = read_choices(turns)
        if len(answers) == 1 and _kind(attributes) in CALLS and _are_choices(attributes, answers[0]):
            return tuple((one,) for one in answers[0])
        if answers:
            return answers
    return _vercel_answer(attributes)


def _are_choices(attributes: Mapping[str, Any], answer: Sequence[Message]) -> bool:
    """Whether the messages that came out are alternatives: by today's convention each is one choice of the model."""
    is_numbered = nested(attributes, "gen_ai.output.messages") or nested(attributes, "gen_ai.completion")
    return is_numbered is not None and all(message.role is Role.ASSISTANT for message in answer)


def _candidates(attributes: Mapping[str, Any], side: str) -> Iterator[object]:
    """Yield where the conventions keep the messages of one side, the most telling first."""
    yield nested(attributes, f"gen_ai.{side}.messages")
    yield [_openinference_turn(one) for one in mappings_in(nested(attributes, f"llm.{side}_messages"))]
    yield nested(attributes, "gen_ai.prompt" if side == "input" else "gen_ai.completion")
    if side == "input":
        yield attributes.get("ai.prompt.messages")
        yield attributes.get("ai.prompt")
    yield attributes.get(f"{side}.value")


def _openinference_turn(turn: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return OpenInference's message, whose every field repeats the name of what it is in, in the usual shape."""
    message = turn.get("message", turn)
    if not isinstance(message, Mapping):
        return turn
    parts = [one.get("message_content", one) for one in mappings_in(message.get("contents"))]
    calls = [one.get("tool_call", one) for one in mappings_in(message.get("tool_calls"))]
    named = message.get("function_call_name")
    if named and not calls:
        calls = [{"name": named, "arguments": message.get("function_call_arguments_json")}]
    content = message.get("content") or parts or None
    return {"role": message.get("role") or "assistant", "content": content, "tool_calls": calls}


def _vercel_answer(attributes: Mapping[str, Any]) -> tuple[tuple[Message, ...], ...]:
    """Read what the Vercel AI SDK got: text, calls of tools, or an object; its older versions said `result`."""
    text, calls, made = (
        first_present(attributes, f"ai.response.{name}", f"ai.result.{name}")
        for name in ("text", "toolCalls", "object")
    )
    words = [as_words(found[1]) for found in (text, made) if found]
    called = [message.text for message in read_chat(calls[1], Role.ASSISTANT)] if calls else []
    return ((Message(Role.ASSISTANT, "\n".join([*words, *called])),),) if words or called else ()


def _plain(attributes: Mapping[str, Any]) -> tuple[tuple[Message, ...], tuple[tuple[Message, ...], ...]]:
    prompts = nested(attributes, "llm.prompts")
    if isinstance(prompts, list):
        prompts = [one.get("prompt", {}).get("text") if isinstance(one, Mapping) else one for one in prompts]
    asked = first_present({**attributes, "prompts": prompts}, "prompts", "gen_ai.prompt", "ai.prompt", "input.value")
    answer = first_present(attributes, "gen_ai.completion", "output.value")
    return (
        (*_system(attributes), *read_plain(asked[1], Role.USER)) if asked else (),
        (read_plain(answer[1], Role.ASSISTANT),) if answer else (),
    )


def read_evaluations(attributes: Mapping[str, Any]) -> Iterator[Signal]:
    """Yield the scores of OpenTelemetry's evaluations and of OpenInference's evaluations and annotations."""
    for prefix in ("gen_ai.evaluation", "evaluation", "eval", "annotation"):
        found = nested(attributes, prefix)
        for name, one in _named_scores(found) if isinstance(found, Mapping) else ():
            score = one.get("score")
            value, label = (score.get("value"), score.get("label")) if isinstance(score, Mapping) else (score, None)
            source = one.get("annotator_kind") or prefix
            scorer = scorer_of("llm" if "eval" in str(source) else source, name)
            signal = score_signal(name, value, label or one.get("label"), one.get("explanation"), scorer=scorer)
            if signal is not None:
                yield signal


def _named_scores(found: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if {"score", "label"} & set(found):
        yield str(found.get("name") or "evaluation"), found
        return
    yield from ((str(name), one) for name, one in found.items() if isinstance(one, Mapping))


def _text(attributes: Mapping[str, Any], *names: str) -> str | None:
    found = first_present(attributes, *names)
    return as_words(found[1]) if found else None
