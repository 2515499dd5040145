import pytest

from monitor.ledger import open_ledger


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'deep' / 'ledger.sqlite'}"


@pytest.fixture
def ledger(url):
    with open_ledger(url) as opened:
        yield opened
