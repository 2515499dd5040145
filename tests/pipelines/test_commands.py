import json
import subprocess
import sys

import pytest

from pipelines.__main__ import COMMANDS, main


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_with_an_example(command, capsys):
    assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"monitor {command}" in shown
    assert "Exit codes" in shown


def test_the_help_tells_of_every_command(capsys):
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [name for name in COMMANDS if f" {name} " not in shown] == []


def test_a_command_waits_for_no_other():
    script = "import sys; from pipelines.__main__ import main; main(['dashboard', '--help']); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    assert "pipelines.dashboard" in said
    assert {"pipelines.nightly", "sklearn", "duckdb"}.isdisjoint(said)


def test_an_unknown_command_is_wrong_usage(capsys):
    assert main(["frobnicate"]) == 2
    assert "frobnicate" in capsys.readouterr().err


def test_a_refusal_is_one_line_and_exit_code_one(tmp_path, capsys):
    assert main(["nightly", str(tmp_path / "nowhere"), "--config", str(tmp_path / "none.toml")]) == 1
    assert "none.toml" in capsys.readouterr().err


def test_an_unreadable_night_is_wrong_usage(tmp_path, capsys):
    assert main(["nightly", str(tmp_path), "--night", "yesterday"]) == 2
    assert "yesterday" in capsys.readouterr().err


def test_the_doctor_says_what_is_missing_and_how_to_fix_it(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("MONITOR_HOME", str(tmp_path / "home"))
    assert main(["doctor"]) == 3
    shown = capsys.readouterr().out
    assert "monitor nightly" in shown
    assert "✓ encoder" in shown


def test_a_dry_run_shows_how_rows_are_read_and_stores_nothing(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("MONITOR_HOME", str(tmp_path / "home"))
    turns = [{"role": "user", "content": "I am jo@mail.org \x1b[2J"}, {"role": "assistant", "content": "Hello"}]
    chat = json.dumps({"id": "a", "model": "aria", "region": "eu", "messages": turns})
    log = tmp_path / "chats.jsonl"
    log.write_text(f"{chat}\n{{broken\n")
    assert main(["ingest", "--dry-run", str(log)]) == 0
    shown = capsys.readouterr().out
    assert "chats.jsonl: messages" in shown
    assert "1. line 1, byte 0: origin production · external_id a · model aria · kept as extra: region" in shown
    assert "0 user: I am [EMAIL_1] \\x1b[2J" in shown
    assert "rejected: line 2" in shown
    assert not (tmp_path / "home").exists()
    unknown = tmp_path / "unknown.txt"
    unknown.write_text("just words")
    assert main(["ingest", "--dry-run", str(unknown)]) == 3
    assert "Refused file: unknown.txt" in capsys.readouterr().err
