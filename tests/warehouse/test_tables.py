from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest

from monitor.errors import CountError
from monitor.records import (
    Case,
    Detection,
    Evidence,
    Membership,
    Message,
    Rejected,
    Report,
    Scan,
    Signal,
    content_hash,
)
from monitor.taxonomy import Axis, CaseKind, Failure, Hazard, Outcome, Role, ScanStatus, SignalKind
from monitor.warehouse.alike import alike_frame
from monitor.warehouse.cases import (
    CaseFilter,
    cases_frame,
    count_cases,
    read_case,
    read_failing,
    version_counts_frame,
    write_cases,
)
from monitor.warehouse.checks import find_miscounts
from monitor.warehouse.clusters import (
    LineageRow,
    StoredCluster,
    clusters_frame,
    read_identities,
    write_clusters,
    write_lineage,
    write_memberships,
)
from monitor.warehouse.conversation_rows import build_frames
from monitor.warehouse.conversations import read_conversations, write_conversations
from monitor.warehouse.detections import (
    DetectorVersion,
    read_detections,
    read_unscanned,
    write_detections,
    write_detectors,
    write_scans,
)
from monitor.warehouse.embeddings import read_embeddings, read_missing_texts, write_embeddings
from monitor.warehouse.landings import (
    Landing,
    read_landing,
    rejected_counts_frame,
    rejected_frame,
    write_landing,
    write_rejected,
)
from monitor.warehouse.maps import places_frame
from monitor.warehouse.placed import Placed, PlacedReport
from monitor.warehouse.reports import read_reports, write_reports
from monitor.warehouse.runs import finish_run, forget_run, read_runs, read_unfinished, run_counts_frame, start_run

NIGHT = date(2026, 11, 1)
AT = datetime(2026, 11, 2, 3)
DETECTOR = DetectorVersion("made_up_facts", "1", Failure.MADE_UP_FACTS, Outcome.SUCCESS)


def landing(**changes):
    plain = Landing(
        sha256="f1",
        name="a.jsonl",
        bytes=10,
        format="messages",
        reader_version=1,
        seen=2,
        inserted=1,
        known=0,
        rejected=1,
        run_id="2026-11-01",
        landed_at=AT,
    )
    return replace(plain, **changes)


def detection(**changes):
    plain = Detection(
        conversation_id="c1",
        message_index=1,
        detector="made_up_facts",
        version="1",
        failure=Failure.MADE_UP_FACTS,
        score=0.8,
        reason="The user says it is wrong.",
        evidence=(Evidence(1, 0, 6),),
        hazard=Hazard.DEFAMATION,
    )
    return replace(plain, **changes)


def case(**changes):
    plain = Case(
        case_id="c1-1",
        kind=CaseKind.RESPONSE,
        content_hash="h",
        failure=Failure.MADE_UP_FACTS,
        severity=2,
        reach=1,
        priority=2.5,
        reasons=("because",),
        conversation_id="c1",
        message_index=1,
    )
    return replace(plain, **changes)


def store_one(store, conversation):
    return write_conversations(store, [build_frames([Placed(0, conversation)])], sha256="f1", run_id="2026-11-01")


def test_a_conversation_comes_back_as_it_was_stored(store, conversation):
    rich = replace(
        conversation,
        messages=(*conversation.messages, Message(Role.USER, "ʼ\u2028\r\n🙂 ﷽", AT)),
        signals=(Signal(SignalKind.THUMBS, "thumbs", -1.0, None, 1),),
        user="abc",
    )
    assert store_one(store, rich) == 1
    assert read_conversations(store, ["c1"]) == [rich]


def test_a_conversation_delivered_twice_is_stored_once_but_its_new_feedback_is_kept(store, conversation):
    store_one(store, conversation)
    rated = replace(conversation, signals=(Signal(SignalKind.RATING, "rating", 2.0),))
    assert store_one(store, rated) == 0
    assert store_one(store, rated) == 0
    assert read_conversations(store, ["c1"]) == [rated]


