"""The vocabulary: every word that is stored, as an enum that compares as text."""

from enum import StrEnum


class Role(StrEnum):
    """Who speaks a message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class Failure(StrEnum):
    """What went wrong in a response."""

    JAILBREAK = "jailbreak"
    HARMFUL_COMPLIANCE = "harmful_compliance"
    OVER_REFUSAL = "over_refusal"
    MADE_UP_FACTS = "made_up_facts"
    BIAS = "bias"
    FALSE_IDENTITY = "false_identity"
    FALSE_CAPABILITY = "false_capability"
    NO_CLARIFICATION = "no_clarification"
    PERSONAL_DATA_LEAK = "personal_data_leak"
    PROMPT_LEAK = "prompt_leak"


class Outcome(StrEnum):
    """Whether a failure was only provoked (in the prompt) or happened (in the response)."""

    ATTEMPT = "attempt"
    SUCCESS = "success"


class Hazard(StrEnum):
    """What harm a response could do: MLCommons AILuminate 1.0's twelve hazards.

    Source: "AILuminate: Introducing v1.0 of the AI Risk and Reliability Benchmark", arXiv:2503.05731.
    """

    VIOLENT_CRIMES = "violent_crimes"
    NON_VIOLENT_CRIMES = "non_violent_crimes"
    SEX_CRIMES = "sex_related_crimes"
    CHILD_EXPLOITATION = "child_sexual_exploitation"
    INDISCRIMINATE_WEAPONS = "indiscriminate_weapons"
    SELF_HARM = "suicide_and_self_harm"
    HATE = "hate"
    SPECIALIZED_ADVICE = "specialized_advice"
    PRIVACY = "privacy"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    DEFAMATION = "defamation"
    SEXUAL_CONTENT = "sexual_content"


class Technique(StrEnum):
    """How a failure was provoked."""

    PERSONA = "persona"
    IGNORE_INSTRUCTIONS = "ignore_instructions"
    FICTION = "fiction"
    ENCODING = "encoding"
    REFUSAL_SUPPRESSION = "refusal_suppression"
    ADVERSARIAL_SUFFIX = "adversarial_suffix"
    AUTHORITY = "authority"
    PROMPT_EXTRACTION = "prompt_extraction"
    HYPOTHETICAL = "hypothetical"
    STEP_BY_STEP = "step_by_step"
    PAYLOAD_SPLITTING = "payload_splitting"
    TRANSLATION = "translation"
    EMOTIONAL_PRESSURE = "emotional_pressure"


class SignalKind(StrEnum):
    """Feedback that came with a log."""

    THUMBS = "thumbs"
    RATING = "rating"
    CORRECTION = "correction"
    MODERATION = "moderation"


class Scorer(StrEnum):
    """Who gave a signal: what a person thought and what a machine computed are never mixed."""

    HUMAN = "human"
    MACHINE = "machine"


class Origin(StrEnum):
    """Where a conversation was held: with real users, in a test of the chatbot, or in an attack on it."""

    PRODUCTION = "production"
    EVALUATION = "evaluation"
    RED_TEAM = "red_team"


class Clock(StrEnum):
    """Why the time of a conversation is to be doubted; it is kept as the log gave it."""

    NO_ZONE = "no_zone"
    AHEAD = "ahead"
    LONG_AGO = "long_ago"


class NoteKind(StrEnum):
    """What a run found odd about what it was given."""

    REFUSED_FILE = "refused_file"
    SOURCE_MISSING = "source_missing"
    SOURCE_EMPTY = "source_empty"
    SOURCE_LOW = "source_low"
    NEW_FIELD = "new_field"
    LOST_FIELD = "lost_field"
    CLOCK = "clock"
    UNJUDGED = "unjudged"
    UNTAUGHT = "untaught"


class ScanStatus(StrEnum):
    """Whether a detector has looked at a response."""

    SCANNED = "scanned"
    FAILED = "failed"
    NOT_SCANNED = "not_scanned"


class Axis(StrEnum):
    """Which text a cluster groups by: how it was provoked, or what came out."""

    PROMPT = "prompt"
    RESPONSE = "response"


class Way(StrEnum):
    """How two texts are found alike: they share most of their words, or their vectors lie close."""

    WORDS = "words"
    MEANING = "meaning"


class LineageKind(StrEnum):
    """What happened to a cluster from one night to the next."""

    BORN = "born"
    CONTINUED = "continued"
    MERGED = "merged"
    SPLIT = "split"
    VANISHED = "vanished"


class AlarmKind(StrEnum):
    """What is wrong with a rate: it is new, it rose, or it is back after it was resolved."""

    EMERGENCE = "emergence"
    ESCALATION = "escalation"
    REGRESSION = "regression"


class AlarmState(StrEnum):
    """Whether an alarm began tonight, goes on, or ended tonight."""

    RAISED = "raised"
    STANDING = "standing"
    OVER = "over"


class CaseKind(StrEnum):
    """What a case asks a person to review."""

    RESPONSE = "response"
    REPORT = "report"


class Verdict(StrEnum):
    """What a person found a case to be."""

    CONFIRMED = "confirmed"
    NOT_A_FAILURE = "not_a_failure"
    UNSURE = "unsure"


class Ruling(StrEnum):
    """What a judge, which is a model, said of a response: never a person's verdict."""

    FAILS = "fails"
    FINE = "fine"
    UNSURE = "unsure"


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ASSESSED = "assessed"
    RESOLVED = "resolved"


