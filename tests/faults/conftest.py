"""Two small nights, and a home they were loaded into undisturbed."""

from pathlib import Path

import pytest

from monitor.config import Settings
from tests.faults.nights import load_nights, make_home, write_nights


@pytest.fixture(scope="session")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of both nights."""
    folder = tmp_path_factory.mktemp("nights")
    write_nights(folder)
    return folder


@pytest.fixture(scope="session")
def calm(nights: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home into which both nights were loaded and nothing went wrong: copy it, do not touch it."""
    settings = make_home(tmp_path_factory.mktemp("calm") / "home")
    load_nights(settings, nights)
    return settings
