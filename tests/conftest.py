"""What many tests need: a warehouse of their own and a small conversation."""

import pickle
import shutil
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from monitor.config import Settings
from monitor.datasets import LeakRules
from monitor.embeddings import PACKAGED, load_encoder
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
def rules() -> LeakRules:
    """How a curated set is checked for leaks, by the packaged encoder; no text is encoded twice."""
    encode = cache(lambda text: load_encoder(PACKAGED).encode([text])[0])
    return LeakRules(embed=lambda texts: np.stack([encode(text) for text in texts]))


@pytest.fixture(scope="session")
def sample_nights(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Settings, list[object]]:
    """All fourteen nights of the sample logs, run once for every test of every worker; each has a copy of its own."""
    own = tmp_path_factory.mktemp("sample")
    everybody = tmp_path_factory.getbasetemp().parent if worker_id != "master" else own
    made, told = everybody / "sample-made", everybody / "sample-nights.pickle"
    with FileLock(everybody / "sample.lock"):
        if not told.exists():
            told.write_bytes(pickle.dumps(_run_sample_nights(Settings(home=made))))
    shutil.copytree(made, own / "home")
    return Settings(home=own / "home"), pickle.loads(told.read_bytes())


def _run_sample_nights(settings: Settings) -> list[object]:
    # Not every test needs what this loads.
    from pipelines.nightly import find_nights, run_night

    return [run_night(settings, folders, night=night) for night, folders in find_nights(SAMPLE_LOGS).items()]


@pytest.fixture
def sample_store(sample_nights: tuple[Settings, list[object]]) -> Iterator[Store]:
    with open_snapshot(sample_nights[0].published) as opened:
        yield opened
