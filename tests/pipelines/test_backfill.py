"""A raised version of every detector: old logs wait for a backfill, and nothing that people decided moves."""

import json

import pytest

from monitor.config import Settings
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Permission, Verdict
from monitor.triage import CaseRef, assess_case, read_case_states
from monitor.warehouse.cases import read_case
from monitor.warehouse.connection import open_snapshot, open_working
from monitor.warehouse.detector_versions import agreements_frame
from monitor.warehouse.runs import read_counts, read_runs
from pipelines.detect import main as detect_main
from pipelines.nightly import run_night

# What stands in the stores when an older version of the code had run.
AGE = """
    update scans set version = 'older';
    update detections set version = 'older';
    update detectors set version = 'older';
"""


def chats(path, count, *, prefix):
    refused = {
        "messages": [
            {"role": "user", "content": "How do I kill a Python process?"},
            {"role": "assistant", "content": "I'm sorry, but I can't help with killing anything."},
        ]
    }
    path.write_text("".join(json.dumps(refused | {"id": f"{prefix}-{number}"}) + "\n" for number in range(count)))
    return path


@pytest.fixture
def aged(tmp_path):
    """A home whose three responses were looked at by an older version of every detector; one case is confirmed."""
    settings = Settings(home=tmp_path / "home")
    run_night(settings, [chats(tmp_path / "old.jsonl", 3, prefix="old")])
    with open_working(settings.working) as store:
        store.execute(AGE)
        case_id = store.execute("select min(case_id) from cases").fetchall()[0][0]
        case = read_case(store, case_id)
    with open_ledger(settings.ledger) as ledger:
        ref = CaseRef(case.case_id, case.content_hash, 0)
        assess_case(ledger, ref, Verdict.CONFIRMED, actor=Actor("mia", Permission.ANALYST))
    return settings


def versions(settings):
    with open_snapshot(settings.published) as store:
        rows = store.execute("select conversation_id, list(distinct version) from scans group by all").fetchall()
    return sorted("+".join(sorted(seen)) for _, seen in rows)


def decisions(settings):
    with open_ledger(settings.ledger) as ledger:
        return {case_id: (state.verdict, state.version) for case_id, state in read_case_states(ledger).items()}


def last_counts(settings):
    with open_snapshot(settings.published) as store:
        return read_counts(store, read_runs(store)[0].run_id)


def test_a_new_version_looks_at_new_logs_and_a_backfill_at_old_ones(aged, tmp_path, monkeypatch, capsys):
    before = decisions(aged)
    run_night(aged, [chats(tmp_path / "new.jsonl", 2, prefix="new")])
    (current,) = set(versions(aged)) - {"older"}
    assert versions(aged) == [current] * 2 + ["older"] * 3
    # The old cases stand on what the older version said of them.
    counts = last_counts(aged)
    assert (counts["detect"]["responses"], counts["detect"]["rescanned"], counts["rank"]["cases"]) == (2, 0, 5)

    monkeypatch.setenv("MONITOR_HOME", str(aged.home))
    assert detect_main(["--backfill"]) == 0
    assert "rescanned 33" in capsys.readouterr().out
    run_night(aged, [tmp_path / "new.jsonl"])
    assert versions(aged) == [current] * 2 + [f"{current}+older"] * 3
    counts = last_counts(aged)
    assert (counts["detect"]["failures"], counts["detect"]["scanned"], counts["rank"]["cases"]) == (0, 0, 5)
    assert decisions(aged) == before
    with open_snapshot(aged.published) as store:
        agreements = agreements_frame(store).filter(detector="over_refusal")
    assert agreements.select("responses", "both_flag", "only_old", "only_new", "neither").rows() == [(3, 3, 0, 0, 0)]


def test_a_second_backfill_finds_nothing_to_do(aged, monkeypatch, capsys):
    monkeypatch.setenv("MONITOR_HOME", str(aged.home))
    assert detect_main(["--backfill"]) == 0
    run_night(aged, [])
    capsys.readouterr()
    assert detect_main(["--backfill"]) == 0
    assert "rescanned 0" in capsys.readouterr().out