def test_a_conversation_twice_in_one_batch_is_stored_once(store, conversation):
    placed = [Placed(0, conversation), Placed(90, conversation)]
    assert write_conversations(store, [build_frames(placed)], sha256="f1", run_id="r") == 1
    assert store.execute("select count(*), max(file_offset) from conversations").fetchone() == (1, 0)


def test_a_report_comes_back_as_it_was_stored(store):
    report = Report(report_id="r1", text="It lied.", format="report_csv", channel="web form", tags=("lie",))
    assert write_reports(store, [PlacedReport(0, report, "s1")] * 2, sha256="f", run_id="r") == 1
    assert write_reports(store, [PlacedReport(0, report, "s1")], sha256="f", run_id="r") == 0
    assert read_reports(store) == read_reports(store, report_id="r1") == [report]


def test_a_landing_that_does_not_add_up_is_refused(store):
    with pytest.raises(CountError, match="saw 3 records"):
        write_landing(store, landing(seen=3))
    assert read_landing(store, "f1") is None


def test_a_rejected_line_keeps_its_place_reason_and_bytes(store):
    write_landing(store, landing())
    write_rejected(store, "f1", [Rejected(17, 2, "not JSON", b"\xff{")])
    assert read_landing(store, "f1") == landing()
    assert rejected_frame(store).rows() == [("a.jsonl", 2, 17, "not JSON", b"\xff{")]
    assert rejected_counts_frame(store).rows() == [("2026-11-01", "not JSON", 1)]


def test_lost_rows_are_noticed(store, conversation):
    store_one(store, conversation)
    write_rejected(store, "f1", [Rejected(17, 2, "not JSON", b"")])
    write_landing(store, landing())
    assert list(find_miscounts(store)) == []
    store.execute("delete from messages")
    store.execute("delete from rejected")
    assert len(list(find_miscounts(store))) == 2


def test_a_response_is_scanned_once_per_detector_version(store, conversation):
    store_one(store, conversation)
    write_detectors(store, [DETECTOR])
    assert read_unscanned(store) == ["c1"]
    write_scans(store, [Scan("c1", 1, "made_up_facts", "1", ScanStatus.SCANNED)])
    assert read_unscanned(store) == []
    write_detectors(store, [replace(DETECTOR, version="2")])
    assert read_unscanned(store) == []
    assert read_unscanned(store, backfill=True) == ["c1"]
    write_scans(store, [Scan("c1", 1, "made_up_facts", "2", ScanStatus.SCANNED)])
    assert read_unscanned(store, backfill=True) == []


def test_only_what_current_detectors_claim_counts(store, conversation):
    store_one(store, conversation)
    write_detectors(store, [DETECTOR])
    write_detections(store, [detection()])
    assert read_detections(store) == [detection()]
    assert [one.case_id for one in read_failing(store)] == ["c1-1"]
    write_detectors(store, [replace(DETECTOR, detector="made_up_more")])
    assert read_detections(store) == []
    assert read_failing(store) == []


def test_an_attempt_alone_is_not_a_failing_response(store, conversation):
    store_one(store, conversation)
    write_detectors(store, [DETECTOR])
    write_detections(store, [detection(outcome=Outcome.ATTEMPT)])
    assert read_failing(store) == []


def test_only_texts_of_failing_responses_and_reports_without_a_vector_are_missing(store, conversation):
    store_one(store, conversation)
    other = replace(conversation, conversation_id="c2", messages=(Message(Role.ASSISTANT, "Fine."),))
    store_one(store, other)
    write_detectors(store, [DETECTOR])
    write_detections(store, [detection()])
    assert sorted(read_missing_texts(store, "e").values()) == ["Goethe did.", "Who wrote Faust?"]
    vector = np.array([0.6, 0.8], dtype=np.float32)
    write_embeddings(store, "e", {content_hash("Goethe did."): vector})
    assert list(read_missing_texts(store, "e").values()) == ["Who wrote Faust?"]
    assert read_embeddings(store, "e", [content_hash("Goethe did.")])[content_hash("Goethe did.")].tolist() == (
        vector.tolist()
    )
    assert read_embeddings(store, "other encoder", [content_hash("Goethe did.")]) == {}


