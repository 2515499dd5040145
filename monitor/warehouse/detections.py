"""What detectors claimed, and which responses each of them has looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from monitor.records import Detection, Evidence, Scan
from monitor.taxonomy import Failure, Hazard, Outcome, Technique
from monitor.warehouse.connection import Schema, Store, insert_rows, read_frame

DETECTOR_SCHEMA: Schema = {"detector": pl.String, "version": pl.String, "failure": pl.String, "outcome": pl.String}
SCAN_SCHEMA: Schema = {
    "conversation_id": pl.String,
    "message_index": pl.Int32,
    "detector": pl.String,
    "version": pl.String,
    "status": pl.String,
    "reason": pl.String,
}
DETECTION_SCHEMA: Schema = {
    "conversation_id": pl.String,
    "message_index": pl.Int32,
    "detector": pl.String,
    "version": pl.String,
    "failure": pl.String,
    "outcome": pl.String,
    "score": pl.Float64,
    "reason": pl.String,
    "hazard": pl.String,
    "technique": pl.String,
    "evidence": pl.List(pl.Struct({"message_index": pl.Int32, "start_at": pl.Int32, "end_at": pl.Int32})),
}

INSERT_DETECTORS = """
    insert into detectors
    select
        detector,
        version,
        failure,
        outcome,
        true
    from incoming
    anti join detectors using (detector, version)
"""

UPDATE_DETECTORS = """
    update detectors
    set is_current = (detector, version) in (
        select (
            detector,
            version
        )
        from incoming
    )
"""

SELECT_UNSCANNED = """
    with
        responses as (
            select
                conversation_id,
                message_index
            from messages
            where role = 'assistant'
        ),
        wanted as (
            select
                detector,
                version
            from detectors
            where is_current
        )
    select distinct
        conversations.ingest_seq,
        responses.conversation_id
    from responses
    cross join wanted
    anti join scans using (conversation_id, message_index, detector, version)
    join conversations using (conversation_id)
    order by conversations.ingest_seq
"""

SELECT_PENDING_SCANS = """
    select
        responses.conversation_id,
        responses.message_index,
        detectors.detector
    from messages as responses
    cross join detectors
    anti join scans using (conversation_id, message_index, detector, version)
    where responses.role = 'assistant'
        and detectors.is_current
        and responses.conversation_id in (select unnest($ids))
"""

INSERT_SCANS = """
    insert into scans
    select
        conversation_id,
        message_index,
        detector,
        version,
        status,
        reason
    from incoming
"""

INSERT_DETECTIONS = """
    insert into detections
    select
        conversation_id,
        message_index,
        detector,
        version,
        failure,
        outcome,
        score,
        reason,
        hazard,
        technique,
        evidence
    from incoming
"""

SELECT_DETECTIONS = """
    select
        conversation_id,
        message_index,
        detector,
        version,
        failure,
        score,
        reason,
        outcome,
        evidence,
        hazard,
        technique
    from current_detections
    where $conversation_id is null or conversation_id = $conversation_id
    order by
        conversation_id,
        message_index,
        score desc,
        detector
"""

SELECT_SCANS = """
    select
        detectors.detector,
        detectors.version,
        detectors.failure,
        detectors.outcome,
        count(*) filter (scans.status = 'scanned') as scanned,
        count(*) filter (scans.status = 'failed') as failed,
        count(*) filter (scans.status = 'not_scanned') as not_scanned
    from detectors
    left join scans using (detector, version)
    where detectors.is_current
    group by all
    order by detectors.detector
"""


@dataclass(frozen=True, slots=True)
class DetectorVersion:
    """One detector as the warehouse knows it."""

    detector: str
    version: str
    failure: Failure
    outcome: Outcome


def write_detectors(store: Store, detectors: Iterable[DetectorVersion]) -> None:
    """Make these detector versions, and only these, the current ones."""
    rows = [(one.detector, one.version, one.failure, one.outcome) for one in detectors]
    insert_rows(store, INSERT_DETECTORS, rows, schema=DETECTOR_SCHEMA)
    insert_rows(store, UPDATE_DETECTORS, rows, schema=DETECTOR_SCHEMA)


def read_unscanned(store: Store) -> list[str]:
    """Return the ids of conversations with a response that some current detector has not seen, oldest first."""
    return [row[1] for row in store.execute(SELECT_UNSCANNED).fetchall()]


def read_pending_scans(store: Store, conversation_ids: Sequence[str]) -> set[tuple[str, int, str]]:
    """Return which (conversation, message, detector) of these conversations are still to be scanned."""
    rows = store.execute(SELECT_PENDING_SCANS, {"ids": list(conversation_ids)}).fetchall()
    return {(row[0], row[1], row[2]) for row in rows}


def write_scans(store: Store, scans: Iterable[Scan]) -> int:
    """Record which detector looked at which response."""
    rows = [
        (one.conversation_id, one.message_index, one.detector, one.version, one.status, one.reason) for one in scans
    ]
    return insert_rows(store, INSERT_SCANS, rows, schema=SCAN_SCHEMA)


def write_detections(store: Store, detections: Iterable[Detection]) -> int:
    """Store what detectors claimed."""
    rows = [_row(detection) for detection in detections]
    return insert_rows(store, INSERT_DETECTIONS, rows, schema=DETECTION_SCHEMA)


def read_detections(store: Store, *, conversation_id: str | None = None) -> list[Detection]:
    """Return what the current detectors claim, of one conversation or of all."""
    rows = store.execute(SELECT_DETECTIONS, {"conversation_id": conversation_id}).fetchall()
    return [_detection(row) for row in rows]


def scans_frame(store: Store) -> pl.DataFrame:
    """Count, for each current detector, the responses scanned, failed and not scanned."""
    return read_frame(store, SELECT_SCANS)


def _row(detection: Detection) -> tuple[object, ...]:
    evidence = [
        {"message_index": one.message_index, "start_at": one.start, "end_at": one.end} for one in detection.evidence
    ]
    return (
        detection.conversation_id,
        detection.message_index,
        detection.detector,
        detection.version,
        detection.failure,
        detection.outcome,
        detection.score,
        detection.reason,
        detection.hazard,
        detection.technique,
        evidence,
    )


def _detection(row: tuple[Any, ...]) -> Detection:
    conversation_id, message_index, detector, version, failure, score, reason, outcome, evidence, hazard, technique = (
        row
    )
    return Detection(
        conversation_id=conversation_id,
        message_index=message_index,
        detector=detector,
        version=version,
        failure=Failure(failure),
        score=score,
        reason=reason,
        outcome=Outcome(outcome),
        evidence=tuple(Evidence(one["message_index"], one["start_at"], one["end_at"]) for one in evidence),
        hazard=None if hazard is None else Hazard(hazard),
        technique=None if technique is None else Technique(technique),
    )
