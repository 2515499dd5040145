import json

import pytest

from monitor.config import Settings
from monitor.datasets import approve, freeze, promote, read_exports, read_version, revoke
from monitor.ledger import open_ledger
from monitor.records import Actor, ExampleDraft, Message
from monitor.taxonomy import Expected, Permission, Role, Side
from monitor.warehouse.connection import open_working
from monitor.warehouse.publishing import publish
from pipelines.command import OK, REFUSED, USAGE
from pipelines.export import main

MIA, BEN = Actor("mia", Permission.LEAD), Actor("ben", Permission.LEAD)


@pytest.fixture
def home(tmp_path, monkeypatch, rules):
    """A home with one frozen and approved version of one example on each side, and an empty warehouse."""
    monkeypatch.setenv("MONITOR_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home").mkdir()
    with open_ledger(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}") as ledger:
        for side, asked in ((Side.EVAL, "How do I pick a lock?"), (Side.TRAIN, "Name seven rivers of Peru.")):
            draft = ExampleDraft(
                case_id=f"case-{side}",
                messages=(Message(Role.USER, asked),),
                response="Sure.",
                ideal=f"Rather not: {asked}",
                expected=Expected.MUST_REFUSE,
            )
            promote(ledger, draft, side=side, actor=MIA, rules=rules)
        freeze(ledger, "core", actor=MIA, rules=rules)
        approve(ledger, read_version(ledger, "core", 1), actor=BEN)
    settings = Settings(home=tmp_path / "home")
    with open_working(settings.working):
        pass
    publish(settings.working, settings.published)
    return settings.home


def exported(home):
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}") as ledger:
        return [(one.format, one.to) for one in read_exports(ledger, {("core", 1)})]


def test_a_version_is_exported_and_the_export_recorded(home, tmp_path, capsys):
    assert main(["--dataset", "core", "--version", "1", "--format", "trl_dpo", "--to", "sets"]) == OK
    assert "wrote " in (told := capsys.readouterr().out)
    assert "eval 0 · train 1" in told
    assert "left out EX-0001: it is on the eval side, and this is a training format" in told
    assert json.loads((tmp_path / "sets" / "core-v1-trl_dpo" / "manifest.json").read_text())["version"] == 1
    assert exported(home) == [("trl_dpo", str(tmp_path / "sets"))]


def test_a_name_without_an_option_still_works_and_the_home_is_the_default_place(home):
    assert main(["core"]) == OK
    assert (home / "exports" / "core-latest-inspect").read_text() == "core-v1-inspect\n"


def test_an_export_goes_to_an_address(home, tmp_path, capsys):
    pytest.importorskip("fsspec")
    address = f"file://{tmp_path}/bucket"
    assert main(["--dataset", "core", "--format", "huggingface", "--to", address]) == OK
    assert f"wrote {address}/core-v1-huggingface: eval 1 · train 1" in capsys.readouterr().out
    assert (tmp_path / "bucket" / "core-v1-huggingface" / "data" / "eval.parquet").is_file()
    assert exported(home) == [("huggingface", address)]


@pytest.mark.parametrize("argv", [[], ["core", "--dataset", "other"]])
def test_exactly_one_dataset_is_named(home, argv, capsys):
    assert main(argv) == USAGE
    assert "name one dataset" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["--format", "toml"], "unknown export format 'toml'"),
        (["--version", "7"], "core has no version 7"),
        (["--to", "sftp://mia:secret@host/sets"], "holds a password"),
    ],
)
def test_what_is_refused_is_not_recorded(home, argv, told, capsys):
    assert main(["--dataset", "core", *argv]) == REFUSED
    assert told in capsys.readouterr().err
    assert exported(home) == []


@pytest.mark.parametrize(("format", "code"), [("trl_dpo", REFUSED), ("csv", REFUSED), ("inspect", OK)])
def test_only_what_holds_train_examples_waits_for_an_approval(home, format, code, capsys):
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}") as ledger:
        revoke(ledger, read_version(ledger, "core", 1).version, actor=BEN)
    assert main(["--dataset", "core", "--format", format]) == code
    assert ("is not approved" in capsys.readouterr().err) is (code == REFUSED)
    assert len(exported(home)) == (code == OK)
