"""The one door to DuckDB: a working file for the nightly run, a published snapshot for everybody else."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import duckdb
import polars as pl

from monitor.durable import disk_error
from monitor.errors import LockedError, StoreError
from monitor.warehouse.conversation_rows import Schema as Schema
from monitor.warehouse.migrations import MIGRATIONS

Store = duckdb.DuckDBPyConnection

# The oldest format that both DuckDB 1.5 and 2.0 read; 2.0's own default shuts 1.5 out.
STORAGE_VERSION = "v1.5.0"

# As DuckDB words them: what the operating system says of a full, limited or failing disk.
DISK_FAULTS = (
    "No space left on device",
    "Disk quota exceeded",
    "Input/output error",
    "Read-only file system",
    "fsync failed",
)
DAMAGES = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
# What a new warehouse, or the smallest addition to one, takes on disk.
LEAST_BYTES = 1 << 20

CREATE_VERSION = "create table if not exists schema_version (version integer primary key)"
SELECT_VERSION = "select coalesce(max(version), 0) from schema_version"
INSERT_VERSION = "insert into schema_version values ($version)"
ATTACH_SNAPSHOT = "attach $path as snapshot (read_only)"
USE_SNAPSHOT = "use snapshot"


@contextmanager
def open_working(path: Path, *, memory_limit: str = "1GB") -> Iterator[Store]:
    """Open the working warehouse for one run, creating or upgrading it.

    Raises LockedError when another run holds it, DiskError when its disk is full or failing, and StoreError when it
    was made by newer code or is damaged: that may also show while it is used.
    """
    with faults_named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        store = _connect(path, memory_limit)
        try:
            _migrate(store, path)
            yield store
        finally:
            store.close()


@contextmanager
def faults_named(path: Path) -> Iterator[None]:
    """Turn what DuckDB says of a full disk or a damaged file into an error that names `path` and what to do."""
    try:
        yield
    except duckdb.Error as error:
        said = str(error)
        fault = next((fault for fault in DISK_FAULTS if fault in said), None)
        if fault is not None:
            # At a checkpoint DuckDB may write as much anew as the file holds.
            needed = path.stat().st_size if path.is_file() else 0
            raise disk_error(path, fault, needed=needed + LEAST_BYTES) from error
        # A damaged file raises one of these, or the bare class; any other is a statement of ours gone wrong.
        if isinstance(error, DAMAGES) or type(error) is duckdb.Error:
            raise StoreError(f"{path} is damaged ({said}); `monitor rebuild` makes it anew") from error
        raise


@contextmanager
def transaction(store: Store) -> Iterator[None]:
    """Make everything inside happen completely or not at all."""
    store.begin()
    try:
        yield
    except BaseException:
        store.rollback()
        raise
    store.commit()


class Snapshot:
    """A published warehouse, open for reading by many threads, each with a cursor of its own.

    The file is attached to a private in-memory database: DuckDB answers a second `connect` to a path it has
    open with the old contents, even after the file was replaced.
    """

    def __init__(self, path: Path) -> None:
        """Open `path`; raises StoreError when it is missing or damaged."""
        if not path.is_file():
            raise StoreError(f"no published snapshot at {path}; run `monitor nightly` first")
        self._store = duckdb.connect()
        self._cursors = threading.local()
        with faults_named(path):
            self._store.execute(ATTACH_SNAPSHOT, {"path": str(path)})

    def cursor(self) -> Store:
        """Return this thread's cursor."""
        cursor: Store | None = getattr(self._cursors, "cursor", None)
        if cursor is None:
            cursor = self._store.cursor()
            cursor.execute(USE_SNAPSHOT)
            self._cursors.cursor = cursor
        return cursor

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()


@contextmanager
def open_snapshot(path: Path) -> Iterator[Store]:
    """Open the published snapshot for one unit of work."""
    snapshot = Snapshot(path)
    try:
        with faults_named(path):
            yield snapshot.cursor()
    finally:
        snapshot.close()


def read_row(store: Store, statement: str, **params: object) -> tuple[Any, ...] | None:
    """Run one query and return its first row, or None.

    The result is fetched to its end: DuckDB refuses other work on a connection with an unfinished one.
    """
    rows = store.execute(statement, params).fetchall()
    return rows[0] if rows else None


def read_frame(store: Store, statement: str, **params: object) -> pl.DataFrame:
    """Run one query and return its rows as a frame."""
    return cast(pl.DataFrame, store.sql(statement, params=params).pl())


def insert_rows(store: Store, statement: str, rows: Iterable[tuple[object, ...]], *, schema: Schema) -> int:
    """Run one `insert … from incoming` over `rows`, and return how many rows it inserted."""
    return insert_frame(store, statement, pl.DataFrame(list(rows), schema=dict(schema), orient="row"))


def insert_frame(store: Store, statement: str, frame: pl.DataFrame, **params: object) -> int:
    """Run one `insert … from incoming` over a frame, and return how many rows it inserted."""
    if frame.is_empty():
        return 0
    # DuckDB finds the name here itself: a view registered for it would keep the frame until the transaction ends. It
    # reads texts as Polars holds them; the older form of Arrow would copy each of them.
    incoming = frame.to_arrow(compat_level=pl.CompatLevel.newest())  # noqa: F841 the statement reads it
    (inserted,) = store.execute(statement, params).fetchall()[0]
    return int(inserted)


def _connect(path: Path, memory_limit: str) -> Store:
    try:
        return duckdb.connect(
            str(path), config={"storage_compatibility_version": STORAGE_VERSION, "memory_limit": memory_limit}
        )
    except duckdb.IOException as error:
        if "lock" in str(error):
            raise LockedError(f"another run is writing {path}; wait for it to end") from error
        raise


def _migrate(store: Store, path: Path) -> None:
    store.execute(CREATE_VERSION)
    (version,) = store.execute(SELECT_VERSION).fetchall()[0]
    if version > len(MIGRATIONS):
        raise StoreError(f"{path} has schema {version}; this code knows up to {len(MIGRATIONS)}: upgrade it")
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        with transaction(store):
            store.execute(statements)
            store.execute(INSERT_VERSION, {"version": number})
