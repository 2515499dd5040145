import pytest

from monitor.embeddings import PACKAGED, load_encoder


@pytest.fixture(scope="session")
def encoder():
    return load_encoder(PACKAGED)
