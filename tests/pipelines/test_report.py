"""A report that is handed in enters once, whatever happens to the runs around it."""

import io
import json

import pytest

from monitor.config import Settings
from monitor.triage.submissions import read_submitted
from monitor.warehouse.cases import read_case
from monitor.warehouse.connection import open_snapshot, open_working
from monitor.warehouse.reports import read_reports
from monitor.warehouse.sightings import read_spreads
from pipelines.__main__ import main
from pipelines.ingest import ingest
from pipelines.job import open_job
from pipelines.nightly import run_night
from pipelines.report import submitted_reports

TEXT = "The bot promised me a refund that it could not give"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MONITOR_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def add(capsys, *options):
    assert main(["report", "add", "--date", "2026-11-02", *options]) == 0
    return capsys.readouterr().out.strip()


def waiting(capsys):
    assert main(["report", "waiting"]) == 0
    return capsys.readouterr().out.splitlines()


def test_a_report_handed_in_is_loaded_by_the_next_night_and_only_once(home, capsys, tmp_path, monkeypatch):
    options = ("--title", "Refund", "--reporter", "jo@our.test", "--severity", "high", "--attach", "a.png")
    report_id = add(capsys, "--text", TEXT, *options, "--attach", "b.png", "--url", "https://our.test/1")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{TEXT}, says another one\n"))
    add(capsys, "--text", "-", "--channel", "phone")
    assert len(waiting(capsys)) == 2
    settings = Settings(home=home)
    run_night(settings, [])
    assert waiting(capsys) == []
    with open_snapshot(settings.published) as store:
        (report,) = read_reports(store, report_id=report_id)
        assert (report.channel, report.attachments, report.severity) == ("private report", ("a.png", "b.png"), "high")
        assert "jo@our.test" not in repr(report)
        assert json.loads(report.extra) == {"entered_by": "analyst"}
    # They lie there until another run has seen that they were loaded.
    assert len(list(read_submitted(home))) == 2
    run_night(settings, [])
    assert list(read_submitted(home)) == []
    with open_snapshot(settings.published) as store:
        assert {spread.reach for spread in read_spreads(store).values()} == {1}
    # Handed in again that day, it is the same.
    add(capsys, "--text", TEXT, *options, "--attach", "b.png", "--url", "https://our.test/1")
    run_night(settings, [])
    with open_snapshot(settings.published) as store:
        assert {spread.reach for spread in read_spreads(store).values()} == {1}


def test_a_run_that_was_killed_after_loading_keeps_the_report_for_its_next_try(home, capsys):
    add(capsys, "--text", TEXT)
    settings = Settings(home=home)
    with open_job(settings) as job:
        ingest(job, [])
    with open_job(settings) as job:
        assert len(submitted_reports(job)) == 1
        assert ingest(job, [])["known"] <= 1
    with open_working(settings.working) as store:
        assert [spread.reach for spread in read_spreads(store).values()] == [1]


def test_the_reach_of_a_report_is_how_often_it_was_told_and_its_severity_the_worst_told(home, capsys, tmp_path):
    lines = [
        {"text": TEXT, "channel": "forum", "url": "https://our.test/1", "severity": "low", "date": "2026-11-01"},
        {"text": TEXT.upper(), "channel": "forum", "url": "https://our.test/2", "severity": "critical"},
        {"text": f" {TEXT} https://our.test/x", "channel": "phone"},
    ]
    source = tmp_path / "told.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    settings = Settings(home=home)
    counts = run_night(settings, [source]).counts["ingest"]
    assert (counts["seen"], counts["inserted"], counts["known"]) == (3, 3, 0)
    with open_snapshot(settings.published) as store:
        (report,) = read_reports(store)
        case = read_case(store, report.report_id)
    assert (report.severity, case.reach, case.severity) == ("low", 3, 3)
    again = tmp_path / "again.jsonl"
    again.write_text("".join(json.dumps(line) + "\n" for line in reversed(lines)))
    counts = run_night(settings, [again]).counts["ingest"]
    assert (counts["seen"], counts["inserted"], counts["known"]) == (3, 0, 3)
    assert main(["verify"]) == 0


def test_a_refused_report_is_one_line_and_leaves_nothing(home, capsys):
    assert main(["report", "add", "--text", TEXT, "--severity", "awful"]) == 1
    assert "unknown severity 'awful'" in capsys.readouterr().err
    assert main(["report", "add"]) == 1
    assert list(read_submitted(home)) == []


def test_public_records_need_their_package(home, capsys):
    assert main(["ingest", "--public", "nobody"]) == 1
    assert "known: genai-incidents" in capsys.readouterr().err
