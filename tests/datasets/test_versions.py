import sqlite3

import pytest

from monitor.datasets import (
    ExampleRef,
    Release,
    edit_ideal,
    freeze,
    promote,
    read_example,
    read_version,
    read_versions,
    undo_example,
    withdraw,
)
from monitor.datasets.examples import write_content
from monitor.errors import DatasetError, LeakError, LedgerError, TamperError
from monitor.ledger import Draft, append_event
from monitor.records import Actor
from monitor.taxonomy import EventKind, Expected, Permission, Side


@pytest.fixture
def pair(ledger, mia, draft, rules):
    promote(ledger, draft("a"), side=Side.EVAL, actor=mia, rules=rules)
    promote(ledger, draft("b", expected=Expected.MUST_ANSWER, ideal="Old."), side=Side.TRAIN, actor=mia, rules=rules)
    return ledger


def ref(ledger, example_id):
    return ExampleRef(example_id, read_example(ledger, example_id).version)


def test_a_version_names_its_examples_on_each_side(pair, mia, rules):
    version = freeze(pair, "core", actor=mia, rules=rules, release=Release("first"))
    assert (version.number, version.eval_ids, version.train_ids) == (1, ("EX-0001",), ("EX-0002",))
    assert (version.note, version.frozen_by) == ("first", "mia")
    assert read_versions(pair) == read_versions(pair, name="core") == (version,)


def test_versions_are_numbered_per_name(pair, mia, rules):
    freeze(pair, "core", actor=mia, rules=rules)
    assert freeze(pair, "other", actor=mia, rules=rules).number == 1
    edit_ideal(pair, ref(pair, "EX-0002"), "New.", actor=mia)
    assert freeze(pair, "core", actor=mia, rules=rules).number == 2
    assert [(version.name, version.number) for version in read_versions(pair)] == [
        ("core", 1),
        ("other", 1),
        ("core", 2),
    ]


def test_a_frozen_version_stays_what_it_was_whatever_comes_after(pair, mia, draft, rules):
    freeze(pair, "core", actor=mia, rules=rules)
    before = read_version(pair, "core", 1)
    edit_ideal(pair, ref(pair, "EX-0002"), "New.", actor=mia)
    withdraw(pair, ref(pair, "EX-0001"), actor=mia)
    undo_example(pair, ref(pair, "EX-0002"), actor=mia, rules=rules)
    promote(pair, draft("c"), side=Side.EVAL, actor=mia, rules=rules)
    assert read_version(pair, "core", 1) == before
    assert [example.ideal for example in before.examples] == [None, "Old."]
    freeze(pair, "core", actor=mia, rules=rules)
    assert [example.example_id for example in read_version(pair, "core", 2).examples] == ["EX-0002", "EX-0003"]


def test_freezing_without_a_change_is_refused(pair, mia, rules):
    freeze(pair, "core", actor=mia, rules=rules)
    edit_ideal(pair, ref(pair, "EX-0002"), "New.", actor=mia)
    undo_example(pair, ref(pair, "EX-0002"), actor=mia, rules=rules)
    with pytest.raises(DatasetError, match="nothing has changed since core version 1"):
        freeze(pair, "core", actor=mia, rules=rules)


def test_an_empty_set_is_not_frozen(ledger, mia, draft, rules):
    with pytest.raises(DatasetError, match="no example to freeze"):
        freeze(ledger, "core", actor=mia, rules=rules)
    promote(ledger, draft("a"), side=Side.EVAL, actor=mia, rules=rules)
    withdraw(ledger, ref(ledger, "EX-0001"), actor=mia)
    with pytest.raises(DatasetError, match="no example to freeze"):
        freeze(ledger, "core", actor=mia, rules=rules)


def test_a_viewer_freezes_nothing(pair, rules):
    with pytest.raises(LedgerError, match="may only look"):
        freeze(pair, "core", actor=Actor("guest", Permission.VIEWER), rules=rules)


@pytest.mark.parametrize("name", ["", "../up", "Core", "a/b", "-a", "a" * 65, "kern\n"])
def test_a_name_that_is_no_plain_folder_name_is_refused(pair, mia, name, rules):
    with pytest.raises(DatasetError, match="cannot be called"):
        freeze(pair, name, actor=mia, rules=rules)


def test_a_leak_that_came_in_past_the_door_is_found_at_freezing(pair, mia, draft, rules):
    leaking = {"side": "train", "content": write_content(draft("c", prompt=draft("a").prompt))}
    append_event(pair, Draft("example:EX-0003", EventKind.PROMOTED, mia, leaking), expected_version=0)
    with pytest.raises(LeakError, match=r"EX-0001 .*EX-0003 .*nearly the same prompts \(Jaccard 1.00\)"):
        freeze(pair, "core", actor=mia, rules=rules)


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_version_there_is_not_is_refused(pair, mia, number, rules):
    freeze(pair, "core", actor=mia, rules=rules)
    with pytest.raises(DatasetError, match=f"core has no version {number}; it has 1"):
        read_version(pair, "core", number)


def test_a_frozen_example_changed_in_the_store_is_found_on_reading(pair, mia, rules):
    freeze(pair, "core", actor=mia, rules=rules)
    connection = sqlite3.connect(pair.engine.url.database)
    connection.execute("drop trigger events_refuse_update")
    connection.execute("update events set payload = replace(payload, 'Old.', 'Bad.')")
    connection.commit()
    connection.close()
    with pytest.raises(TamperError, match="core version 1 no longer has the content"):
        read_version(pair, "core", 1)
