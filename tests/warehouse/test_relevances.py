from dataclasses import replace

from monitor.records import Relevance, Report
from monitor.warehouse.placed import PlacedReport
from monitor.warehouse.relevances import read_relevances, read_unjudged, write_relevances
from monitor.warehouse.reports import write_reports

ABOUT = Relevance("r1", "1", is_relevant=True, score=0.9, reason="About a chatbot.")
UNSURE = Relevance("r2", "1", is_relevant=None, score=0.5, reason="Unsure.")


def store_reports(store, *ids):
    reports = [Report(report_id=one, text=f"{one} lied.", format="report_csv", channel="web form") for one in ids]
    write_reports(
        store, [PlacedReport(place, one, one.report_id) for place, one in enumerate(reports)], sha256="f", run_id="r"
    )


def test_judgements_come_back_as_they_were_stored_and_once(store):
    store_reports(store, "r1", "r2")
    assert write_relevances(store, [ABOUT, UNSURE]) == 2
    assert write_relevances(store, [ABOUT]) == 0
    assert read_relevances(store, version="1") == {"r1": ABOUT, "r2": UNSURE}


def test_a_new_version_judges_every_report_again_and_the_old_word_stays(store):
    store_reports(store, "r1", "r2")
    write_relevances(store, [ABOUT])
    assert read_unjudged(store, version="1") == {"r2"}
    assert read_unjudged(store, version="2") == {"r1", "r2"}
    write_relevances(store, [replace(ABOUT, version="2", is_relevant=False)])
    assert [read_relevances(store, version=one)["r1"].is_relevant for one in ("1", "2")] == [True, False]
