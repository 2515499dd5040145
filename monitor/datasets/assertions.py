"""What must hold of every good answer to an example: written, checked and edited."""

from collections.abc import Sequence

from monitor.curation import Assertion
from monitor.datasets.examples import ASSERTIONS, ExampleRef, read_example
from monitor.errors import DatasetError
from monitor.ledger import Draft, Ledger, append_event, hold, subject_id
from monitor.records import Actor, Example
from monitor.taxonomy import AssertionKind, EventKind, Subject

# A test that needs more is several tests; a rubric that is longer is read by nobody.
MOST_ASSERTIONS = 20
MOST_CHARACTERS = 2_000


def edit_assertions(
    ledger: Ledger, ref: ExampleRef, assertions: Sequence[Assertion], *, actor: Actor, reason: str = ""
) -> Example:
    """Replace what must hold of every good answer; versions frozen before keep what held then.

    Raises DatasetError when one is blank, too long, stands twice or contradicts another, and when nothing changes.
    """
    wanted = tuple(assertions)
    refuse_bad_assertions(wanted)
    payload = {"assertions": ASSERTIONS.dump_python(wanted, mode="json")}
    draft = Draft(subject_id(Subject.EXAMPLE, ref.example_id), EventKind.ASSERTIONS_EDITED, actor, payload, reason)
    with hold(ledger) as held:
        if read_example(held, ref.example_id).assertions == wanted:
            raise DatasetError(f"nothing about the assertions of {ref.example_id} has changed")
        append_event(held, draft, expected_version=ref.version)
        return read_example(held, ref.example_id)


def refuse_bad_assertions(assertions: Sequence[Assertion]) -> None:
    """Raise DatasetError for assertions that no tool could check."""
    if len(assertions) > MOST_ASSERTIONS:
        raise DatasetError(f"{len(assertions)} assertions are too many for one example; at most {MOST_ASSERTIONS}")
    for number, one in enumerate(assertions, start=1):
        if not one.text.strip():
            raise DatasetError(f"assertion {number} is blank; leave it out or write it")
        if len(one.text) > MOST_CHARACTERS:
            raise DatasetError(f"assertion {number} has {len(one.text):,} characters; at most {MOST_CHARACTERS:,}")
        if "\0" in one.text or any("\ud800" <= character <= "\udfff" for character in one.text):
            raise DatasetError(f"assertion {number} holds a character that is no text")
        if one in assertions[: number - 1]:
            raise DatasetError(f"assertion {number} stands there twice")
    needed, forbidden = (_texts(assertions, kind) for kind in (AssertionKind.CONTAINS, AssertionKind.MUST_NOT_CONTAIN))
    if any(one in other for other in needed for one in forbidden):
        raise DatasetError("an answer cannot contain what it must not contain")


def find_broken(assertions: Sequence[Assertion], text: str) -> tuple[Assertion, ...]:
    """Return the assertions that the words of an answer break; a rubric takes a judge and is never among them.

    >>> find_broken([Assertion(AssertionKind.CONTAINS, "112")], "Call an ambulance.")
    (Assertion(kind=<AssertionKind.CONTAINS: 'contains'>, text='112'),)
    """
    return tuple(
        one
        for one in assertions
        if one.kind is not AssertionKind.RUBRIC and (one.text in text) is not (one.kind is AssertionKind.CONTAINS)
    )


def _texts(assertions: Sequence[Assertion], kind: AssertionKind) -> list[str]:
    return [one.text for one in assertions if one.kind is kind]
