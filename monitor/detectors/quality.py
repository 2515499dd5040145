"""How well each version of each detector did on labelled exchanges, source by source, as it was measured."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from monitor.errors import ModelError

QUALITY = Path(__file__).parent / "quality.json"
# A detector whose claims are wrong more often than this, or that misses more than this, is weak: rank, do not believe.
LEAST_PRECISION, LEAST_RECALL = 0.6, 0.3
# Names end up in tooltips, which read a markup: nothing in them may be markup.
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.,:;()'-]*")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Of responses that were flagged with about this score, the share that truly failed."""

    score: float
    rate: float
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One version of one detector on one source: `rows` labelled responses, of which `positives` truly fail.

    `right` of the `flagged` truly fail. An estimate is None where nothing was there to judge by. `labelled_by` says
    whose word the labels are, `languages` in which languages enough rows were, `note` what else a reader must know.
    """

    detector: str
    version: str
    source: str
    labelled_by: str
    languages: tuple[str, ...]
    rows: int
    positives: int
    flagged: int
    right: int
    precision: Estimate | None
    recall: Estimate | None
    auprc: Estimate | None
    calibration: tuple[CalibrationBin, ...]
    measured_on: date
    note: str = ""

    @property
    def spared(self) -> int:
        """How many of those that do not fail were left alone."""
        return self.rows - self.positives - (self.flagged - self.right)

    @property
    def is_weak(self) -> bool:
        """Whether what it flags, or what it misses, is too often wrong to be believed unseen."""
        return any(
            estimate is not None and estimate.value < least
            for estimate, least in ((self.precision, LEAST_PRECISION), (self.recall, LEAST_RECALL))
        )


def read_quality(path: Path = QUALITY) -> tuple[Measurement, ...]:
    """Read every measurement; raise ModelError when the file is missing or damaged."""
    try:
        return tuple(_measurement(row) for row in json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} cannot be read: {error}; write it: python tests/bench/bench_quality.py") from error


def write_quality(measurements: Iterable[Measurement], path: Path = QUALITY) -> None:
    """Write measurements, by detector and source, one line each."""
    ordered = sorted(measurements, key=lambda one: (one.detector, one.version, one.source))
    rows = [json.dumps(asdict(one) | {"measured_on": one.measured_on.isoformat()}) for one in ordered]
    path.write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")


def _measurement(row: dict[str, Any]) -> Measurement:
    for name in (row["detector"], row["version"], row["source"], row["labelled_by"], *row["languages"]):
        if not PLAIN_NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a plain name")
    found = Measurement(
        **row
        | {name: None if row[name] is None else Estimate(**row[name]) for name in ("precision", "recall", "auprc")}
        | {
            "languages": tuple(row["languages"]),
            "calibration": tuple(CalibrationBin(**one) for one in row["calibration"]),
            "measured_on": date.fromisoformat(row["measured_on"]),
        }
    )
    if not (0 <= found.right <= min(found.flagged, found.positives) and found.spared >= 0):
        raise ValueError(f"the counts of {found.detector!r} on {found.source!r} cannot be")
    return found
