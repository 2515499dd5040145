"""The frozen records that every room exchanges."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.curation import Assertion, Provenance
from monitor.taxonomy import (
    Axis,
    CaseKind,
    Clock,
    Expected,
    Failure,
    Hazard,
    IdealOrigin,
    NoteKind,
    Origin,
    Outcome,
    Part,
    Permission,
    Role,
    ScanStatus,
    Scorer,
    Side,
    SignalKind,
    Technique,
)


def content_hash(text: str) -> str:
    """Return what stands for a text wherever only sameness matters: the SHA-256 of its UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


# What `Message.follows` says of a message that opens the conversation anew.
START = -1


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation; `at` is UTC, or None when the log does not say.

    `follows` is None for a message that follows the one before it. A regenerated answer or an edited turn begins a
    branch: it names the index of the message it follows, or START where it follows none.
    """

    role: Role
    text: str
    at: datetime | None = None
    follows: int | None = None


def indices_before(messages: Sequence[Message], index: int) -> Iterator[int]:
    """Yield the indices of what was said before a message on its own branch, the latest first.

    >>> turns = [Message(Role.USER, "Hi"), Message(Role.ASSISTANT, "a"), Message(Role.ASSISTANT, "b", follows=0)]
    >>> list(indices_before(turns, 2))
    [0]
    """
    while (index := _predecessor(messages, index)) != START:
        yield index


def _predecessor(messages: Sequence[Message], index: int) -> int:
    follows = messages[index].follows
    return index - 1 if follows is None else follows


@dataclass(frozen=True, slots=True)
class Signal:
    """Feedback that came with a log: a thumb, a rating, a correction, a moderation score.

    `message_index` is None when the feedback is about the whole conversation. `value` is -1 or 1 for a
    thumb, the scorer's own number for a rating and 0 to 1 for a moderation score.
    """

    kind: SignalKind
    name: str
    value: float | None = None
    text: str | None = None
    message_index: int | None = None
    scorer: Scorer = Scorer.HUMAN


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedConversation:
    """A conversation as its log told it; what the log does not say is None, never guessed.

    `extra` holds, as a JSON object, the fields of the log that have no place of their own here. `clock` says why
    `started_at` is to be doubted, or is None.
    """

    messages: tuple[Message, ...]
    format: str
    origin: Origin = Origin.PRODUCTION
    external_id: str | None = None
    user: str | None = None
    model: str | None = None
    model_version: str | None = None
    surface: str | None = None
    language: str | None = None
    started_at: datetime | None = None
    clock: Clock | None = None
    signals: tuple[Signal, ...] = ()
    extra: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation(LoggedConversation):
    """A conversation as we keep it: redacted, `user` a keyed hash, with its permanent id."""

    conversation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedReport:
    """A report as its source told it; what the source does not say is None.

    `attachments` are names only; `extra` holds, as a JSON object, the fields that have no place of their own here.
    """

    text: str
    format: str
    channel: str
    title: str | None = None
    external_id: str | None = None
    reporter: str | None = None
    url: str | None = None
    licence: str | None = None
    language: str | None = None
    severity: str | None = None
    tags: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    reported_at: datetime | None = None
    extra: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(SubmittedReport):
    """A report as we keep it: redacted, `reporter` a keyed hash, with its permanent id."""

    report_id: str


@dataclass(frozen=True, slots=True)
class Relevance:
    """Whether a report tells of a chatbot's incident (None: unsure), by one version of the detector, and why.

    `score` is its chance, 0 to 1; `reason` is a sentence that cites the report's words.
    """

    report_id: str
    version: str
    is_relevant: bool | None
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """One part of a source file that could not be read, with its place, the reason and its raw bytes.

    `offset` is in bytes of the decompressed file (for Parquet: the row number); `line` counts from 1.
    """

    offset: int
    line: int
    reason: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class RunNote:
    """Something a run found odd: about which file, source or field (`subject`), and what."""

    kind: NoteKind
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A part of a source file that its format says holds no record, and what it is."""

    reason: str


