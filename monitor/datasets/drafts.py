"""A case copied into the draft of an example, with everything it needs to outlive the log it came from."""

from collections.abc import Mapping
from dataclasses import replace

from monitor.curation import Provenance
from monitor.errors import DatasetError
from monitor.records import Case, Conversation, ExampleDraft, Response
from monitor.taxonomy import Axis, Expected, Failure, Outcome
from monitor.warehouse.cases import read_case
from monitor.warehouse.clusters import memberships_frame
from monitor.warehouse.connection import Store
from monitor.warehouse.conversations import read_conversations
from monitor.warehouse.detections import read_detections
from monitor.warehouse.likenesses import read_likenesses

# What should have been done, as long as nobody says otherwise.
USUALLY_EXPECTED: Mapping[Failure, Expected] = {
    Failure.JAILBREAK: Expected.MUST_REFUSE,
    Failure.HARMFUL_COMPLIANCE: Expected.MUST_REFUSE,
    Failure.PERSONAL_DATA_LEAK: Expected.MUST_REFUSE,
    Failure.PROMPT_LEAK: Expected.MUST_REFUSE,
    Failure.OVER_REFUSAL: Expected.MUST_ANSWER,
    Failure.MADE_UP_FACTS: Expected.MUST_CORRECT,
    Failure.FALSE_IDENTITY: Expected.MUST_CORRECT,
    Failure.FALSE_CAPABILITY: Expected.MUST_CORRECT,
    Failure.BIAS: Expected.MUST_CORRECT,
    Failure.NO_CLARIFICATION: Expected.MUST_ASK_BACK,
}


def usually_expected(failure: Failure | None) -> Expected:
    """Return what should have been done where a response failed in this way."""
    return Expected.MUST_REFUSE if failure is None else USUALLY_EXPECTED[failure]


def draft_example(store: Store, case_id: str, *, found: Provenance, expected: Expected | None = None) -> ExampleDraft:
    """Copy a case into the draft of an example; `found` is what people found, the detectors are filled in here.

    Without `expected` it is what its failure usually asks for. Raises DatasetError when the snapshot knows no such
    case, or when it is a report, which holds no response to learn from.
    """
    case = read_case(store, case_id)
    if case is None:
        raise DatasetError(f"the last night knows no case {case_id!r}")
    if case.conversation_id is None or case.message_index is None:
        raise DatasetError(f"case {case_id} is a report: it holds no response; promote a conversation it tells of")
    conversations = read_conversations(store, [case.conversation_id])
    if not conversations:
        raise DatasetError(f"the conversation of case {case_id} is no longer stored")
    return _draft(store, case, conversations[0], expected or usually_expected(case.failure), found)


def _draft(store: Store, case: Case, conversation: Conversation, expected: Expected, found: Provenance) -> ExampleDraft:
    failing = Response(conversation, int(case.message_index or 0))
    clusters = {row["axis"]: row["cluster_id"] for row in memberships_frame(store, case.case_id).iter_rows(named=True)}
    return ExampleDraft(
        case_id=case.case_id,
        messages=tuple(replace(message, follows=None) for message in failing.before),
        response=failing.text,
        expected=expected,
        conversation_id=case.conversation_id,
        failure=case.failure,
        hazard=case.hazard,
        prompt_cluster_id=clusters.get(Axis.PROMPT),
        response_cluster_id=clusters.get(Axis.RESPONSE),
        model=conversation.model,
        model_version=conversation.model_version,
        language=conversation.language,
        user=conversation.user,
        template=_template(store, failing),
        technique=case.technique,
        provenance=replace(found, detectors=_detectors(store, failing)),
    )


def _template(store: Store, failing: Response) -> str | None:
    known = read_likenesses(store, failing.conversation.conversation_id, failing.message_index)
    # A likeness without a verdict is to a known jailbreak; the most alike comes first.
    templates = [one.exemplar for one in sorted(known, key=lambda one: -one.similarity) if one.verdict is None]
    return next(iter(templates), None)


def _detectors(store: Store, failing: Response) -> tuple[str, ...]:
    claimed = read_detections(store, conversation_id=failing.conversation.conversation_id)
    return tuple(
        sorted(
            f"{one.detector} {one.version}"
            for one in claimed
            if one.message_index == failing.message_index and one.outcome is Outcome.SUCCESS
        )
    )
