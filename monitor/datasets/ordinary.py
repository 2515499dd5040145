"""Good answers of production as examples: ordinary ones, and answers to the harmless twins of what must be refused."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from monitor.datasets.paraphrases import Embed
from monitor.records import Example, ExampleDraft, Response
from monitor.taxonomy import Expected, IdealOrigin, Part
from monitor.warehouse.connection import Store
from monitor.warehouse.conversations import read_conversations
from monitor.warehouse.passing import read_good_answers

# So many are looked at to find some that are not refusals, not taken, and close to what is refused.
LOOKED_AT = 2_000
# A twin shares the topic, not the wish: closer, and it would ask the same.
LEAST_COSINE = 0.3


def draft_ordinary(
    store: Store, *, most: int, taken: Collection[str], is_refusal: Callable[[str], object]
) -> list[ExampleDraft]:
    """Draft examples of good answers to ordinary prompts, without those `taken` and without refusals."""
    drafts: list[ExampleDraft] = []
    found = [one for one in read_good_answers(store, limit=LOOKED_AT) if one[2] not in taken]
    for start in range(0, len(found), most):
        part = found[start : start + most]
        conversations = {one.conversation_id: one for one in read_conversations(store, [one[0] for one in part])}
        for conversation_id, index, case_id in part:
            response = Response(conversations[conversation_id], index)
            if not is_refusal(response.text):
                drafts.append(_draft(response, case_id))
        if len(drafts) >= most:
            break
    return drafts[:most]


def choose_twins(
    drafts: Sequence[ExampleDraft], examples: Sequence[Example], *, most: int, embed: Embed
) -> list[ExampleDraft]:
    """Choose, of ordinary drafts, those nearest to what must be refused, each example's own, the nearest first."""
    refused = [one.prompt for one in examples if one.expected is Expected.MUST_REFUSE and one.part is Part.FAILURE]
    if not refused or not drafts:
        return []
    cosines = embed([one.prompt for one in drafts]) @ embed(refused).T
    nearest = sorted(range(len(drafts)), key=lambda row: (-float(cosines[row].max()), drafts[row].case_id))
    near = [row for row in nearest if cosines[row].max() >= LEAST_COSINE]
    return [replace(drafts[row], part=Part.CONTRAST) for row in near[:most]]


def accepted(drafts: Sequence[ExampleDraft], *, by: str) -> list[ExampleDraft]:
    """Say that a person has read these answers and stands by them."""
    return [replace(one, ideal_accepted_by=by) for one in drafts]


def _draft(response: Response, case_id: str) -> ExampleDraft:
    conversation = response.conversation
    return ExampleDraft(
        case_id=case_id,
        messages=tuple(replace(message, follows=None) for message in response.before),
        response="",
        ideal=response.text,
        ideal_origin=IdealOrigin.MODEL,
        expected=Expected.MUST_ANSWER,
        conversation_id=conversation.conversation_id,
        model=conversation.model,
        model_version=conversation.model_version,
        language=conversation.language,
        user=conversation.user,
        part=Part.ORDINARY,
    )
