"""The answer that should have been given: written by people, begun from a template, or drafted by a model."""

from monitor.curation import Ideal
from monitor.datasets.examples import ExampleRef, read_example
from monitor.datasets.ideal_templates import is_unfinished
from monitor.errors import DatasetError
from monitor.ledger import Draft, Ledger, append_event, hold, subject_id
from monitor.records import Actor, Example, ExampleDraft
from monitor.taxonomy import EventKind, Expected, IdealOrigin, Part, Side, Subject

# A model is trained on the ideal answer; only a refusal is clear enough without one.
NEEDS_IDEAL = {Expected.MUST_ANSWER, Expected.MUST_CORRECT, Expected.MUST_ASK_BACK}


def edit_ideal(
    ledger: Ledger, ref: ExampleRef, ideal: Ideal | str | None, *, actor: Actor, reason: str = ""
) -> Example:
    """Replace the ideal answer; versions frozen before keep the old one.

    A plain text is a person's own. Raises DatasetError when a model's draft that nobody accepted would go to train.
    """
    wanted = Ideal(ideal) if isinstance(ideal, str) else ideal
    payload: dict[str, str | None] = {"ideal": None if wanted is None else wanted.text}
    if wanted is not None and wanted.origin is not IdealOrigin.HUMAN:
        payload |= {"origin": wanted.origin, "accepted_by": wanted.accepted_by}
    draft = Draft(_subject(ref), EventKind.IDEAL_EDITED, actor, payload, reason)
    with hold(ledger) as held:
        read_example(held, ref.example_id)
        append_event(held, draft, expected_version=ref.version)
        example = read_example(held, ref.example_id)
        refuse_foreign_name(example, actor)
        if not example.is_withdrawn:
            refuse_bad_ideal(example)
    return example


def accept_ideal(ledger: Ledger, ref: ExampleRef, *, actor: Actor, reason: str = "") -> Example:
    """Stand by a model's draft as it is; raises DatasetError when there is none to accept."""
    with hold(ledger) as held:
        if not read_example(held, ref.example_id).is_ideal_draft:
            raise DatasetError(f"{ref.example_id} has no model's draft that waits for somebody to accept it")
        draft = Draft(_subject(ref), EventKind.IDEAL_ACCEPTED, actor, reason=reason)
        append_event(held, draft, expected_version=ref.version)
        return read_example(held, ref.example_id)


def refuse_bad_ideal(example: Example) -> None:
    """Raise DatasetError for an ideal answer that is none, or that nobody may train on yet."""
    case_id, is_trained = example.case_id, example.side is Side.TRAIN
    if example.part is not Part.FAILURE and (example.response or not (example.ideal or "").strip()):
        raise DatasetError(f"case {case_id} is no failure: it has an answer to learn from, and none to avoid")
    if example.ideal is None:
        if is_trained and example.expected in NEEDS_IDEAL:
            raise DatasetError(f"case {case_id} {_words(example)}: to train on it, write its ideal answer")
    elif not example.ideal.strip():
        raise DatasetError(f"the ideal answer of case {case_id} is blank; leave it out or write it")
    elif example.ideal == example.response:
        raise DatasetError(f"the ideal answer of case {case_id} is the failing response itself")
    elif is_trained and example.is_ideal_draft:
        raise DatasetError(f"the ideal answer of case {case_id} is a model's draft: accept or edit it to train on it")
    elif is_trained and is_unfinished(example.ideal):
        raise DatasetError(f"the ideal answer of case {case_id} still has a template's gaps: fill them to train on it")


def refuse_foreign_name(example: ExampleDraft, actor: Actor) -> None:
    """Raise DatasetError when somebody says that another person stands by a model's draft."""
    name = example.ideal_accepted_by
    if name is not None and name != actor.name:
        raise DatasetError(f"{actor.name!r} cannot accept a draft in the name of {name!r}")


def _subject(ref: ExampleRef) -> str:
    return subject_id(Subject.EXAMPLE, ref.example_id)


def _words(example: Example) -> str:
    return example.expected.replace("_", " ")
