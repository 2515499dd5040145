"""What many tests need: a warehouse of their own and a small conversation."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from monitor.config import Settings
from monitor.records import Conversation, Message
from monitor.taxonomy import Role
from monitor.warehouse.connection import Store, open_snapshot, open_working

SAMPLE_LOGS = Path(__file__).parents[1] / "sample_logs"


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


@pytest.fixture(scope="session")
def sample_nights(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[object]]:
    from pipelines.nightly import find_nights, run_night

    """All fourteen nights of the sample logs, run once for every test that looks at them."""
    settings = Settings(home=tmp_path_factory.mktemp("sample") / "home")
    nights = [run_night(settings, folders, night=night) for night, folders in find_nights(SAMPLE_LOGS).items()]
    return settings, nights


@pytest.fixture
def sample_store(sample_nights: tuple[Settings, list[object]]) -> Iterator[Store]:
    with open_snapshot(sample_nights[0].published) as opened:
        yield opened
