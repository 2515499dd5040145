"""What each version of each detector looked at and claimed: side by side, over time, and beside people's verdicts."""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from monitor.warehouse.connection import Store, read_frame

# Only where several versions of a detector have looked can anything have changed.
SELECT_VERSIONS_BY_DAY = """
    with
        raised as (
            select detector
            from detectors
            group by detector
            having count(*) > 1
        ),
        looked as (
            select
                coalesce(
                    case
                        when conversations.clock in ('ahead', 'long_ago') then null
                        else cast(conversations.started_at as date)
                    end,
                    runs.night
                ) as day,
                detectors.detector,
                detectors.failure,
                max_by(detectors.version, detectors.turn) as version
            from scans
            join detectors using (detector, version)
            join conversations using (conversation_id)
            join runs using (run_id)
            where scans.status = 'scanned'
                and scans.detector in (from raised)
                and conversations.origin = 'production'
            group by all
        ),
        followed as (
            select
                *,
                lag(version) over (
                    partition by detector
                    order by day
                ) as before
            from looked
        )
    select
        day,
        detector,
        failure,
        before,
        version
    from followed
    where before != version
    order by
        day,
        detector
"""

SELECT_CHANGED_BETWEEN = """
    with looked as (
        select
            conversations.run_id,
            detectors.detector,
            max_by(detectors.version, detectors.turn) as version
        from scans
        join detectors using (detector, version)
        join conversations using (conversation_id)
        where scans.status = 'scanned'
            and conversations.run_id in ($before, $after)
        group by all
    )
    select detector
    from looked
    group by detector
    having count(distinct version) > 1
    order by detector
"""

SELECT_AGREEMENTS = """
    with
        current as (
            select
                detector,
                version
            from detectors
            where is_current
        ),
        claims as (
            select distinct
                conversation_id,
                message_index,
                detector,
                version
            from detections
        )
    select
        older.detector,
        older.version as old,
        current.version as new,
        count(*) as responses,
        count(*) filter (old_claims.version is not null and new_claims.version is not null) as both_flag,
        count(*) filter (old_claims.version is not null and new_claims.version is null) as only_old,
        count(*) filter (old_claims.version is null and new_claims.version is not null) as only_new,
        count(*) filter (old_claims.version is null and new_claims.version is null) as neither
    from scans as older
    join current
        on current.detector = older.detector
        and current.version != older.version
    join scans as newer
        on newer.conversation_id = older.conversation_id
        and newer.message_index = older.message_index
        and newer.detector = older.detector
        and newer.version = current.version
        and newer.status = 'scanned'
    left join claims as old_claims
        on old_claims.conversation_id = older.conversation_id
        and old_claims.message_index = older.message_index
        and old_claims.detector = older.detector
        and old_claims.version = older.version
    left join claims as new_claims
        on new_claims.conversation_id = older.conversation_id
        and new_claims.message_index = older.message_index
        and new_claims.detector = older.detector
        and new_claims.version = current.version
    where older.status = 'scanned'
    group by
        older.detector,
        older.version,
        current.version
    order by all
"""

SELECT_FLAGGED = """
    with
        looked as (
            select
                scans.detector,
                scans.version,
                count(*) as responses
            from scans
            join conversations using (conversation_id)
            where scans.status = 'scanned'
                and conversations.origin = 'production'
            group by all
        ),
        claimed as (
            select
                detections.detector,
                detections.version,
                count(distinct (detections.conversation_id, detections.message_index)) as flagged
            from detections
            join conversations using (conversation_id)
            where conversations.origin = 'production'
            group by all
        )
    select
        detectors.detector,
        detectors.version,
        detectors.failure,
        detectors.outcome,
        coalesce(looked.responses, 0) as responses,
        coalesce(claimed.flagged, 0) as flagged
    from detectors
    left join looked using (detector, version)
    left join claimed using (detector, version)
    where detectors.is_current
    order by detectors.detector
"""

SELECT_CLAIMS = """
    select distinct
        detections.conversation_id || '-' || detections.message_index as case_id,
        detections.detector,
        detections.version,
        detections.failure,
        coalesce(landings.source, conversations.format) as source,
        responses.content_hash,
        cases.failure as shown_failure
    from detections
    join conversations using (conversation_id)
    join messages as responses using (conversation_id, message_index)
    left join landings on landings.sha256 = conversations.sha256
    left join cases on cases.case_id = detections.conversation_id || '-' || detections.message_index
    where detections.outcome = 'success'
        and list_contains($case_ids, detections.conversation_id || '-' || detections.message_index)
    order by all
"""


class Claim(NamedTuple):
    """What one version of a detector said of a case, where the case came from, and as which failure it is shown.

    `content_hash` fixes the words it is about; `shown_failure` is None when nothing calls it a case any more.
    """

    case_id: str
    detector: str
    version: str
    failure: str
    source: str
    content_hash: str
    shown_failure: str | None


def version_breaks_frame(store: Store) -> pl.DataFrame:
    """Return where another version of a detector took over; columns day, detector, failure, before, version.

    `day` is the first whose responses the version looked at. Once a backfill is complete there is no break left.
    """
    return read_frame(store, SELECT_VERSIONS_BY_DAY)


def read_changed(store: Store, before: str, after: str) -> list[str]:
    """Return the detectors of which different versions looked at what these two runs loaded."""
    return [row[0] for row in store.execute(SELECT_CHANGED_BETWEEN, {"before": before, "after": after}).fetchall()]


def agreements_frame(store: Store) -> pl.DataFrame:
    """Compare each older version with the current one on the responses that both have looked at.

    Columns detector, old, new, responses, both_flag, only_old, only_new, neither.
    """
    return read_frame(store, SELECT_AGREEMENTS)


def flagged_frame(store: Store) -> pl.DataFrame:
    """Count what each current version looked at and flagged in production.

    Columns detector, version, failure, outcome, responses, flagged.
    """
    return read_frame(store, SELECT_FLAGGED)


def read_claims(store: Store, case_ids: Sequence[str]) -> list[Claim]:
    """Return what every version of every detector, old ones too, claimed of these cases."""
    return [Claim(*row) for row in store.execute(SELECT_CLAIMS, {"case_ids": list(case_ids)}).fetchall()]
