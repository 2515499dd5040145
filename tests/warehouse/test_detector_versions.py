"""A detector in two versions over three nights: what counts, where it changed, and how far both agree."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from monitor.records import Detection, Message, Scan
from monitor.taxonomy import Failure, Origin, Outcome, Role, ScanStatus
from monitor.warehouse.connection import open_working
from monitor.warehouse.conversation_rows import build_frames
from monitor.warehouse.conversations import write_conversations
from monitor.warehouse.detections import (
    DetectorVersion,
    read_detections,
    read_pending_scans,
    write_detections,
    write_detectors,
    write_scans,
)
from monitor.warehouse.detector_versions import (
    agreements_frame,
    flagged_frame,
    read_changed,
    read_claims,
    version_breaks_frame,
)
from monitor.warehouse.migrations import MIGRATIONS
from monitor.warehouse.placed import Placed
from monitor.warehouse.runs import start_run

BIAS = DetectorVersion("bias", "1", Failure.BIAS, Outcome.SUCCESS)
NIGHTS = 3


def load(store, conversation, night, *, origin=Origin.PRODUCTION):
    at = datetime(2026, 11, night, 8)
    run = start_run(store, at.date(), at=at)
    told = replace(conversation, conversation_id=f"c{night}", started_at=at, origin=origin)
    frames = build_frames([Placed(0, told)])
    write_conversations(store, [frames], sha256=f"f{night}", run_id=run.run_id)
    store.execute("update runs set finished_at = started_at")


def look(store, night, version, *, flags):
    write_scans(store, [Scan(f"c{night}", 1, "bias", version, ScanStatus.SCANNED)])
    if flags:
        write_detections(
            store,
            [
                Detection(
                    conversation_id=f"c{night}",
                    message_index=1,
                    detector="bias",
                    version=version,
                    failure=Failure.BIAS,
                    score=0.9,
                    reason="because",
                )
            ],
        )


@pytest.fixture
def raised(store, conversation):
    """Version 1 looked at the first two nights and flagged the first; version 2 looks from the third on."""
    write_detectors(store, [BIAS])
    for night in range(1, NIGHTS + 1):
        load(store, conversation, night)
    look(store, 1, "1", flags=True)
    look(store, 2, "1", flags=False)
    write_detectors(store, [replace(BIAS, version="2")])
    look(store, 3, "2", flags=True)
    return store


def versions_that_count(store):
    return {(one.conversation_id, one.version) for one in read_detections(store)}


def test_what_an_older_version_found_counts_until_a_newer_one_has_looked(raised):
    assert versions_that_count(raised) == {("c1", "1"), ("c3", "2")}
    look(raised, 1, "2", flags=False)
    assert versions_that_count(raised) == {("c3", "2")}
    look(raised, 2, "2", flags=True)
    assert versions_that_count(raised) == {("c2", "2"), ("c3", "2")}


def test_a_newer_version_that_failed_on_a_response_has_not_looked(raised):
    write_scans(raised, [Scan("c1", 1, "bias", "2", ScanStatus.FAILED, "it broke")])
    assert ("c1", "1") in versions_that_count(raised)


def test_a_version_that_is_taken_up_again_is_the_newest(raised):
    look(raised, 1, "2", flags=False)
    write_detectors(raised, [BIAS])
    assert versions_that_count(raised) == {("c1", "1"), ("c3", "2")}
    write_detectors(raised, [BIAS])
    turns = raised.execute("select version, turn, is_current from detectors order by version").fetchall()
    assert turns == [("1", 3, True), ("2", 2, False)]


def test_only_a_backfill_asks_a_new_version_to_look_at_old_responses(raised):
    ids = ["c1", "c2", "c3"]
    assert read_pending_scans(raised, ids) == {}
    assert read_pending_scans(raised, ids, backfill=True) == {("c1", 1, "bias"): True, ("c2", 1, "bias"): True}


def test_a_new_detector_looks_at_everything_and_a_failed_scan_is_tried_by_the_next_version(raised, conversation):
    write_detectors(raised, [replace(BIAS, version="2"), replace(BIAS, detector="taught")])
    assert read_pending_scans(raised, ["c1"]) == {("c1", 1, "taught"): False}
    load(raised, conversation, 4)
    write_scans(raised, [Scan("c4", 1, "bias", "2", ScanStatus.FAILED, "it broke")])
    write_detectors(raised, [replace(BIAS, version="3")])
    assert read_pending_scans(raised, ["c3", "c4"]) == {("c4", 1, "bias"): False}


def test_the_day_a_version_took_over_is_known_until_a_backfill_is_complete(raised):
    assert version_breaks_frame(raised).rows() == [(date(2026, 11, 3), "bias", "bias", "1", "2")]
    assert read_changed(raised, "2026-11-02", "2026-11-03") == ["bias"]
    assert read_changed(raised, "2026-11-01", "2026-11-02") == []
    look(raised, 2, "2", flags=False)
    assert version_breaks_frame(raised)["day"].to_list() == [date(2026, 11, 2)]
    look(raised, 1, "2", flags=False)
    assert version_breaks_frame(raised).is_empty()


def test_what_was_held_in_an_attack_breaks_no_trend_and_counts_in_no_rate(store, conversation):
    write_detectors(store, [BIAS])
    load(store, conversation, 1)
    look(store, 1, "1", flags=True)
    write_detectors(store, [replace(BIAS, version="2")])
    load(store, conversation, 2, origin=Origin.RED_TEAM)
    look(store, 2, "2", flags=True)
    assert version_breaks_frame(store).is_empty()
    assert flagged_frame(store).rows() == [("bias", "2", "bias", "success", 0, 0)]


def test_two_versions_are_compared_on_what_both_have_looked_at(raised):
    assert agreements_frame(raised).is_empty()
    look(raised, 1, "2", flags=False)
    assert agreements_frame(raised).rows() == [("bias", "1", "2", 1, 0, 1, 0, 0)]
    look(raised, 2, "2", flags=True)
    assert agreements_frame(raised).rows() == [("bias", "1", "2", 2, 0, 1, 1, 0)]


def test_claims_of_old_versions_are_kept_with_the_words_they_are_about(raised, conversation):
    look(raised, 1, "2", flags=False)
    (claim,) = read_claims(raised, ["c1-1", "c2-1", "unknown-7"])
    assert (claim.detector, claim.version, claim.failure, claim.source) == ("bias", "1", "bias", "messages")
    assert claim.shown_failure is None
    assert read_claims(raised, []) == []


def test_one_response_with_two_claims_is_flagged_once(store, conversation):
    write_detectors(store, [BIAS])
    load(store, replace(conversation, messages=(*conversation.messages, Message(Role.USER, "Really?"))), 1)
    look(store, 1, "1", flags=True)
    look(store, 1, "1", flags=True)
    store.execute("delete from scans where rowid > 0")
    assert flagged_frame(store).rows() == [("bias", "1", "bias", "success", 1, 1)]


def test_in_a_warehouse_made_before_versions_had_turns_only_the_current_one_counts(tmp_path, monkeypatch):
    path = tmp_path / "warehouse.duckdb"
    before = next(number for number, statements in enumerate(MIGRATIONS) if "column turn" in statements)
    monkeypatch.setattr("monitor.warehouse.connection.MIGRATIONS", MIGRATIONS[:before])
    with open_working(path) as old:
        for version, is_current in (("1", False), ("2", True)):
            old.execute(
                "insert into detectors values ('bias', $v, 'bias', 'success', $c)", {"v": version, "c": is_current}
            )
        look(old, 1, "1", flags=True)
        look(old, 1, "2", flags=False)
    monkeypatch.undo()
    with open_working(path) as upgraded:
        assert read_detections(upgraded) == []
