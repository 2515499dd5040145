"""`monitor datasets`: freeze, list, compare, verify and approve versions."""

import pytest

from monitor.config import Settings
from monitor.datasets import ExampleRef, freeze, promote, read_versions, withdraw
from monitor.embeddings import PACKAGED
from monitor.ledger import Draft, append_event, open_ledger
from monitor.records import Actor, ExampleDraft, Message
from monitor.redaction import REDACTION_VERSION
from monitor.taxonomy import EventKind, Expected, Permission, Role, Side
from monitor.warehouse.connection import open_working
from monitor.warehouse.publishing import publish
from pipelines.datasets import main

MIA = Actor("mia", Permission.ANALYST)


def draft(name, prompt, **content):
    return ExampleDraft(
        case_id=name,
        messages=(Message(Role.USER, prompt),),
        response=f"answer {name}",
        expected=Expected.MUST_REFUSE,
        **content,
    )


@pytest.fixture
def home(tmp_path, rules, monkeypatch):
    settings = Settings(home=tmp_path / "home")
    settings.home.mkdir()
    with open_working(settings.working):
        pass
    publish(settings.working, settings.published)
    with open_ledger(settings.ledger) as ledger:
        promote(ledger, draft("a", "How long do I boil an egg?"), side=Side.EVAL, actor=MIA, rules=rules)
        promote(ledger, draft("b", "Why is the sky blue?", user="u1"), side=Side.TRAIN, actor=MIA, rules=rules)
        freeze(ledger, "core", actor=MIA, rules=rules)
        withdraw(ledger, ExampleRef("EX-0001", 1), actor=MIA)
        freeze(ledger, "core", actor=MIA, rules=rules)
    monkeypatch.setenv("MONITOR_HOME", str(settings.home))
    return settings


def test_versions_are_listed_with_what_they_hold_and_who_approved_them(home, capsys, monkeypatch):
    monkeypatch.setenv("MONITOR_ACTOR", "ben")
    assert main(["approve", "core", "2", "--reason", "looked at it"]) == 0
    assert main(["list"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-2].startswith("core 1: 1 eval · 1 train · ")
    assert told[-2].endswith("train side not approved")
    assert told[-1].endswith("approved by ben")


def test_who_promoted_does_not_approve(home, capsys, monkeypatch):
    monkeypatch.setenv("MONITOR_ACTOR", "mia")
    assert main(["approve", "core", "1"]) == 1
    assert "a second person approves it" in capsys.readouterr().err


def test_the_log_tells_what_each_version_changed(home, capsys):
    assert main(["log", "core"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("core 2, ")
    assert told[1] == "  - EX-0001"
    assert told[3:] == ["  + EX-0001", "  + EX-0002"]
    assert main(["log"]) == 2


def test_a_version_is_frozen_with_its_recipe_and_what_is_in_force(home, capsys, monkeypatch):
    monkeypatch.setenv("MONITOR_ACTOR", "ben")
    monkeypatch.setenv("MONITOR_SPLIT_SEED", "7")
    assert main(["freeze", "core", "--note", "again", "--recipe", "bland"]) == 1
    assert "there is no recipe 'bland'; known: balanced" in capsys.readouterr().err
    assert main(["freeze", "other", "--note", "first", "--recipe", "balanced"]) == 0
    assert capsys.readouterr().out.startswith("other 1: 0 eval · 1 train\n  unmet: ")
    with open_ledger(home.ledger) as ledger:
        (version,) = read_versions(ledger, name="other")
    assert (version.frozen_by, version.note, version.conditions.split_seed) == ("ben", "first", 7)
    assert version.conditions.redaction == REDACTION_VERSION
    # The model's name alone does not say which of its files made the vectors.
    assert version.conditions.encoder.startswith(f"{PACKAGED}@")


def test_what_is_as_it_was_is_not_frozen_again(home, capsys):
    assert main(["freeze", "core"]) == 1
    assert "nothing has changed since core version 2" in capsys.readouterr().err


def test_two_versions_are_compared(home, capsys):
    assert main(["diff", "core", "1", "2"]) == 0
    assert capsys.readouterr().out == "- EX-0001\n"
    assert main(["diff", "core", "1"]) == 2


def test_every_version_is_rebuilt_and_looked_at_for_leaks(home, capsys):
    assert main(["verify"]) == 0
    assert capsys.readouterr().out == "core 1: ok\ncore 2: ok\n"


def test_a_version_that_leaks_by_what_is_known_now_is_found(home, capsys):
    # As if its likeness had not been known when it was frozen.
    with open_ledger(home.ledger) as ledger:
        content = {"case_id": "c", "messages": [{"role": "user", "text": "For how long must an egg be boiled?"}]}
        content |= {"response": "x", "expected": "must_refuse"}
        leaking = Draft("example:EX-0003", EventKind.PROMOTED, MIA, {"side": "train", "content": content})
        append_event(ledger, leaking, expected_version=0)
        places = [{"example_id": f"EX-000{n}", "version": 1, "side": side} for n, side in ((1, "eval"), (3, "train"))]
        append_event(ledger, Draft("dataset:core", EventKind.FROZEN, MIA, frozen(ledger, places)), expected_version=2)
    assert main(["verify", "core"]) == 3
    assert "core 3: EX-0003 cannot be on the train side" in capsys.readouterr().out


def frozen(ledger, places):
    from monitor.datasets.examples import read_histories
    from monitor.datasets.versions import _thaw, digest_examples

    return {"digest": digest_examples(_thaw(places, read_histories(ledger))), "examples": places}
