"""What many tests need: a warehouse of their own and a small conversation."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from monitor.records import Conversation, Message
from monitor.taxonomy import Role
from monitor.warehouse.connection import Store, open_working


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_working(tmp_path / "warehouse.duckdb") as opened:
        yield opened


@pytest.fixture
def conversation() -> Conversation:
    return Conversation(
        conversation_id="c1",
        messages=(Message(Role.USER, "Who wrote Faust?"), Message(Role.ASSISTANT, "Goethe did.")),
        format="messages",
        model="aria",
        model_version="1.0",
        language="en",
        started_at=datetime(2026, 11, 1, 8),
    )
