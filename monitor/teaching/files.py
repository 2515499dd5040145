"""What was learned, kept beside the stores so that it need not be learned again: it can be deleted at any time."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from monitor.durable import write_file
from monitor.statistics import Interval
from monitor.teaching.model import Linear, Model
from monitor.teaching.ordering import Compared, Ordering, OrderQuality
from monitor.teaching.training import Rate, TaughtQuality, Training

Arrays = dict[str, NDArray[Any]]
UNREADABLE = (OSError, ValueError, KeyError, TypeError, SafetensorError)


def write_order(folder: Path, key: str, order: Ordering) -> None:
    """Keep a learned order under its key."""
    arrays, card = _pack(order.model)
    told = {
        "detectors": list(order.detectors),
        "weights": list(order.weights),
        "offset": order.offset,
        "quality": asdict(order.quality),
    }
    _write(folder, key, arrays, card | told)


def read_kept_order(folder: Path, key: str) -> Ordering | None:
    """Return a kept order; None where there is none, or none that can be read: it is then learned again."""
    try:
        card, arrays = _read(folder, key)
        quality = card["quality"]
        compared = {
            name: Compared(**quality[name] | {"difference": Interval(**quality[name]["difference"])})
            for name in ("auprc", "first")
        }
        return Ordering(
            model=_unpack(card, arrays),
            detectors=tuple(card["detectors"]),
            weights=tuple(card["weights"]),
            offset=card["offset"],
            quality=OrderQuality(**quality | compared),
        )
    except UNREADABLE:
        return None


def write_training(folder: Path, key: str, training: Training) -> None:
    """Keep a training under its key; of the words only the columns that are known."""
    arrays, card = _pack(training.model)
    told = {
        "threshold": training.threshold,
        "worth": training.worth,
        "languages": list(training.languages),
        "quality": asdict(training.quality),
    }
    _write(folder, key, arrays, card | told)


def read_training(folder: Path, key: str) -> Training | None:
    """Return a kept training; None where there is none, or none that can be read: it is then learned again."""
    try:
        card, arrays = _read(folder, key)
        return Training(
            model=_unpack(card, arrays),
            threshold=card["threshold"],
            worth=card["worth"],
            languages=tuple(card["languages"]),
            quality=_quality(card["quality"]),
        )
    except UNREADABLE:
        return None


def _write(folder: Path, key: str, arrays: Arrays, card: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / f"{key}.safetensors", save(arrays, metadata={"card": json.dumps(card)}))


def _read(folder: Path, key: str) -> tuple[dict[str, Any], Arrays]:
    told = (folder / f"{key}.safetensors").read_bytes()
    arrays = load(told)
    # The library reads no metadata from bytes: eight of them say how long the header is, which is JSON.
    header = json.loads(told[8 : 8 + int.from_bytes(told[:8], "little")])
    card: dict[str, Any] = json.loads(header["__metadata__"]["card"])
    return card, arrays


def _pack(model: Model) -> tuple[Arrays, dict[str, Any]]:
    columns = np.flatnonzero(model.idf)
    arrays: Arrays = {
        "columns": columns.astype(np.int64),
        "idf": model.idf[columns],
        "words": model.words.weights[columns],
        "vectors": model.vectors.weights,
    }
    card = {
        "width": len(model.idf),
        "words": {"slope": model.words.slope, "offset": model.words.offset},
        "vectors": {"slope": model.vectors.slope, "offset": model.vectors.offset},
    }
    return arrays, card


def _unpack(card: dict[str, Any], arrays: Arrays) -> Model:
    def spread(values: NDArray[Any]) -> NDArray[np.float32]:
        whole = np.zeros(card["width"], dtype=np.float32)
        whole[arrays["columns"]] = values
        return whole

    return Model(
        spread(arrays["idf"]),
        Linear(spread(arrays["words"]), **card["words"]),
        Linear(arrays["vectors"], **card["vectors"]),
    )


def _quality(told: dict[str, Any]) -> TaughtQuality:
    rates = {
        name: Rate(one["hits"], one["trials"], None if one["interval"] is None else Interval(**one["interval"]))
        for name, one in told.items()
        if isinstance(one, dict)
    }
    return TaughtQuality(**told | rates)
