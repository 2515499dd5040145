import pytest

from monitor.curation import Ideal
from monitor.datasets import (
    ExampleRef,
    accept_ideal,
    edit_ideal,
    ideal_template,
    promote,
    read_example,
    undo_example,
)
from monitor.errors import DatasetError
from monitor.records import Actor
from monitor.taxonomy import Expected, IdealOrigin, Permission, Side

DRAFT = Ideal("I can't help with that.", IdealOrigin.MODEL)


def ref(ledger, example_id="EX-0001"):
    return ExampleRef(example_id, read_example(ledger, example_id).version)


@pytest.fixture
def ben():
    return Actor("ben", Permission.ANALYST)


def by_model(draft, accepted_by=None):
    return draft("a", ideal=DRAFT.text, ideal_origin=IdealOrigin.MODEL, ideal_accepted_by=accepted_by)


def test_a_models_draft_is_a_test_but_not_trained_on(ledger, mia, draft, rules):
    with pytest.raises(DatasetError, match="a model's draft: accept or edit it"):
        promote(ledger, by_model(draft), side=Side.TRAIN, actor=mia, rules=rules)
    assert promote(ledger, by_model(draft), side=Side.EVAL, actor=mia, rules=rules).is_ideal_draft


def test_who_stands_by_a_models_draft_may_train_on_it(ledger, mia, draft, rules):
    example = promote(ledger, by_model(draft, accepted_by="mia"), side=Side.TRAIN, actor=mia, rules=rules)
    assert (example.is_ideal_draft, example.ideal_origin) == (False, IdealOrigin.MODEL)


def test_nobody_accepts_in_the_name_of_another(ledger, mia, ben, draft, rules):
    with pytest.raises(DatasetError, match="in the name of 'ben'"):
        promote(ledger, by_model(draft, accepted_by="ben"), side=Side.TRAIN, actor=mia, rules=rules)
    promote(ledger, draft("a"), side=Side.TRAIN, actor=mia, rules=rules)
    forged = Ideal(DRAFT.text, IdealOrigin.MODEL, accepted_by="mia")
    with pytest.raises(DatasetError, match="in the name of 'mia'"):
        edit_ideal(ledger, ref(ledger), forged, actor=ben)


def test_a_train_example_takes_a_models_draft_only_with_somebody_behind_it(ledger, mia, draft, rules):
    promote(ledger, draft("a"), side=Side.TRAIN, actor=mia, rules=rules)
    with pytest.raises(DatasetError, match="a model's draft"):
        edit_ideal(ledger, ref(ledger), DRAFT, actor=mia)
    accepted = edit_ideal(ledger, ref(ledger), Ideal(DRAFT.text, IdealOrigin.MODEL, "mia"), actor=mia)
    assert (accepted.ideal_origin, accepted.ideal_accepted_by) == (IdealOrigin.MODEL, "mia")


def test_a_draft_is_accepted_and_that_taken_back(ledger, mia, ben, draft, rules):
    promote(ledger, by_model(draft), side=Side.EVAL, actor=mia, rules=rules)
    assert accept_ideal(ledger, ref(ledger), actor=ben).ideal_accepted_by == "ben"
    with pytest.raises(DatasetError, match="no model's draft that waits"):
        accept_ideal(ledger, ref(ledger), actor=ben)
    undo_example(ledger, ref(ledger), actor=ben, rules=rules)
    assert read_example(ledger, "EX-0001").is_ideal_draft


def test_an_edited_draft_is_the_persons_own(ledger, mia, draft, rules):
    promote(ledger, by_model(draft), side=Side.EVAL, actor=mia, rules=rules)
    edited = edit_ideal(ledger, ref(ledger), f"{DRAFT.text} Are you safe?", actor=mia)
    assert (edited.ideal_origin, edited.ideal_accepted_by, edited.is_ideal_draft) == (IdealOrigin.HUMAN, None, False)


@pytest.mark.parametrize("language", ["de", "en", "fr", None])
@pytest.mark.parametrize("expected", list(Expected))
def test_a_template_is_trained_on_once_its_gaps_are_filled(ledger, mia, draft, expected, language, rules):
    text = ideal_template(expected, language)
    begun = draft("a", expected=expected, ideal=text, ideal_origin=IdealOrigin.TEMPLATE)
    if expected is Expected.MUST_REFUSE:
        assert promote(ledger, begun, side=Side.TRAIN, actor=mia, rules=rules).ideal == text
        return
    with pytest.raises(DatasetError, match="template's gaps"):
        promote(ledger, begun, side=Side.TRAIN, actor=mia, rules=rules)
    filled = draft("a", expected=expected, ideal=text.replace("[…]", "It takes ten minutes."))
    promote(ledger, filled, side=Side.TRAIN, actor=mia, rules=rules)


def test_a_german_case_begins_in_german():
    assert ideal_template(Expected.MUST_REFUSE, "de-CH") == ideal_template(Expected.MUST_REFUSE, "de")
    assert "Dabei kann ich nicht helfen" in ideal_template(Expected.MUST_REFUSE, "de")
    assert "I can't help" in ideal_template(Expected.MUST_REFUSE, None)
