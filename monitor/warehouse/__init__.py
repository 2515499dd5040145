"""The warehouse: what machines found, in DuckDB, rebuildable from the landing copies."""
