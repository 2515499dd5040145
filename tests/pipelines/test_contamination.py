"""`monitor contamination`: any shape of corpus, what was found side by side, and remembered."""

import gzip
import json

import polars as pl
import pytest

from monitor.config import Settings
from monitor.datasets import freeze, promote, read_checks, read_versions
from monitor.ledger import open_ledger
from monitor.records import Actor, ExampleDraft, Message
from monitor.taxonomy import Expected, Permission, Role, Side
from monitor.warehouse.connection import open_working
from monitor.warehouse.publishing import publish
from pipelines.command import OK, PROBLEMS_FOUND, REFUSED
from pipelines.contamination import main

MIA = Actor("mia", Permission.ANALYST)
QUESTION = "How long do I have to boil an egg until its yolk is firm but not dry?"
OTHER = "Who painted the ceiling of the Sistine Chapel, and how long did it take him?"


@pytest.fixture
def home(tmp_path, rules, monkeypatch):
    settings = Settings(home=tmp_path / "home")
    settings.home.mkdir()
    with open_working(settings.working):
        pass
    publish(settings.working, settings.published)
    with open_ledger(settings.ledger) as ledger:
        for name, prompt in (("a", QUESTION), ("b", OTHER)):
            draft = ExampleDraft(
                case_id=name,
                messages=(Message(Role.USER, prompt),),
                response=f"answer {name}",
                expected=Expected.MUST_REFUSE,
            )
            promote(ledger, draft, side=Side.EVAL, actor=MIA, rules=rules)
        freeze(ledger, "core", actor=MIA, rules=rules)
    monkeypatch.setenv("MONITOR_HOME", str(settings.home))
    return settings


def checks(settings):
    with open_ledger(settings.ledger) as ledger:
        return read_checks(ledger, read_versions(ledger)[0])


def write_json_lines(path):
    rows = [{"text": "Nothing."}, {"messages": [{"role": "user", "content": f"\x1b[2J {QUESTION}"}]}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{broken\n")


def write_packed(path):
    path.write_bytes(gzip.compress(json.dumps({"text": QUESTION}).encode() + b"\n"))


def write_parquet(path):
    pl.DataFrame({"id": [1, 2], "text": ["Nothing.", QUESTION]}).write_parquet(path)


def write_csv(path):
    pl.DataFrame({"id": [1, 2], "text": ["Nothing.", QUESTION]}).write_csv(path)


@pytest.mark.parametrize("write", [write_json_lines, write_packed, write_parquet, write_csv])
def test_an_example_is_found_in_a_corpus_of_any_shape_and_shown_inert(home, tmp_path, capsys, write):
    write(tmp_path / "corpus")
    assert main(["core", str(tmp_path / "corpus")]) == PROBLEMS_FOUND
    told = capsys.readouterr().out
    assert told.startswith("EX-0001 (eval), question: 100% of its words, in corpus line ")
    assert "EX-0002" not in told
    assert "\x1b" not in told


def test_what_was_found_and_what_could_not_be_read_is_remembered(home, tmp_path):
    write_json_lines(tmp_path / "corpus.jsonl")
    assert main(["core", str(tmp_path / "corpus.jsonl")]) == PROBLEMS_FOUND
    (check,) = checks(home)
    assert (check.against, check.unread, check.eval_ids, check.train_ids) == (("corpus.jsonl",), 1, ("EX-0001",), ())


def test_a_clean_corpus_is_said_to_be_clean(home, tmp_path, capsys):
    (tmp_path / "corpus.jsonl").write_text('{"text": "Nothing of interest."}\n')
    assert main(["core", str(tmp_path / "corpus.jsonl")]) == OK
    assert "0 examples are in the corpus" in capsys.readouterr().out
    assert checks(home)[0].eval_ids == ()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["cores", "corpus.csv"], "there is no dataset 'cores'"),
        (["core", "corpus.csv", "--column", "prompt"], "has no column 'prompt'; it has: id, text"),
        (["core", "missing.jsonl"], "missing.jsonl cannot be read"),
    ],
)
def test_what_cannot_be_checked_is_refused_and_nothing_remembered(home, tmp_path, capsys, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "corpus.csv")
    assert main(arguments) == REFUSED
    assert said in capsys.readouterr().err
    assert checks(home) == ()
