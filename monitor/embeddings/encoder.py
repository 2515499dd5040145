"""What turns texts into vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Anything that turns texts into one unit vector each."""

    @property
    def name(self) -> str:
        """What made a vector: store it beside each one, and never compare vectors of two names."""

    def __hash__(self) -> int:
        """Return the same for as long as the program runs, so that what it encoded can be remembered."""

    def encode(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
        """Return one row of unit length per text, shape (texts, dimensions)."""
