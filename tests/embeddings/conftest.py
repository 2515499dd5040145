from pathlib import Path

import pytest

from monitor.embeddings import PACKAGED, load_encoder
from tests.embeddings.models import make_model


@pytest.fixture(scope="session")
def encoder():
    return load_encoder(PACKAGED)


@pytest.fixture(scope="session")
def shallow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of another real model: copy it before it is changed."""
    return make_model(tmp_path_factory.mktemp("models") / "shallow")
