import pytest

from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import Permission


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as opened:
        yield opened


@pytest.fixture
def mia():
    return Actor("mia", Permission.ANALYST)


@pytest.fixture
def guest():
    return Actor("guest", Permission.VIEWER)
