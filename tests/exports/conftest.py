from datetime import datetime

import pytest

from monitor.exports import export_dataset
from monitor.frozen import DatasetVersion, FrozenDataset
from monitor.records import Example, Message
from monitor.taxonomy import Expected, Role, Side
from tests.exports.curated import curate


@pytest.fixture
def example():
    def make(name, side=Side.TRAIN, **content):
        told = {
            "messages": (Message(Role.SYSTEM, "Be kind."), Message(Role.USER, f"question {name}")),
            "response": f"failing answer {name}",
            "expected": Expected.MUST_ANSWER,
            "ideal": f"ideal answer {name}",
        }
        return Example(
            example_id=f"EX-{name}",
            case_id=f"case-{name}",
            side=side,
            version=1,
            promoted_by="mia",
            promoted_at=datetime(2026, 11, 22),
            **(told | content),
        )

    return make


@pytest.fixture
def frozen():
    def make(*examples, number=1):
        version = DatasetVersion(
            name="core",
            number=number,
            eval_ids=tuple(one.example_id for one in examples if one.side is Side.EVAL),
            train_ids=tuple(one.example_id for one in examples if one.side is Side.TRAIN),
            digest="d" * 64,
            note="",
            frozen_by="mia",
            frozen_at=datetime(2026, 11, 22),
        )
        return FrozenDataset(version, examples)

    return make


@pytest.fixture
def export(tmp_path, example, frozen):
    return lambda format: export_dataset(frozen(*curate(example)), format=format, folder=tmp_path / "out").folder
