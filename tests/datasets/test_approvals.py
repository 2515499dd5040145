import pytest

from monitor.datasets import approve, freeze, promote, read_approval, read_version, revoke, with_approval
from monitor.errors import DatasetError
from monitor.records import Actor
from monitor.taxonomy import Permission, Side

BEN = Actor("ben", Permission.ANALYST)


@pytest.fixture
def frozen(ledger, mia, draft, rules):
    promote(ledger, draft("a"), side=Side.EVAL, actor=BEN, rules=rules)
    promote(ledger, draft("b"), side=Side.TRAIN, actor=mia, rules=rules)
    freeze(ledger, "core", actor=mia, rules=rules)
    return read_version(ledger, "core", 1)


def test_training_examples_leave_only_with_the_word_of_a_second_person(ledger, mia, frozen):
    with pytest.raises(DatasetError, match="not approved: a second person"):
        with_approval(ledger, frozen, [Side.TRAIN])
    with pytest.raises(DatasetError, match="'mia' promoted EX-0002 of core version 1"):
        approve(ledger, frozen, actor=mia)
    assert approve(ledger, frozen, actor=BEN, reason="looked at all").actor == "ben"
    with_approval(ledger, frozen, [Side.EVAL, Side.TRAIN])


def test_the_eval_side_needs_nobody(ledger, frozen):
    with_approval(ledger, frozen, [Side.EVAL])


def test_an_approval_is_given_once_and_can_be_taken_back(ledger, frozen):
    approve(ledger, frozen, actor=BEN)
    with pytest.raises(DatasetError, match="approved already"):
        approve(ledger, frozen, actor=Actor("cleo", Permission.LEAD))
    revoke(ledger, frozen.version, actor=BEN)
    assert read_approval(ledger, frozen.version) is None
    with pytest.raises(DatasetError, match="is not approved"):
        revoke(ledger, frozen.version, actor=BEN)


def test_the_next_version_is_approved_anew(ledger, mia, draft, rules, frozen):
    approve(ledger, frozen, actor=BEN)
    promote(ledger, draft("c"), side=Side.TRAIN, actor=mia, rules=rules)
    assert read_approval(ledger, freeze(ledger, "core", actor=mia, rules=rules)) is None


def test_a_version_without_a_train_side_has_nothing_to_approve(ledger, mia, draft, rules):
    promote(ledger, draft("a"), side=Side.EVAL, actor=mia, rules=rules)
    freeze(ledger, "core", actor=mia, rules=rules)
    with pytest.raises(DatasetError, match="no train side"):
        approve(ledger, read_version(ledger, "core", 1), actor=BEN)