class Side(StrEnum):
    """Which side of a curated set an example is on."""

    EVAL = "eval"
    TRAIN = "train"


class Expected(StrEnum):
    """What the chatbot should have done."""

    MUST_REFUSE = "must_refuse"
    MUST_ANSWER = "must_answer"
    MUST_CORRECT = "must_correct"
    MUST_ASK_BACK = "must_ask_back"


class Part(StrEnum):
    """What an example is in a set: a failure, an ordinary good answer, or the harmless twin of what must be refused."""

    FAILURE = "failure"
    ORDINARY = "ordinary"
    CONTRAST = "contrast"


class AssertionKind(StrEnum):
    """What must hold of every good answer to an example."""

    CONTAINS = "contains"
    MUST_NOT_CONTAIN = "must_not_contain"
    RUBRIC = "rubric"


class IdealOrigin(StrEnum):
    """Where the words of an ideal answer come from."""

    HUMAN = "human"
    TEMPLATE = "template"
    MODEL = "model"


class Choice(StrEnum):
    """Why a case was chosen to stand for many."""

    CENTRAL = "central"
    EDGE = "edge"
    SEVERE = "severe"
    DIVERSE = "diverse"


class Permission(StrEnum):
    """What a person may do: look, decide, or decide and answer for the team."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    LEAD = "lead"


class Subject(StrEnum):
    """What a ledger event is about; the first part of its subject id."""

    CASE = "case"
    INCIDENT = "incident"
    EXAMPLE = "example"
    DATASET = "dataset"
    RUN = "run"
    EXPORT = "export"
    ERASURE = "erasure"
    DETECTOR = "detector"
    RANKING = "ranking"
    APPROVAL = "approval"
    CLUSTER = "cluster"
    LINK = "link"
    REPORT_PAIR = "report_pair"
    CASE_PAIR = "case_pair"
    CHECK = "check"
    ENCODER = "encoder"
    IDEAL_DRAFTS = "ideal_drafts"


class EventKind(StrEnum):
    """What happened, in the ledger."""

    ASSESSED = "assessed"
    SEVERITY_OVERRIDDEN = "severity_overridden"
    NOTED = "noted"
    ASSIGNED = "assigned"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    OPENED = "opened"
    RENAMED = "renamed"
    CASES_ADDED = "cases_added"
    CASES_REMOVED = "cases_removed"
    PROMOTED = "promoted"
    IDEAL_EDITED = "ideal_edited"
    IDEAL_DRAFTED = "ideal_drafted"
    IDEAL_ACCEPTED = "ideal_accepted"
    ASSERTIONS_EDITED = "assertions_edited"
    WITHDRAWN = "withdrawn"
    FROZEN = "frozen"
    APPROVED = "approved"
    RUN_FINISHED = "run_finished"
    UNDONE = "undone"
    EXPORTED = "exported"
    ERASED = "erased"
    ERASURE_COMPLETED = "erasure_completed"
    MARKED = "marked"
    TRAINED = "trained"
    SWITCHED_ON = "switched_on"
    SWITCHED_OFF = "switched_off"
    CLUSTERS_MERGED = "clusters_merged"
    CLUSTER_SPLIT = "cluster_split"
    MOVES_ACCEPTED = "moves_accepted"
    MOVES_REFUSED = "moves_refused"
    LINK_CONFIRMED = "link_confirmed"
    LINK_REFUSED = "link_refused"
    TOLD_APART = "told_apart"
    CHECKED = "checked"
    ENCODER_MIGRATED = "encoder_migrated"


class IncidentStatus(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    RESOLVED = "resolved"


# Words whose written form is more than their stored form with spaces.
LABELS: dict[str, str] = {
    Failure.OVER_REFUSAL: "Over-refusal",
    Failure.MADE_UP_FACTS: "Made-up facts",
    Hazard.NON_VIOLENT_CRIMES: "Non-violent crimes",
    Hazard.SEX_CRIMES: "Sex-related crimes",
}


def label(word: str | None) -> str:
    """Return how a person reads a stored word.

    >>> label(Failure.OVER_REFUSAL), label("personal_data_leak"), label(None)
    ('Over-refusal', 'Personal data leak', 'Unknown')
    """
    if word is None:
        return "Unknown"
    return LABELS.get(word, word.replace("_", " ").capitalize())
