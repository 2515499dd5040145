import numpy as np
import pytest


@pytest.fixture
def make_families():
    """Return a maker of unit vectors: families of like rows, then rows that belong nowhere."""

    def make(sizes, *, alone=0, spread=0.4, seed=1):
        generator = np.random.default_rng(seed)
        centres = generator.normal(size=(len(sizes), 64))
        families = [
            centre + spread * generator.normal(size=(size, 64)) for centre, size in zip(centres, sizes, strict=True)
        ]
        rows = np.vstack([*families, generator.normal(size=(alone, 64))])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    return make
