"""The steps of a trace to the conversations that were held in it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from monitor.errors import RecordError
from monitor.records import LoggedConversation, Message, PassedOver, Signal
from monitor.sources.context import build_conversation
from monitor.sources.fields import show
from monitor.sources.histories import Histories, History, turn_of
from monitor.taxonomy import Origin, Role

# After every time: a step without one comes last, in the order of the file.
NEVER = "~"
# What a step of these kinds takes and gives is for the machine, however much like a message it looks.
SPEECHLESS = {"tool", "retriever", "embedding", "reranker", "evaluator", "guardrail", "parser", "event", "score"}
# Agents call agents, but not so often; a hostile trace is one inside the other without end.
DEEPEST = 200
# Who asked is kept as a keyed hash; the same name among the extra fields would be kept in clear.
NAMES_A_USER = re.compile(r"(?:^|[._])(?:end)?user(?:[._]?(?:id|name|email))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """One span, observation or run: what went in and what came out of it, if that was chat.

    `is_call` tells the call of a model from what is around it: chains, agents, tools, which repeat what their calls
    say. `plain_asked` and `plain_answers` are words that name no speaker: they count only where nobody else tells.
    """

    kind: str
    is_call: bool = False
    step_id: str | None = None
    parent_id: str | None = None
    trace_id: str | None = None
    session: str | None = None
    user: str | None = None
    model: str | None = None
    model_version: str | None = None
    started_at: datetime | None = None
    origin: Origin = Origin.PRODUCTION
    asked: tuple[Message, ...] = ()
    answers: tuple[tuple[Message, ...], ...] = ()
    plain_asked: tuple[Message, ...] = ()
    plain_answers: tuple[tuple[Message, ...], ...] = ()
    signals: tuple[Signal, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_chat(self) -> bool:
        """Whether the step says who speaks, and more than a tool or a system prompt does."""
        messages = [*self.asked, *(message for answer in self.answers for message in answer)]
        return any(message.role in (Role.USER, Role.ASSISTANT) and message.text for message in messages)


@dataclass(slots=True)
class _Told:
    """One history with the steps that told it, or that repeat it."""

    history: History
    steps: dict[Step, None] = field(default_factory=dict)


class _Trace:
    """What is true of a whole trace: who asked and in which session, and which steps were made in which others."""

    def __init__(self, steps: Sequence[Step]) -> None:
        # Many tools write these on the outermost step only.
        self.user = next((step.user for step in steps if step.user), None)
        self.session = next((step.session for step in steps if step.session), None)
        self._steps = {step.step_id: step for step in steps}
        self._parents = {step.step_id: step.parent_id for step in steps}

    def around(self, steps: Sequence[Step]) -> list[Step]:
        """Return the steps in which others were made: what they say is true of those, too."""
        # A trace may lack the steps between its own and a call.
        names = {name: None for one in steps for name in (*_line(one.step_id, self._parents), one.trace_id)}
        inside = set(steps)
        return [self._steps[name] for name in names if name in self._steps and self._steps[name] not in inside]


def with_unread(step: Step, *, given: object, got: object) -> Step:
    """Return the call of a model with what was logged of its words and could not be read as such, as extra fields.

    Raises RecordError if nothing of it could be read: a call whose words nobody knows is no call without words.
    """
    if not step.is_call:
        return step
    unread = {
        "unread_input": None if step.asked or step.plain_asked else given,
        "unread_output": None if step.answers or step.plain_answers else got,
    }
    unread = {name: value for name, value in unread.items() if value not in (None, "", [], {})}
    if unread and not any((step.asked, step.plain_asked, step.answers, step.plain_answers)):
        raise RecordError(f"the words of a call are in no shape that we know: {show(unread)}")
    return replace(step, extra={**step.extra, **unread}) if unread else step


def read_trace(
    steps: Sequence[Step], *, format: str, signals: Sequence[Signal] = ()
) -> Iterator[LoggedConversation | PassedOver]:
    """Yield the conversations held in the steps of one trace or session, and why every other step holds none.

    Calls of which one goes on where another ended are one conversation, calls of unrelated agents are several. A call
    that failed is a conversation without an answer: what was asked can be an attack all the same. `signals` are about
    the trace as a whole and go to its first conversation. Raises RecordError if a conversation cannot be used.
    """
    ordered = sorted(_with_words(steps), key=_began)
    told, rest = _tell(ordered)
    yield from (PassedOver(_reason(step)) for step in rest)
    about = [*signals, *(signal for step in rest if not _speaks(step) for signal in step.signals)]
    if about and not told:
        yield PassedOver("feedback on a trace without chat")
    trace = _Trace(ordered)
    for number, one in enumerate(told):
        yield _conversation(one, trace, format=format, signals=about if number == 0 else ())


def _tell(steps: Sequence[Step]) -> tuple[list[_Told], list[Step]]:
    """Return the histories in the order they began, and the steps that tell nothing new."""
    histories = Histories()
    placed: list[tuple[Step, History]] = []
    chats = [step for step in steps if _speaks(step)]
    rest = [step for step in steps if not _speaks(step)]
    # The longest first: what the shorter ones say they repeat.
    around = sorted((step for step in chats if not step.is_call), key=_length, reverse=True)
    parents = {step.step_id: step.parent_id for step in steps}
    inside: dict[str | None, dict[History, None]] = defaultdict(dict)
    for step in [*(step for step in chats if step.is_call), *around]:
        known = None if step.is_call else _repeated(step, histories, inside[step.step_id])
        if known is not None:
            rest.append(step)
            placed.append((step, known))
        else:
            placed.extend((step, histories.add(step.asked, answer)) for answer in step.answers or [()])
        for outer in _line(step.step_id, parents):
            inside[outer][placed[-1][1]] = None
    told: dict[History, _Told] = {}
    for step, history in placed:
        told.setdefault(history.latest, _Told(history.latest)).steps[step] = None
    return sorted(told.values(), key=lambda one: min(map(_began, one.steps))), rest


def _speaks(step: Step) -> bool:
    return step.is_chat and (step.is_call or step.kind not in SPEECHLESS)


def _repeated(step: Step, histories: Histories, inside: Iterable[History]) -> History | None:
    """Return the history that says already all that a step says, if there is one; those `inside` it come first."""
    within = [history.latest for history in inside]
    known = [histories.find_repeated([*step.asked, *answer], within=within) for answer in step.answers or [()]]
    return known[0] if all(known) else None


def _length(step: Step) -> int:
    return len(step.asked) + sum(map(len, step.answers))


def _began(step: Step) -> str:
    return step.started_at.isoformat() if step.started_at else NEVER


def _with_words(steps: Sequence[Step]) -> list[Step]:
    """Let plain words count where the speakers are clear: beside chat, in a call that nobody else tells, or alone."""
    parents = {step.step_id: step.parent_id for step in steps}
    chats = {step.step_id for step in steps if step.is_chat}
    # Around a call, plain words that come out are for the machine, like `continue`.
    has_calls = any(step.is_call and step.is_chat for step in steps)
    told = chats.union(*(_line(step_id, parents) for step_id in chats))
    filled = [
        _filled(step)
        if (step.is_chat and not has_calls) or (step.is_call and (step.is_chat or _is_alone(step, parents, told)))
        else step
        for step in steps
    ]
    if any(step.is_chat for step in filled):
        return filled
    # Nothing but a function that was traced: the outermost tells what the user saw.
    whole = [step for step in filled if step.plain_asked and step.plain_answers and step.kind not in SPEECHLESS]
    outermost = min(whole, key=lambda step: len([*_line(step.step_id, parents)]), default=None)
    return [_filled(step) if step is outermost else step for step in filled]


def _is_alone(step: Step, parents: Mapping[str | None, str | None], chats: set[str | None]) -> bool:
    return chats.isdisjoint([step.step_id, *_line(step.step_id, parents)] if step.step_id else [])


def _line(step_id: str | None, parents: Mapping[str | None, str | None]) -> Iterator[str | None]:
    """Yield the ids of the steps around one, the nearest first, as far as that can be meant."""
    seen = {step_id}
    while (step_id := parents.get(step_id)) is not None and step_id not in seen and len(seen) < DEEPEST:
        seen.add(step_id)
        yield step_id


def _filled(step: Step) -> Step:
    return replace(step, asked=step.asked or step.plain_asked, answers=step.answers or step.plain_answers)


def _reason(step: Step) -> str:
    if step.is_chat:
        return f"{step.kind} step: repeats what its calls say"
    return f"{step.kind} step: a call without recorded words" if step.is_call else f"{step.kind} step: no chat"


def _conversation(told: _Told, trace: _Trace, *, format: str, signals: Sequence[Signal]) -> LoggedConversation:
    steps = sorted(told.steps, key=_began)
    began = steps[0].started_at
    around = {
        "id": steps[0].trace_id,
        "user": next((step.user for step in steps if step.user), trace.user),
        "model": next((step.model for step in steps if step.model), None),
        "model_version": next((step.model_version for step in steps if step.model_version), None),
        "started_at": began and began.replace(tzinfo=UTC),
        "session": next((step.session for step in steps if step.session), trace.session),
        **_extra(steps, trace.around(steps)),
    }
    own = [replace(signal, message_index=_place(told.history, step)) for step in steps for signal in step.signals]
    built = build_conversation(around, told.history.told(), format=format, read=(), signals=(*signals, *own))
    return replace(built, origin=steps[0].origin)


def _extra(steps: Sequence[Step], around: Sequence[Step]) -> dict[str, Any]:
    """Return what else the log says; of fields that several steps have, what the first says."""
    models = list(dict.fromkeys(step.model for step in steps if step.model))
    traces = list(dict.fromkeys(step.trace_id for step in steps if step.trace_id))
    attributes: dict[str, Any] = {}
    for step in (*steps, *around):
        attributes = {**{name: value for name, value in step.extra.items() if _is_kept(name, value)}, **attributes}
    return {
        "models": models if len(models) > 1 else None,
        "traces": traces if len(traces) > 1 else None,
        "attributes": attributes or None,
    }


def _is_kept(name: str, value: object) -> bool:
    # Tables write an absent number as one that is not equal to itself.
    return value not in (None, "", [], {}) and value == value and not NAMES_A_USER.search(name)


def _place(history: History, step: Step) -> int | None:
    """Return where the history has the answer of a step."""
    said = [*step.asked, *(step.answers[0] if step.answers else ())]
    places = history.places.get(turn_of(said[-1])) if said else None
    return places[-1] if places else None
