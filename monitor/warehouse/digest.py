"""One hash of everything the warehouse says, the same for the same logs whenever and however often they were loaded."""

import hashlib
from collections.abc import Mapping

from monitor.warehouse.connection import Store

# Rows are fetched in lots: the hashes of ten million rows would take a gigabyte at once.
ROWS_FETCHED = 10_000
# What the clock said, and in which order rows happened to come.
LEFT_OUT: Mapping[str, tuple[str, ...]] = {
    "cluster_encoders": ("since",),
    "conversations": ("ingest_seq",),
    "landings": ("landed_at",),
    "reports": ("ingest_seq",),
    "runs": ("started_at", "finished_at"),
}

SELECT_TABLES = """
    select table_name
    from duckdb_tables()
    where database_name = current_database()
        and not internal
        and not temporary
    order by table_name
"""

SELECT_ROW_HASHES = """
    select sha256(cast(to_json(kept) as varchar)) as row_hash
    from (
        select columns(lambda name: not list_contains($left_out, name))
        from query_table($name)
    ) as kept
    order by row_hash
"""


def content_digest(store: Store) -> str:
    """Return the SHA-256 over all rows of all tables, as JSON, in an order that only their content decides."""
    digest = hashlib.sha256()
    for (name,) in store.execute(SELECT_TABLES).fetchall():
        digest.update(f"{name}\n".encode())
        rows = store.execute(SELECT_ROW_HASHES, {"name": name, "left_out": list(LEFT_OUT.get(name, ()))})
        while lot := rows.fetchmany(ROWS_FETCHED):
            digest.update("".join(row_hash for (row_hash,) in lot).encode())
    return digest.hexdigest()
