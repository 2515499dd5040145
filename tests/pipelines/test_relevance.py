import csv
from datetime import date

import pytest

from monitor.config import Settings
from monitor.detectors.relevance import RELEVANCE_VERSION
from monitor.warehouse.cases import read_case
from monitor.warehouse.connection import open_snapshot, open_working
from monitor.warehouse.relevances import read_relevances
from monitor.warehouse.reports import read_reports
from pipelines.nightly import run_night

ROWS = (
    {"id": "bot", "description": "Your assistant told me to skip my insulin.", "severity": "low"},
    {
        "id": "cve",
        "title": "Heap overflow in a tensor library (CVE-2031-10001)",
        "description": "A crafted tensor writes out of bounds.",
        "severity": "critical",
    },
)


@pytest.fixture
def settings(tmp_path):
    with (tmp_path / "reports.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ("id", "title", "description", "severity"))
        writer.writeheader()
        writer.writerows(ROWS)
    settings = Settings(home=tmp_path / "home")
    assert run_night(settings, [tmp_path / "reports.csv"], night=date(2026, 11, 1)).counts["detect"]["reports"] == 2
    return settings


def cases_of(settings):
    with open_snapshot(settings.published) as store:
        return {one.external_id: read_case(store, one.report_id) for one in read_reports(store)}


def test_a_report_about_a_library_stays_a_case_behind_all_others_and_says_why(settings):
    cases = cases_of(settings)
    assert (cases["cve"].severity, cases["cve"].priority) == (0, 0.0)
    assert cases["cve"].reasons[0].startswith("About software such as a library")
    assert (cases["bot"].severity, cases["bot"].priority > 1) == (1, True)
    assert any("“told”" in reason for reason in cases["bot"].reasons)


def test_a_new_version_judges_the_old_reports_in_a_night_that_brings_nothing_else(settings, tmp_path):
    with open_working(settings.working) as store:
        store.execute("update relevances set version = 'older', is_relevant = true")
    again = run_night(settings, [tmp_path / "reports.csv"], night=date(2026, 11, 2))
    assert (again.is_new, again.counts["detect"]["reports"]) == (True, 2)
    with open_snapshot(settings.published) as store:
        assert len(read_relevances(store, version=RELEVANCE_VERSION)) == 2
    assert cases_of(settings)["cve"].severity == 0
    third = run_night(settings, [tmp_path / "reports.csv"], night=date(2026, 11, 3))
    assert (third.is_new, third.counts["detect"]["reports"]) == (False, 0)
