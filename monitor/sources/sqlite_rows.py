"""Rows of the SQLite databases whose tables we know."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from monitor.errors import RecordError, SourceError
from monitor.records import Rejected
from monitor.sources.options import ReadOptions
from monitor.sources.rows import Row, rejected
from monitor.sources.strict_json import check_texts

SQLITE_MAGIC = b"SQLite format 3\0"
# Which tables make a database known, and the ones that are read from it; every row says which it is from.
TABLE = "table"
KNOWN: dict[str, tuple[str, ...]] = {
    "PyRIT memory": ("PromptMemoryEntries", "ScoreEntries", "AttackResultEntries", "Conversations"),
}

# A view or a virtual table would run what the file says; neither is ever needed to hold rows.
SELECT_TABLES = """
    select name
    from sqlite_master
    where type = 'table'
        and sql not like 'create virtual%'
    order by name
"""


def read_sqlite(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read the known tables of a database in order, each by row; the offset of a row counts from 0.

    Raises SourceError if the database is damaged or none that we know, naming the tables found.
    """
    with _opened(stream) as connection:
        if (state := _one(connection, "pragma quick_check(1)")) != "ok":
            raise SourceError(f"damaged SQLite database: {state}")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, options.max_line_bytes)
        offset = 0
        for table in _known_tables(connection):
            for (place,) in connection.execute(f'select rowid from "{table}" order by rowid'):
                yield _row(connection, table, place=place, offset=offset)
                offset += 1


def read_sqlite_start(stream: IO[bytes], *, options: ReadOptions) -> Iterator[Row | Rejected]:
    """Read the names of the known tables as rows without values: a format shows even where nothing is in it."""
    with _opened(stream) as connection:
        for offset, table in enumerate(_known_tables(connection)):
            yield Row(offset, offset + 1, {TABLE: table}, b"")


@contextmanager
def _opened(stream: IO[bytes]) -> Iterator[sqlite3.Connection]:
    """Open a copy of the database, which nobody writes to and which may not run anything it defines itself."""
    with tempfile.NamedTemporaryFile(suffix=".db") as copy:
        stream.seek(0)
        shutil.copyfileobj(stream, copy)
        copy.flush()
        address = f"{Path(copy.name).as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(address, uri=True)) as connection:
                connection.execute("pragma trusted_schema = off")
                connection.execute("pragma cell_size_check = on")
                yield connection
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise SourceError(f"damaged SQLite database: {error}") from error


def _known_tables(connection: sqlite3.Connection) -> list[str]:
    """Return the tables to read; the first of a known database must be there, the others came with its versions."""
    found = [name for (name,) in connection.execute(SELECT_TABLES)]
    for tables in KNOWN.values():
        if tables[0] in found:
            return [table for table in tables if table in found]
    known = "; ".join(f"{name} ({', '.join(tables)})" for name, tables in KNOWN.items())
    raise SourceError(f"SQLite database of unknown tables ({', '.join(found) or 'none'}); known: {known}")


def _row(connection: sqlite3.Connection, table: str, *, place: int, offset: int) -> Row | Rejected:
    try:
        # Only names of KNOWN come here.
        cursor = connection.execute(f'select * from "{table}" where rowid = $place', {"place": place})
        values = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
        check_texts(values)
    except (sqlite3.DataError, sqlite3.OperationalError) as error:
        # Longer than a row may be, or not UTF-8: so it is with this row only.
        return rejected(offset, offset + 1, reason=f"unreadable row of {table}: {error}", raw=b"")
    except RecordError as error:
        return rejected(offset, offset + 1, reason=f"row of {table}: {error}", raw=b"")
    return Row(offset, offset + 1, values | {TABLE: table}, b"")


def _one(connection: sqlite3.Connection, pragma: str) -> object:
    return connection.execute(pragma).fetchone()[0]
