import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from monitor.errors import LedgerError, RecordError
from monitor.records import Actor
from monitor.sources import ReadOptions, find_format
from monitor.taxonomy import Permission
from monitor.triage.submissions import ReportDraft, read_submitted, submit_report

ROOT = Path(__file__).parents[2]
ANN = Actor("ann", Permission.ANALYST)
DRAFT = ReportDraft(text="It promised a refund ![x](http://attacker.invalid) \u2028 🙂", reporter="jo@our.test")


def submit(home, draft=DRAFT, actor=ANN):
    return submit_report(home, draft, actor=actor, region="US")


def test_a_report_lies_in_the_drop_folder_as_a_format_that_runs_read(tmp_path):
    report_id = submit(tmp_path)
    (one,) = read_submitted(tmp_path)
    assert len(report_id) == 20
    assert (one.report.text, one.report.reporter, one.report.channel) == (DRAFT.text, DRAFT.reporter, "private report")
    assert json.loads(one.report.extra) == {"entered_by": "ann"}
    assert find_format(one.path, options=ReadOptions()) == "report_jsonl"
    assert (one.path.stat().st_mode & 0o777, one.path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_handing_the_same_in_twice_comes_to_the_same(tmp_path):
    assert submit(tmp_path) == submit(tmp_path)
    assert len(list(read_submitted(tmp_path))) == 1


def test_who_may_only_look_hands_in_nothing(tmp_path):
    with pytest.raises(LedgerError, match="'vi' may only look"):
        submit(tmp_path, actor=Actor("vi", Permission.VIEWER))
    assert list(read_submitted(tmp_path)) == []


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (ReportDraft(text="  "), "the report has no text"),
        (ReportDraft(text="It lied \0"), "NUL"),
        (ReportDraft(text="It lied \ud800"), "lone surrogate"),
        (ReportDraft(text="It lied", severity="awful"), "unknown severity 'awful'; known severities: critical"),
        (ReportDraft(text="It lied", reported_at="yesterday"), "unreadable time"),
        (ReportDraft(text="x" * 100_001), "at most 100000"),
    ],
    ids=["empty", "nul", "surrogate", "severity", "date", "length"],
)
def test_what_the_next_run_could_not_read_is_refused_now(tmp_path, draft, reason):
    with pytest.raises(RecordError, match=reason):
        submit(tmp_path, draft)
    assert list(read_submitted(tmp_path)) == []


def test_a_file_somebody_else_put_there_is_named_as_no_report(tmp_path):
    submit(tmp_path)
    (tmp_path / "reports" / "zzz.jsonl").write_text("{")
    (tmp_path / "reports" / ".half.jsonl").write_text("{")
    assert [one.report is None for one in read_submitted(tmp_path)] == [False, True]


def test_a_killed_hand_in_leaves_a_whole_report_or_none(tmp_path):
    program = (
        "import sys; from pathlib import Path; from monitor.records import Actor\n"
        "from monitor.taxonomy import Permission; from monitor.triage.submissions import *\n"
        "print('ready', flush=True)\n"
        "for n in range(100_000):\n"
        "    draft = ReportDraft(text=f'It lied {n} ' + 'x' * 20_000)\n"
        "    submit_report(Path(sys.argv[1]), draft, actor=Actor('a', Permission.LEAD), region='US')\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, tmp_path], stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout.readline() == b"ready\n"
        while len(list(read_submitted(tmp_path))) < 3:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
    assert all(one.report is not None for one in read_submitted(tmp_path))
