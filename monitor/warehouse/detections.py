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
        false,
        0
    from incoming
    anti join detectors using (detector, version)
"""

UPDATE_DETECTORS = """
    with marked as (
        select
            detectors.detector,
            detectors.version,
            incoming.version is not null as is_wanted,
            max(detectors.turn) over (partition by detectors.detector) as last_turn
        from detectors
        left join incoming using (detector, version)
    )
    update detectors
    set
        is_current = marked.is_wanted,
        turn = case
            when marked.is_wanted and (not detectors.is_current or detectors.turn < last_turn) then last_turn + 1
            else detectors.turn
        end
    from marked
    where detectors.detector = marked.detector
        and detectors.version = marked.version
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
    anti join scans
        on scans.conversation_id = responses.conversation_id
        and scans.message_index = responses.message_index
        and scans.detector = wanted.detector
        and (scans.version = wanted.version or (not $backfill and scans.status != 'failed'))
    join conversations using (conversation_id)
    where $backfill
        or conversations.run_id = $run_id
        or not list_contains($new_logs_only, wanted.detector)
    order by conversations.ingest_seq
"""

SELECT_PENDING_SCANS = """
    with
        looked as materialized (
            select
                conversation_id,
                message_index,
                detector,
                version,
                status
            from scans
            where conversation_id in (select unnest($ids))
        ),
        seen as (
            select
                conversation_id,
                message_index,
                detector,
                bool_or(status != 'failed') as is_seen
            from looked
            group by all
        )
    select
        responses.conversation_id,
        responses.message_index,
        detectors.detector,
        coalesce(seen.is_seen, false) as is_seen
    from messages as responses
    join conversations using (conversation_id)
    cross join detectors
    anti join looked using (conversation_id, message_index, detector, version)
    left join seen using (conversation_id, message_index, detector)
    where responses.role = 'assistant'
        and detectors.is_current
        and responses.conversation_id in (select unnest($ids))
        and ($backfill or not coalesce(seen.is_seen, false))
        and (
            $backfill
            or conversations.run_id = $run_id
            or not list_contains($new_logs_only, detectors.detector)
        )
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
    """Make these detector versions, and only these, the current ones; what older versions said stays."""
    rows = [(one.detector, one.version, one.failure, one.outcome) for one in detectors]
    insert_rows(store, INSERT_DETECTORS, rows, schema=DETECTOR_SCHEMA)
    insert_rows(store, UPDATE_DETECTORS, rows, schema=DETECTOR_SCHEMA)


@dataclass(frozen=True, slots=True)
class NewLogsOnly:
    """Detectors that look at what one run brought, and at older logs only in a backfill."""

    run_id: str = ""
    detectors: tuple[str, ...] = ()


def read_unscanned(store: Store, *, backfill: bool = False, new_logs_only: NewLogsOnly = NewLogsOnly()) -> list[str]:
    """Return the ids of conversations with a response that some current detector is to look at, oldest first.

    What an older version of a detector has looked at is due only in a backfill; what no version has seen always is,
    but for detectors of `new_logs_only`.
    """
    params = {"backfill": backfill, "run_id": new_logs_only.run_id, "new_logs_only": list(new_logs_only.detectors)}
    return [row[1] for row in store.execute(SELECT_UNSCANNED, params).fetchall()]


def read_pending_scans(
    store: Store,
    conversation_ids: Sequence[str],
    *,
    backfill: bool = False,
    new_logs_only: NewLogsOnly = NewLogsOnly(),
) -> dict[tuple[str, int, str], bool]:
    """Return which (conversation, message, detector) of these are due, and whether an older version has looked."""
    due = {"backfill": backfill, "run_id": new_logs_only.run_id, "new_logs_only": list(new_logs_only.detectors)}
    rows = store.execute(SELECT_PENDING_SCANS, due | {"ids": list(conversation_ids)}).fetchall()
    return {(row[0], row[1], row[2]): row[3] for row in rows}


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
    """Return what counts, of one conversation or of all: of each detector the newest version that has looked."""
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
