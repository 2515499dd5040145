"""The stores as a page opens them: the newest published snapshot, and the ledger for one decision."""

from contextlib import AbstractContextManager
from pathlib import Path

import streamlit as st

from monitor.config import settings
from monitor.ledger import Ledger, open_ledger
from monitor.records import Actor
from monitor.taxonomy import Permission
from monitor.warehouse.connection import Snapshot, Store


def snapshot() -> Store:
    """Return this thread's cursor on the newest snapshot, or stop the page with what to do first."""
    path = settings().published
    if not path.is_file():
        st.info("No night has run yet. Load your logs with `monitor nightly FOLDER`, then reload this page.")
        st.stop()
    found = path.stat()
    return _open(str(path), found.st_ino, found.st_mtime_ns).cursor()


def ledger() -> AbstractContextManager[Ledger]:
    """Open the ledger for one unit of work."""
    return open_ledger(settings().ledger)


def actor() -> Actor:
    """Return who decides; until sign-in exists, the name in the settings."""
    return Actor(settings().actor, Permission.ANALYST)


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(path: str, inode: int, modified_ns: int) -> Snapshot:
    return Snapshot(Path(path))