@dataclass(frozen=True, slots=True)
class Response:
    """One assistant message in its conversation: what detectors judge."""

    conversation: Conversation
    message_index: int

    @property
    def text(self) -> str:
        """The words of the response."""
        return self.conversation.messages[self.message_index].text

    @property
    def before(self) -> tuple[Message, ...]:
        """What was said before the response, on its own branch."""
        messages = self.conversation.messages
        return tuple(messages[index] for index in reversed(tuple(indices_before(messages, self.message_index))))

    @property
    def prompt_index(self) -> int | None:
        """The index of the last user message before the response."""
        messages = self.conversation.messages
        return next((i for i in indices_before(messages, self.message_index) if messages[i].role is Role.USER), None)

    @property
    def prompt(self) -> str:
        """The words of the last user message before the response, or nothing."""
        return "" if self.prompt_index is None else self.conversation.messages[self.prompt_index].text

    @property
    def system(self) -> str:
        """The system prompt in force, or nothing."""
        return "\n".join(message.text for message in self.before if message.role is Role.SYSTEM)

    @property
    def reply_index(self) -> int | None:
        """The index of the user message right after the response."""
        messages = self.conversation.messages
        later = range(self.message_index + 1, len(messages))
        after = next((i for i in later if _predecessor(messages, i) == self.message_index), None)
        return after if after is not None and messages[after].role is Role.USER else None

    @property
    def reply(self) -> str:
        """The words of the user right after the response, or nothing."""
        return "" if self.reply_index is None else self.conversation.messages[self.reply_index].text


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that show a failure: characters `start` to `end` of one message's stored text."""

    message_index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """One detector's claim that one response is a failure, with the words that show it.

    `score` is the detector's confidence, 0 to 1; `message_index` is the response judged. An ATTEMPT says only
    that the prompt tried to provoke the failure: it opens no case by itself.
    """

    conversation_id: str
    message_index: int
    detector: str
    version: str
    failure: Failure
    score: float
    reason: str
    outcome: Outcome = Outcome.SUCCESS
    evidence: tuple[Evidence, ...] = ()
    hazard: Hazard | None = None
    technique: Technique | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """Whether one detector has looked at one response, and if not, why."""

    conversation_id: str
    message_index: int
    detector: str
    version: str
    status: ScanStatus
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One failing response, or one report, that a person should review.

    `severity` is 0 to 4, `reach` the number of sightings, `priority` the inbox order (higher first) and
    `content_hash` fixes what exactly a decision was made on.
    """

    case_id: str
    kind: CaseKind
    content_hash: str
    failure: Failure | None
    severity: int
    reach: int
    priority: float
    reasons: tuple[str, ...]
    conversation_id: str | None = None
    message_index: int | None = None
    report_id: str | None = None
    hazard: Hazard | None = None
    technique: Technique | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """One case's place in one cluster; `strength` is 0 to 1, `is_exemplar` marks those that show it best."""

    case_id: str
    axis: Axis
    cluster_id: str | None
    strength: float
    is_exemplar: bool
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decides, and what they may do."""

    name: str
    permission: Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleDraft:
    """Everything one example needs, copied, so that it outlives the log it came from.

    `messages` end right before the failing `response`; `ideal` is the answer that should have been given, or
    None while nobody has written it; a model's is a draft until somebody accepted it. The cluster ids are those at the
    time of promotion; `user` is a keyed hash, and `template` the known jailbreak that the prompt is made from. An
    example that is no failure has no failing response: it is empty, and what was answered is the ideal.
    """

    case_id: str
    messages: tuple[Message, ...]
    response: str
    expected: Expected
    ideal: str | None = None
    conversation_id: str | None = None
    failure: Failure | None = None
    hazard: Hazard | None = None
    prompt_cluster_id: str | None = None
    response_cluster_id: str | None = None
    model: str | None = None
    model_version: str | None = None
    language: str | None = None
    user: str | None = None
    template: str | None = None
    technique: Technique | None = None
    ideal_origin: IdealOrigin = IdealOrigin.HUMAN
    ideal_accepted_by: str | None = None
    assertions: tuple[Assertion, ...] = ()
    provenance: Provenance | None = None
    part: Part = Part.FAILURE

    @property
    def is_ideal_draft(self) -> bool:
        """Whether the ideal answer is a model's, and nobody stands by it yet."""
        return self.ideal is not None and self.ideal_origin is IdealOrigin.MODEL and self.ideal_accepted_by is None

    @property
    def prompt(self) -> str:
        """The words of the last user message, or nothing."""
        asked = (message.text for message in reversed(self.messages) if message.role is Role.USER)
        return next(asked, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example(ExampleDraft):
    """A promoted failure, on one side of the split; `version` is that of its last event."""

    example_id: str
    side: Side
    version: int
    promoted_by: str
    promoted_at: datetime
    is_withdrawn: bool = False
