"""Whether the warehouse still adds up."""

from collections.abc import Iterator

from monitor.warehouse.connection import Store, read_row

SELECT_MISCOUNTED = """
    with stored as (
        select
            sha256,
            count(*) as records
        from (
            select sha256
            from conversations
            union all
            select sha256
            from sightings
        )
        group by sha256
    ),
    kept as (
        select
            sha256,
            count(*) as lines
        from rejected
        group by sha256
    )
    select
        landings.name,
        landings.seen,
        coalesce(stored.records, 0),
        landings.known,
        coalesce(kept.lines, 0)
    from landings
    left join stored using (sha256)
    left join kept using (sha256)
    where landings.seen <> coalesce(stored.records, 0) + landings.known + coalesce(kept.lines, 0)
    order by landings.name
"""

COUNT_UNTOLD = """
    select count(*)
    from sightings
    full join reports using (report_id)
    where sightings.report_id is null
        or reports.report_id is null
"""

COUNT_SILENT = """
    select count(*)
    from conversations
    anti join messages using (conversation_id)
"""


def find_miscounts(store: Store) -> Iterator[str]:
    """Yield each file whose stored records are not what was counted, reports nobody told, conversations left empty.

    What a file stored of a report is its sighting: the report itself may have been told by another file.
    """
    for name, seen, stored, known, rejected in store.execute(SELECT_MISCOUNTED).fetchall():
        yield f"{name}: saw {seen} records, but {stored} stored + {known} already known + {rejected} rejected"
    row = read_row(store, COUNT_UNTOLD)
    if row is not None and row[0]:
        yield f"{row[0]} reports without a sighting, or sightings without their report"
    row = read_row(store, COUNT_SILENT)
    if row is not None and row[0]:
        yield f"{row[0]} conversations have no messages"
