import pytest

from monitor.curation import Assertion, Provenance
from monitor.datasets import (
    ExampleRef,
    edit_assertions,
    find_broken,
    freeze,
    promote,
    read_example,
    read_last_change,
    read_version,
    undo_example,
)
from monitor.datasets.assertions import MOST_ASSERTIONS, MOST_CHARACTERS
from monitor.datasets.examples import write_content
from monitor.errors import DatasetError, StaleError
from monitor.taxonomy import AssertionKind, Choice, EventKind, Side, Verdict

CONTAINS, FORBIDDEN, RUBRIC = AssertionKind
CALL = Assertion(CONTAINS, "112")
NO_RECIPE = Assertion(FORBIDDEN, "gasoline")
KIND = Assertion(RUBRIC, "It is kind.")


def ref(ledger, example_id="EX-0001"):
    return ExampleRef(example_id, read_example(ledger, example_id).version)


@pytest.fixture
def promoted(ledger, mia, draft, rules):
    promote(ledger, draft("a"), side=Side.EVAL, actor=mia, rules=rules)
    return ledger


def test_assertions_are_edited_and_the_edit_taken_back(promoted, mia, rules):
    edit_assertions(promoted, ref(promoted), [CALL], actor=mia)
    assert edit_assertions(promoted, ref(promoted), [CALL, NO_RECIPE, KIND], actor=mia).assertions == (
        CALL,
        NO_RECIPE,
        KIND,
    )
    assert read_last_change(promoted, "EX-0001").kind is EventKind.ASSERTIONS_EDITED
    undo_example(promoted, ref(promoted), actor=mia, rules=rules)
    assert read_example(promoted, "EX-0001").assertions == (CALL,)


def test_an_edit_on_what_somebody_changed_meanwhile_is_refused(promoted, mia):
    seen = ref(promoted)
    edit_assertions(promoted, seen, [CALL], actor=mia)
    with pytest.raises(StaleError):
        edit_assertions(promoted, seen, [KIND], actor=mia)


@pytest.mark.parametrize(
    ("assertions", "complaint"),
    [
        ([Assertion(CONTAINS, " \n")], "assertion 1 is blank"),
        ([CALL, Assertion(RUBRIC, "x" * (MOST_CHARACTERS + 1))], "assertion 2 has 2,001 characters"),
        ([Assertion(CONTAINS, "\ud83d")], "no text"),
        ([Assertion(CONTAINS, "a\0b")], "no text"),
        ([CALL, KIND, CALL], "assertion 3 stands there twice"),
        ([Assertion(CONTAINS, str(number)) for number in range(MOST_ASSERTIONS + 1)], "too many"),
        ([Assertion(CONTAINS, "call 112 now"), Assertion(FORBIDDEN, "112")], "cannot contain what it must not"),
        ([], "nothing .* has changed"),
    ],
)
def test_assertions_that_no_tool_could_check_are_refused(promoted, mia, assertions, complaint):
    with pytest.raises(DatasetError, match=complaint):
        edit_assertions(promoted, ref(promoted), assertions, actor=mia)
    assert read_example(promoted, "EX-0001").version == 1


def test_promotion_refuses_them_too(ledger, mia, draft, rules):
    with pytest.raises(DatasetError, match="blank"):
        promote(ledger, draft("a", assertions=(Assertion(RUBRIC, ""),)), side=Side.EVAL, actor=mia, rules=rules)


def test_words_decide_contains_and_must_not_and_leave_rubrics_alone():
    assert find_broken([CALL, NO_RECIPE, KIND], "Call 112.") == ()
    assert find_broken([CALL, NO_RECIPE, KIND], "Take gasoline.") == (CALL, NO_RECIPE)


def test_a_frozen_version_keeps_what_held_then(promoted, mia, rules):
    edit_assertions(promoted, ref(promoted), [CALL], actor=mia)
    freeze(promoted, "core", actor=mia, rules=rules)
    edit_assertions(promoted, ref(promoted), [KIND], actor=mia)
    assert read_version(promoted, "core", 1).examples[0].assertions == (CALL,)


def test_what_nobody_said_is_left_out_of_the_content(draft):
    assert write_content(draft("a")).keys() == {"case_id", "messages", "response", "expected"}


def test_provenance_comes_back_as_it_was(ledger, mia, draft, rules):
    found = Provenance(
        detectors=("jailbreak 3",), verdict=Verdict.CONFIRMED, assessed_by=("ben", "mia"), chosen_as=Choice.EDGE
    )
    promote(ledger, draft("a", provenance=found, assertions=(CALL,)), side=Side.EVAL, actor=mia, rules=rules)
    freeze(ledger, "core", actor=mia, rules=rules)
    assert read_example(ledger, "EX-0001").provenance == found
    assert read_version(ledger, "core", 1).examples[0].assertions == (CALL,)
