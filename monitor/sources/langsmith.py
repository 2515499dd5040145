"""LangSmith: runs as JSON lines, as an answer of its API, and as the Parquet of its bulk export."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from monitor.records import LoggedConversation, PassedOver, Signal
from monitor.sources.fields import first_present, mapping_field, mappings_in, text_field, time_field
from monitor.sources.options import ReadOptions
from monitor.sources.parts import as_words
from monitor.sources.payloads import read_chat, read_choices, read_plain, unpacked
from monitor.sources.scores import score_signal, scorer_of
from monitor.sources.traces import Step, read_trace, with_unread
from monitor.taxonomy import Origin, Role

CALLS = {"llm", "chat_model"}
MODELS = ("ls_model_name", "model_name", "model")
SESSIONS = ("session_id", "thread_id", "conversation_id")
USERS = ("user_id", "user", "ls_user_id")
# What is read here, or is only LangSmith's own bookkeeping.
READ = {
    "id", "trace_id", "parent_run_id", "parent_run_ids", "child_run_ids", "child_runs", "dotted_order", "start_time",
    "end_time", "inputs", "outputs", "inputs_preview", "outputs_preview", "run_type", "extra", "feedback_stats",
    "events", "serialized", "manifest_id", "app_path", "inputs_s3_urls", "outputs_s3_urls", "s3_urls", "tenant_id",
}  # fmt: skip


def recognise(row: Mapping[str, Any], _options: ReadOptions) -> bool:
    """Whether the row is a run, or holds runs."""
    return any("run_type" in one and ("inputs" in one or "dotted_order" in one) for one in _held(row))


def split(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Take a row apart into its runs, those inside other runs too."""
    waiting = list(_held(row))[::-1]
    while waiting:
        run = waiting.pop()
        yield {name: value for name, value in run.items() if name != "child_runs"}
        waiting.extend(list(_runs(run.get("child_runs")))[::-1])


def keys(run: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a run belongs to: its trace, and its thread where it names one."""
    thread = first_present(_metadata(run), *SESSIONS)
    named = (("trace", text_field(run, "trace_id", "id")), ("thread", as_words(thread[1]) if thread else None))
    return tuple(f"{kind} {name}" for kind, name in named if name)


def join(runs: Sequence[Mapping[str, Any]], _options: ReadOptions) -> Iterator[LoggedConversation | PassedOver]:
    """Read the runs of one trace or thread; raises RecordError for a message that cannot be read."""
    yield from read_trace([read_run(run) for run in runs], format="langsmith")


def read_run(run: Mapping[str, Any]) -> Step:
    """Read one run; raises RecordError for a message that cannot be read."""
    kind = (text_field(run, "run_type") or "chain").lower()
    metadata = _metadata(run)
    inputs, outputs = unpacked(run.get("inputs")), unpacked(run.get("outputs"))
    plain = read_plain(outputs, Role.ASSISTANT)
    extra = {**metadata, **{name: value for name, value in run.items() if name not in READ}}
    step = Step(
        kind=kind,
        is_call=kind in CALLS,
        step_id=text_field(run, "id"),
        parent_id=text_field(run, "parent_run_id"),
        trace_id=text_field(run, "trace_id", "id"),
        session=_text(metadata, *SESSIONS),
        user=_text(metadata, *USERS),
        model=_text({**_invocation(run), **metadata}, *MODELS),
        started_at=time_field(run, "start_time"),
        # A run on an example of a dataset is a test.
        origin=Origin.EVALUATION if run.get("reference_example_id") else Origin.PRODUCTION,
        asked=read_chat(inputs, Role.USER),
        answers=read_choices(outputs),
        plain_asked=read_plain(inputs, Role.USER),
        plain_answers=(plain,) if plain else (),
        signals=tuple(_feedback(run)),
        extra={name: value for name, value in extra.items() if value not in (None, "", [], {})},
    )
    return with_unread(step, given=inputs, got=outputs)


def _feedback(run: Mapping[str, Any]) -> Iterator[Signal]:
    stats = unpacked(run.get("feedback_stats"))
    for name, given in stats.items() if isinstance(stats, Mapping) else ():
        if isinstance(given, Mapping):
            signal = score_signal(name, given.get("avg"), _values(given), scorer=scorer_of(_source(given), name))
            if signal is not None:
                yield signal


def _values(given: Mapping[str, Any]) -> str | None:
    """Return how often each label was given, for feedback in words."""
    values = given.get("values")
    return as_words(values) if isinstance(values, Mapping) and values else None


def _source(given: Mapping[str, Any]) -> object:
    sources = given.get("sources")
    first = unpacked(sources[0]) if isinstance(sources, list) and sources else None
    return first.get("type") if isinstance(first, Mapping) else first


def _held(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return _runs(row.get("runs")) if isinstance(row.get("runs"), list) else iter([row])


def _runs(value: object) -> Iterator[Mapping[str, Any]]:
    return mappings_in(unpacked(value))


def _metadata(run: Mapping[str, Any]) -> Mapping[str, Any]:
    extra = unpacked(run.get("extra"))
    return mapping_field(extra, "metadata") if isinstance(extra, Mapping) else {}


def _invocation(run: Mapping[str, Any]) -> Mapping[str, Any]:
    extra = unpacked(run.get("extra"))
    return mapping_field(extra, "invocation_params") if isinstance(extra, Mapping) else {}


def _text(row: Mapping[str, Any], *names: str) -> str | None:
    found = first_present(row, *names)
    return as_words(found[1]) if found else None
