"""What people add to a failure when they curate it: assertions, an ideal answer, and where it all comes from."""

from dataclasses import dataclass

from monitor.taxonomy import AssertionKind, Choice, IdealOrigin, Verdict


@dataclass(frozen=True, slots=True)
class Assertion:
    """What must hold of every good answer: words it contains or must not, letter by letter, or a rubric to judge by."""

    kind: AssertionKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Why an example is one: the detectors that claimed its failure, with their versions, and what people found.

    `verdict` is the last that counted at promotion, `assessed_by` everybody whose verdict did, the last one last;
    `chosen_as` says why it was chosen out of many.
    """

    detectors: tuple[str, ...] = ()
    verdict: Verdict | None = None
    assessed_by: tuple[str, ...] = ()
    chosen_as: Choice | None = None


@dataclass(frozen=True, slots=True)
class Ideal:
    """The answer that should have been given, where its words come from, and who stands by a model's."""

    text: str
    origin: IdealOrigin = IdealOrigin.HUMAN
    accepted_by: str | None = None