def test_a_case_keeps_the_run_that_opened_it(store, conversation):
    store_one(store, conversation)
    write_cases(store, [case()])
    store.execute("update conversations set run_id = 'later'")
    write_cases(store, [case(severity=4)])
    assert read_case(store, "c1-1") == case(severity=4)
    assert cases_frame(store, CaseFilter())["run_id"].to_list() == ["2026-11-01"]


def test_cases_are_listed_worst_first_and_filtered(store, conversation):
    store_one(store, conversation)
    store_one(store, replace(conversation, conversation_id="c2", language="de"))
    write_cases(store, [case(), case(case_id="c2-1", conversation_id="c2", priority=9.0, severity=4)])

    def listed(**wanted):
        return cases_frame(store, CaseFilter(**wanted))["case_id"].to_list()

    assert listed() == ["c2-1", "c1-1"]
    assert listed(least_severity=3) == ["c2-1"]
    assert listed(language="en") == ["c1-1"]
    assert listed(without=("c2-1",)) == ["c1-1"]
    assert listed(only=("c2-1",)) == ["c2-1"]
    assert listed(only=()) == []
    assert count_cases(store, CaseFilter(failure="bias")) == 0
    assert version_counts_frame(store).rows() == [("made_up_facts", "1.0", 2, 2)]


def test_an_unknown_case_is_none(store):
    assert read_case(store, "nowhere") is None


def test_cases_alike_come_with_their_similarity(store, conversation):
    store_one(store, conversation)
    store_one(store, replace(conversation, conversation_id="c2"))
    write_cases(store, [case(), case(case_id="c2-1", conversation_id="c2")])
    vectors = {content_hash(text): np.array([1, 0], dtype=np.float32) for text in ("Goethe did.", "Who wrote Faust?")}
    write_embeddings(store, "e", vectors)
    assert alike_frame(store, "c1-1").rows() == [("c2-1", 1.0)]


def test_a_cluster_keeps_its_first_run_and_noise_stays_visible(store, conversation):
    store_one(store, conversation)
    write_cases(store, [case(), case(case_id="c1-3")])
    for run_id in ("n1", "n2"):
        write_clusters(
            store, [StoredCluster("R-1", Axis.RESPONSE, "wrong poet", ("poet",), 1)], axis=Axis.RESPONSE, run_id=run_id
        )
        write_memberships(
            store,
            [
                Membership("c1-1", Axis.RESPONSE, "R-1", 1.0, is_exemplar=True, x=0.0, y=0.0),
                Membership("c1-3", Axis.RESPONSE, None, 0.0, is_exemplar=False, x=1.0, y=1.0),
            ],
            axis=Axis.RESPONSE,
        )
        write_lineage(store, [LineageRow("R-1", "continued", None, 1)], axis=Axis.RESPONSE, run_id=run_id)
    assert read_identities(store, Axis.RESPONSE) == {"c1-1": "R-1"}
    assert clusters_frame(store)["first_run_id"].to_list() == ["n1"]
    assert places_frame(store, Axis.RESPONSE)["cluster_id"].to_list() == ["R-1", None]
    write_clusters(store, [], axis=Axis.RESPONSE, run_id="n3")
    assert clusters_frame(store).is_empty()


def test_a_killed_run_is_taken_up_and_a_second_one_of_a_night_is_numbered(store):
    first = start_run(store, NIGHT, at=AT)
    assert start_run(store, date(2026, 11, 5), at=AT) == first
    finish_run(store, first, {"ingest": {"seen": 3}}, at=AT)
    assert run_counts_frame(store).rows() == [("2026-11-01", NIGHT, "ingest", "seen", 3)]
    second = start_run(store, NIGHT, at=AT)
    assert second.run_id == "2026-11-01.2"
    forget_run(store, second)
    assert read_unfinished(store) is None
    assert [run.run_id for run in read_runs(store)] == ["2026-11-01"]
