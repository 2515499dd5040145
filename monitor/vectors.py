"""Vectors of texts without writing anything: those a store has, and others encoded once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from monitor.embeddings import Encoder
from monitor.records import content_hash
from monitor.warehouse.connection import Store
from monitor.warehouse.embeddings import read_embeddings

# 1.5 kB each; a page asks for some hundreds.
MOST_REMEMBERED = 20_000

Known = dict[str, NDArray[np.float32]]


class StoredEncoder:
    """An encoder that looks into a snapshot first, and encodes no text twice."""

    def __init__(self, store: Store, encoder: Encoder, *, known: Known | None = None) -> None:
        """Take where to look, what encodes the rest, and what was encoded before (which grows)."""
        self._store = store
        self._encoder = encoder
        self._known: Known = {} if known is None else known

    @property
    def name(self) -> str:
        """What makes its vectors."""
        return self._encoder.name

    def encode(self, sentences: Sequence[str], /) -> NDArray[np.float32]:
        """Return one row of unit length per text."""
        hashes = [content_hash(one) for one in sentences]
        found = {one: self._known[one] for one in hashes if one in self._known}
        missing = {digest: text for digest, text in zip(hashes, sentences, strict=True) if digest not in found}
        found |= read_embeddings(self._store, self.name, list(missing))
        rest = {digest: text for digest, text in missing.items() if digest not in found}
        if rest:
            found |= dict(zip(rest, self._encoder.encode(list(rest.values())), strict=True))
        if len(self._known) > MOST_REMEMBERED:
            self._known.clear()
        self._known.update(found)
        return np.stack([found[digest] for digest in hashes])
