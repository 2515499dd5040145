"""A detector taught on the command line: trained, switched on, looking at new logs, at old ones in a backfill."""

import json
import shutil
from contextlib import redirect_stdout
from io import StringIO

import pytest

from monitor.config import Settings
from monitor.ledger import open_ledger, verify_ledger
from monitor.records import Actor
from monitor.taxonomy import Permission
from monitor.triage.taught_states import MarkedResponse, read_taught
from monitor.triage.teaching import mark_example
from monitor.warehouse.connection import open_snapshot
from pipelines.detect import main as detect_main
from pipelines.erase import main as erase_main
from pipelines.nightly import run_night
from pipelines.rebuild import rebuild
from pipelines.teach import main as teach_main
from tests.faults.nights import copy_home

THINGS = ("tides", "bread", "chess", "rivers", "stars", "taxes", "violins", "moss", "poems", "bees", "maps", "coins")
RUDE = ("You are an idiot for asking about {}.", "What a stupid question, only a moron asks about {}.")
KIND = ("Happy to explain {} to you, step by step.", "Good question! Here is what I know of {}.")


def chat(thing, answers, name):
    answer = answers[len(thing) % 2].format(thing)
    turns = [{"role": "user", "content": f"Tell me about {thing}"}, {"role": "assistant", "content": answer}]
    return {"messages": turns, "id": name, "language": "en"}


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def examples(path, answers, count=12):
    rows = [
        {"prompt": f"Tell me about {thing}", "response": answers[at % 2].format(thing)}
        for at, thing in enumerate(THINGS[:count])
    ]
    return str(write(path, rows))


@pytest.fixture(scope="module")
def taught_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("taught")
    settings = Settings(home=folder / "home")
    things = [f"{kind} {thing}" for kind in ("old", "odd", "red", "big", "sad") for thing in THINGS]
    rows = [chat(thing, RUDE if at in (0, 6) else KIND, f"old-{at}") for at, thing in enumerate(things)]
    run_night(settings, [write(folder / "old.jsonl", rows)])
    yes, no = examples(folder / "yes.jsonl", RUDE), examples(folder / "no.jsonl", KIND)
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as said:
        patch.setenv("MONITOR_HOME", str(settings.home))
        assert teach_main(["rude", "--failure", "bias", "--positives", yes, "--negatives", no]) == 0
        assert teach_main(["--on", "rude"]) == 0
    assert "precision" in said.getvalue()
    return folder


@pytest.fixture
def taught(taught_once, tmp_path, monkeypatch):
    """A home with one night of rude and kind answers, where a detector was taught and switched on."""
    for name in ("old.jsonl", "yes.jsonl", "no.jsonl"):
        shutil.copy(taught_once / name, tmp_path)
    settings = copy_home(taught_once / "home", tmp_path / "home")
    monkeypatch.setenv("MONITOR_HOME", str(settings.home))
    return settings


def found(settings):
    with open_snapshot(settings.published) as store:
        claims = store.execute(
            "select external_id, version from current_detections join conversations using (conversation_id)"
            " where detector = 'taught_rude' and failure = 'bias' order by all"
        ).fetchall()
        scans = store.execute("select count(*) from scans where detector = 'taught_rude'").fetchall()
    return claims, scans[0][0]


def test_it_looks_at_new_logs_at_old_ones_in_a_backfill_and_at_none_when_off(taught, tmp_path, capsys):
    rows = [chat("new glaciers", RUDE, "new-rude"), chat("new lungs", KIND, "new-kind")]
    new = write(tmp_path / "new.jsonl", rows)
    run_night(taught, [new])
    assert found(taught) == ([("new-rude", "1")], 2)
    assert detect_main(["--backfill"]) == 0
    run_night(taught, [new])
    assert found(taught) == ([("new-rude", "1"), ("old-0", "1"), ("old-6", "1")], 62)
    assert teach_main(["--off", "rude"]) == 0
    run_night(taught, [write(tmp_path / "next.jsonl", [chat("next bees", RUDE, "next-rude")])])
    assert found(taught) == ([], 62)
    assert teach_main(["--list"]) == 0
    assert "version 1, off" in capsys.readouterr().out


def test_a_rebuild_learns_the_same_and_finds_the_same(taught, tmp_path):
    run_night(taught, [write(tmp_path / "new.jsonl", [chat("new glaciers", RUDE, "new-rude")])])
    with open_snapshot(taught.published) as store:
        before = store.execute("select * from detections order by all").fetchall()
    shutil.rmtree(taught.learned)
    rebuild(taught)
    with open_snapshot(taught.published) as store:
        assert store.execute("select * from detections order by all").fetchall() == before
    assert found(taught) == ([("new-rude", "1")], 1)
    assert list(taught.learned.iterdir())


def test_what_is_refused_or_only_tried_records_nothing(taught, tmp_path, capsys):
    few = examples(tmp_path / "few.jsonl", RUDE, 4)
    no = str(tmp_path / "no.jsonl")
    assert teach_main(["curt", "--failure", "bias", "--positives", few, "--negatives", no]) == 1
    assert "mark 6 more positive" in capsys.readouterr().err
    yes = str(tmp_path / "yes.jsonl")
    assert teach_main(["curt", "--failure", "bias", "--positives", yes, "--negatives", no, "--dry-run"]) == 0
    assert "not recorded" in capsys.readouterr().out
    with open_ledger(taught.ledger) as ledger:
        assert read_taught(ledger, "curt") is None


def test_an_example_of_somebody_who_is_erased_is_forgotten_with_what_was_learned_from_it(taught):
    with open_snapshot(taught.published) as store:
        row = store.execute(
            "select conversation_id, content_hash from messages where role = 'assistant' order by all limit 1"
        ).fetchall()[0]
    with open_ledger(taught.ledger) as ledger:
        example = MarkedResponse(f"{row[0]}-1", row[1])
        mark_example(ledger, "rude", example, is_positive=False, actor=Actor("mia", Permission.ANALYST))
    assert list(taught.learned.iterdir())
    assert erase_main(["--conversation", row[0], "--reason", "asked by letter", "--yes"]) == 0
    with open_ledger(taught.ledger) as ledger:
        state = read_taught(ledger, "rude")
        verify_ledger(ledger)
    assert example.key not in state.marks
    assert state.active == 1
    assert not taught.learned.exists()
    assert teach_main(["--list"]) == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rude", "--failure", "jailbreak"], "finds bias"),
        (["new"], "say with --failure"),
        (["rude", "--positives", "nowhere-1"], "no file and no response 'nowhere-1'"),
        (["rude", "--positives", "{yes}", "--negatives", "{yes}"], "both as a positive and as a negative"),
        (["rude", "--positives", "{bad}"], "bad.jsonl, line 1"),
        (["--on", "rude", "--version", "7"], "no version 7; versions: 1"),
        (["--off", "nobody"], "no detector 'nobody'"),
    ],
)
def test_what_cannot_be_is_said_plainly(taught, tmp_path, capsys, arguments, said):
    write(tmp_path / "bad.jsonl", [{"prompt": "no response"}])
    places = {"yes": tmp_path / "yes.jsonl", "bad": tmp_path / "bad.jsonl"}
    assert teach_main([one.format(**places) for one in arguments]) == 1
    assert said in capsys.readouterr().err.replace("\n", " ")
