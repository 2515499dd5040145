"""Files loaded through the real ingest into a real warehouse, and what is in it afterwards."""

from collections.abc import Iterable
from pathlib import Path

from monitor.config import Settings
from pipelines.ingest import ingest
from pipelines.job import Job, open_job
from tests.faults.nights import make_home

# What says when and from which file something came; all else must not depend on it.
LEFT_OUT = ("run_id", "sha256", "file_offset", "ingest_seq", "landed_at")
TABLES = ("conversations", "messages", "signals", "reports", "sightings")

SELECT_TABLE = """
    select columns(lambda name: not list_contains($left_out, name))
    from query_table($name)
    order by all
"""

SELECT_REJECTED = """
    select
        line,
        file_offset,
        reason,
        raw
    from rejected
    order by all
"""

SELECT_TEXTS = """
    select text
    from messages
    order by
        conversation_id,
        message_index
"""


def content(job: Job) -> dict[str, list[tuple]]:
    """Return what the tables say, without where it came from."""
    params = {"left_out": list(LEFT_OUT)}
    return {name: job.store.execute(SELECT_TABLE, params | {"name": name}).fetchall() for name in TABLES}


def loaded(home: Path, *deliveries: Iterable[Path]) -> dict[str, list[tuple]]:
    """Load deliveries one after the other into a new home, and return what its tables say."""
    with open_job(make_home(home)) as job:
        for paths in deliveries:
            ingest(job, list(paths))
        return content(job)


def rejected(job: Job) -> list[tuple[int, int, str, bytes]]:
    """Return line, byte offset, reason and raw bytes of every rejected part."""
    return job.store.execute(SELECT_REJECTED).fetchall()


def stored_texts(settings: Settings, path: Path) -> list[str]:
    """Load one file and return the text of every message."""
    with open_job(settings) as job:
        ingest(job, [path])
        return [text for (text,) in job.store.execute(SELECT_TEXTS).fetchall()]
