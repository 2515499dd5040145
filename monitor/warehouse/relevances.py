"""Whether each report is about a chatbot, as each version of the relevance detector judged it."""

from collections.abc import Sequence

import polars as pl

from monitor.records import Relevance
from monitor.warehouse.connection import Schema, Store, insert_rows

RELEVANCE_SCHEMA: Schema = {
    "report_id": pl.String,
    "version": pl.String,
    "is_relevant": pl.Boolean,
    "score": pl.Float64,
    "reason": pl.String,
}

INSERT_RELEVANCES = """
    insert into relevances
    select
        report_id,
        version,
        is_relevant,
        score,
        reason
    from incoming
    anti join relevances using (report_id, version)
"""

SELECT_UNJUDGED = """
    select reports.report_id
    from reports
    anti join (
        select report_id
        from relevances
        where version = $version
    ) as judged using (report_id)
"""

SELECT_RELEVANCES = """
    select
        report_id,
        version,
        is_relevant,
        score,
        reason
    from relevances
    where version = $version
"""


def read_unjudged(store: Store, *, version: str) -> frozenset[str]:
    """Return the ids of the reports that this version of the detector has not judged."""
    return frozenset(row[0] for row in store.execute(SELECT_UNJUDGED, {"version": version}).fetchall())


def write_relevances(store: Store, relevances: Sequence[Relevance]) -> int:
    """Insert the judgements not yet known; return how many were new."""
    rows = [(one.report_id, one.version, one.is_relevant, one.score, one.reason) for one in relevances]
    return insert_rows(store, INSERT_RELEVANCES, rows, schema=RELEVANCE_SCHEMA)


def read_relevances(store: Store, *, version: str) -> dict[str, Relevance]:
    """Return what this version of the detector said of each report, by the report's id."""
    rows = store.execute(SELECT_RELEVANCES, {"version": version}).fetchall()
    return {row[0]: Relevance(*row) for row in rows}
