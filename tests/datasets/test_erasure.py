import pytest

from monitor.datasets import (
    ExampleRef,
    complete_erasures,
    erase_decisions,
    freeze,
    promote,
    read_erased,
    read_examples,
    read_exports,
    read_pending,
    read_recalled,
    read_tombstones,
    read_version,
    read_versions,
    record_export,
    withdraw,
)
from monitor.erased import Erased
from monitor.errors import DatasetError, LedgerError
from monitor.ledger import verify_ledger
from monitor.records import Actor
from monitor.taxonomy import Permission, Side

GONE = Erased(users=frozenset({"u1"}), conversations=frozenset({"chat-a"}))


@pytest.fixture
def curated(ledger, mia, draft, rules):
    """Two examples of one conversation and one of another, frozen twice."""
    for case, name, side in (("chat-a-1", "a", Side.EVAL), ("chat-b-1", "b", Side.EVAL)):
        promote(ledger, with_case(draft(name), case), side=side, actor=mia, rules=rules)
    freeze(ledger, "core", actor=mia, rules=rules)
    promote(ledger, with_case(draft("c"), "chat-a-3"), side=Side.EVAL, actor=mia, rules=rules)
    freeze(ledger, "core", actor=mia, rules=rules)
    return ledger


def with_case(draft, case_id):
    from dataclasses import replace

    return replace(draft, case_id=case_id)


def erase(ledger, erased, actor):
    return erase_decisions(ledger, erased, actor=actor, reason="asked")


def test_examples_become_tombstones_and_versions_are_issued_anew(curated, mia):
    erase(curated, GONE, mia)
    assert [one.example_id for one in read_examples(curated)] == ["EX-0002"]
    assert [(one.example_id, one.side) for one in read_tombstones(curated)] == [
        ("EX-0001", "eval"),
        ("EX-0003", "eval"),
    ]
    assert read_recalled(curated) == (("core", 1), ("core", 2))
    assert [(one.number, one.replaces, one.eval_ids) for one in read_versions(curated)[2:]] == [
        (3, 1, ("EX-0002",)),
        (4, 2, ("EX-0002",)),
    ]
    assert verify_ledger(curated).count == 8


def test_a_recalled_version_names_the_last_that_replaces_it(curated, mia):
    erase(curated, GONE, mia)
    with pytest.raises(DatasetError, match=r"core version 2 was recalled, .*: version 4 replaces it"):
        read_version(curated, "core", 2)
    erase(curated, Erased(conversations=frozenset({"chat-b"})), mia)
    for number in (1, 2, 3, 4):
        with pytest.raises(DatasetError, match="nothing of it is left"):
            read_version(curated, "core", number)
    assert len(read_versions(curated)) == 4


def test_erasing_again_changes_nothing_until_somebody_decides_anew(curated, mia, draft, rules):
    assert erase(curated, GONE, mia) is not None
    assert erase(curated, GONE, mia) is None
    promote(curated, with_case(draft("d"), "chat-a-5"), side=Side.EVAL, actor=mia, rules=rules)
    assert erase(curated, GONE, mia) is not None
    assert [one.example_id for one in read_examples(curated)] == ["EX-0002"]


def test_a_withdrawn_example_goes_too(curated, mia):
    withdraw(curated, ExampleRef("EX-0001", 1), actor=mia, reason="said something about them")
    erase(curated, GONE, mia)
    assert [one.example_id for one in read_tombstones(curated)] == ["EX-0001", "EX-0003"]
    assert verify_ledger(curated).count == 9


def test_an_erasure_is_pending_until_it_is_completed(curated, mia):
    event = erase(curated, GONE, mia)
    assert read_pending(curated) == (event,)
    complete_erasures(curated, read_pending(curated), actor=mia)
    assert read_pending(curated) == ()
    assert read_erased(curated) == GONE


def test_a_viewer_erases_nothing(curated):
    with pytest.raises(LedgerError, match="may only look"):
        erase(curated, GONE, Actor("guest", Permission.VIEWER))
    assert len(read_examples(curated)) == 3


def test_exports_are_kept_by_version(curated, mia):
    first, second = read_versions(curated)
    record_export(curated, first, format="inspect", to="/sets", actor=mia)
    record_export(curated, first, format="openai", to="download", actor=mia)
    record_export(curated, second, format="inspect", to="/sets", actor=mia)
    exports = read_exports(curated, {("core", 1)})
    assert [(one.format, one.to, one.actor, one.digest) for one in exports] == [
        ("inspect", "/sets", "mia", first.digest),
        ("openai", "download", "mia", first.digest),
    ]
    assert len(read_versions(curated)) == 2
