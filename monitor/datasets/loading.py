"""Frozen versions for a notebook or a training script: one call, one Polars frame."""

from pathlib import Path

import polars as pl

from monitor.config import read_settings
from monitor.datasets.approvals import with_approval
from monitor.datasets.versions import read_version, read_versions
from monitor.errors import DatasetError
from monitor.ledger import open_ledger
from monitor.records import Example
from monitor.taxonomy import Side

Schema = dict[str, pl.DataType | type[pl.DataType]]

MESSAGE = pl.Struct({"role": pl.String, "content": pl.String})
ASSERTION = pl.Struct({"kind": pl.String, "text": pl.String})
SCHEMA: Schema = {
    "example_id": pl.String,
    "side": pl.String,
    "messages": pl.List(MESSAGE),
    "response": pl.String,
    "ideal": pl.String,
    "expected": pl.String,
    "failure": pl.String,
    "hazard": pl.String,
    "technique": pl.String,
    "language": pl.String,
    "model": pl.String,
    "model_version": pl.String,
    "case_id": pl.String,
    "ideal_origin": pl.String,
    "assertions": pl.List(ASSERTION),
}


def load_dataset_version(
    name: str, version: int | None = None, *, side: str | None = None, config: Path | None = None
) -> pl.DataFrame:
    """Load a frozen dataset version as a frame with one example per row, in the order of their ids.

    `version` is its number, by default the latest; `side` is "eval" or "train", by default both. `messages` are what
    was said before the failing `response`. Settings are read as the commands read them: from `config`, by default
    `monitor.toml` here, and from MONITOR_… variables. Raises DatasetError for an unknown name, number or side, for a
    version that was recalled, and for train examples that no second person has approved; TamperError when the content
    is not what was frozen.
    """
    sides = [_side(side)] if side else list(Side)
    with open_ledger(read_settings(config).ledger) as ledger:
        known = read_versions(ledger, name=name)
        if not known:
            names = sorted({one.name for one in read_versions(ledger)})
            raise DatasetError(f"there is no dataset {name!r}; there are: {', '.join(names) or 'none yet'}")
        frozen = read_version(ledger, name, known[-1].number if version is None else version)
        with_approval(ledger, frozen, sides)
    rows = [_row(one) for one in frozen.examples if one.side in sides]
    return pl.DataFrame(rows, schema=SCHEMA).sort("example_id")


def _side(side: str) -> Side:
    try:
        return Side(side)
    except ValueError as error:
        raise DatasetError(f"unknown side {side!r}; known sides: {', '.join(Side)}") from error


def _row(example: Example) -> dict[str, object]:
    messages = [{"role": str(message.role), "content": message.text} for message in example.messages]
    assertions = [{"kind": str(one.kind), "text": one.text} for one in example.assertions]
    nested: dict[str, object] = {"messages": messages, "assertions": assertions}
    return {name: nested[name] if name in nested else getattr(example, name) for name in SCHEMA}
