"""The whole night on the sample logs, scored against their truth file."""

import json
from datetime import date
from pathlib import Path

from monitor.ledger import open_ledger, read_runs, verify_ledger
from monitor.taxonomy import Outcome
from monitor.warehouse.cases import CaseFilter, cases_frame
from monitor.warehouse.clusters import clusters_frame
from monitor.warehouse.detections import read_detections, scans_frame
from monitor.warehouse.landings import landings_frame, rejected_frame
from monitor.warehouse.runs import run_counts_frame
from pipelines.nightly import run_night
from pipelines.verify import verify

SAMPLE_LOGS = Path(__file__).parents[2] / "sample_logs"
TRUTH = json.loads((SAMPLE_LOGS / "truth.json").read_text(encoding="utf-8"))

SELECT_EXTERNAL_IDS = "select conversation_id, external_id from conversations"


def external_ids(store):
    return dict(store.execute(SELECT_EXTERNAL_IDS).fetchall())


def found_failures(store):
    names = external_ids(store)
    return {
        (names[one.conversation_id], one.message_index, str(one.failure))
        for one in read_detections(store)
        if one.outcome is Outcome.SUCCESS
    }


def true_failures(*, with_also_fair):
    return {
        (external_id, one["message_index"], failure)
        for external_id, conversation in TRUTH["conversations"].items()
        for one in conversation["failures"]
        for failure in [one["failure"], *(one.get("also_fair", []) if with_also_fair else [])]
    }


def test_the_failures_are_found_and_little_else(sample_store):
    found, required = found_failures(sample_store), true_failures(with_also_fair=False)
    recall = len(found & required) / len(required)
    precision = len(found & true_failures(with_also_fair=True)) / len(found)
    missed, extra = sorted(required - found), sorted(found - true_failures(with_also_fair=True))
    print(f"recall {recall:.3f}, precision {precision:.3f}\nmissed {missed}\nextra {extra}")
    assert recall >= 0.9, missed
    assert precision >= 0.8, extra


def test_the_severe_single_case_is_first_in_the_inbox(sample_store):
    first = cases_frame(sample_store, CaseFilter(), limit=1).row(0, named=True)
    assert first["external_id"] == TRUTH["severe"]
    assert first["severity"] == 4


def test_every_conversation_is_there_once_and_every_bad_line_is_kept(sample_store):
    assert sorted(external_ids(sample_store).values()) == sorted(TRUTH["conversations"])
    rejected = {(row["name"].split(".")[0], row["line"]) for row in rejected_frame(sample_store).iter_rows(named=True)}
    assert rejected == {(Path(one["file"]).name.split(".")[0], one["line"]) for one in TRUTH["malformed"]}
    assert rejected_frame(sample_store)["reason"].n_unique() > 1


def test_every_night_adds_up(sample_nights):
    for night in sample_nights[1]:
        counts = night.counts["ingest"]
        assert counts["seen"] == counts["inserted"] + counts["known"] + counts["rejected"]
    redelivered = sum(night.counts["ingest"]["known"] for night in sample_nights[1])
    assert redelivered == len(TRUTH["redeliveries"])


def test_every_response_was_scanned_by_every_detector(sample_store):
    scans = scans_frame(sample_store)
    assert (scans["scanned"] > 0).all()
    assert scans["failed"].sum() == 0
    assert (scans["scanned"] + scans["not_scanned"]).n_unique() == 1


def test_clusters_form_on_both_axes(sample_store):
    clusters = clusters_frame(sample_store)
    assert set(clusters["axis"]) == {"prompt", "response"}
    assert (clusters["size"] >= 3).all()


def test_running_the_last_night_again_changes_nothing(sample_nights):
    settings = sample_nights[0]
    before = (settings.published.read_bytes(), settings.published.stat().st_ino)
    again = run_night(settings, [SAMPLE_LOGS / "2026-11-14"], night=date(2026, 11, 14))
    assert not again.is_new
    assert (settings.published.read_bytes(), settings.published.stat().st_ino) == before
    counts = again.counts["ingest"]
    assert counts["seen"] == counts["known"] + counts["rejected"]


def test_each_night_is_one_run_and_one_ledger_event(sample_nights, sample_store):
    run_ids = run_counts_frame(sample_store)["run_id"].unique(maintain_order=True).to_list()
    assert len(run_ids) == len(sample_nights[1]) == 14
    with open_ledger(sample_nights[0].ledger) as ledger:
        recorded = [event.subject_id for event in read_runs(ledger)]
        assert recorded == [f"run:{run_id}" for run_id in run_ids]
        verify_ledger(ledger)


def test_what_was_stored_verifies_until_a_landing_copy_is_touched(sample_nights, sample_store):
    settings = sample_nights[0]
    assert verify(settings).problems == []
    digest = landings_frame(sample_store)["sha256"][0]
    copy = next(path for path in settings.landing.rglob("*") if path.is_file() and path.name in digest)
    whole = copy.read_bytes()
    copy.chmod(0o600)
    copy.write_bytes(whole + b" ")
    assert len(verify(settings).problems) == 1
    copy.write_bytes(whole)
