"""Sides drawn by lot: of the families that come in, a share becomes tests, and a seed says which."""

import hashlib
from dataclasses import dataclass

from monitor.taxonomy import Side


@dataclass(frozen=True, slots=True)
class Lot:
    """How sides are drawn: the share that becomes tests, above 0 and below 1, and the seed that says which."""

    eval_share: float
    seed: int

    def draw(self, case_id: str) -> tuple[Side, Side]:
        """Give both sides, the drawn one first: for one seed and case always the same, whoever asks and when.

        The second is for a case whose family is there already.
        """
        digest = hashlib.sha256(f"{self.seed}:{case_id}".encode()).digest()
        is_test = int.from_bytes(digest[:8]) < self.eval_share * 2**64
        return (Side.EVAL, Side.TRAIN) if is_test else (Side.TRAIN, Side.EVAL)
