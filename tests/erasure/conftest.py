"""A home that somebody is to be erased from, and the logs that it was made of."""

import pytest

from pipelines.nightly import run_night
from tests.erasure.homes import NIGHTS, decide, write_logs
from tests.faults.nights import copy_home, make_home


@pytest.fixture(scope="session")
def logs(tmp_path_factory):
    return write_logs(tmp_path_factory.mktemp("logs"))


@pytest.fixture(scope="session")
def built(tmp_path_factory, logs, rules):
    """Two nights, notes, examples on both sides, two frozen versions and exports of them."""
    settings = make_home(tmp_path_factory.mktemp("built") / "home")
    for night in NIGHTS:
        run_night(settings, [logs / night.isoformat()], night=night)
    decide(settings, rules)
    return settings


@pytest.fixture
def home(tmp_path, built):
    """A copy of that home for one test."""
    return copy_home(built.home, tmp_path / "home")
