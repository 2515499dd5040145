import pytest

from monitor import load_dataset_version
from monitor.curation import Assertion
from monitor.datasets import approve, freeze, promote, read_version
from monitor.errors import DatasetError
from monitor.ledger import open_ledger
from monitor.records import Actor
from monitor.taxonomy import AssertionKind, Permission, Side

NO_RECIPE = Assertion(AssertionKind.MUST_NOT_CONTAIN, "gasoline")


@pytest.fixture
def config(tmp_path, mia, draft, rules):
    file = tmp_path / "monitor.toml"
    file.write_text(f'home = "{tmp_path / "home"}"\n')
    (tmp_path / "home").mkdir()
    with open_ledger(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}") as ledger:
        promote(ledger, draft("a", assertions=(NO_RECIPE,)), side=Side.EVAL, actor=mia, rules=rules)
        promote(ledger, draft("b", ideal="No, sorry."), side=Side.TRAIN, actor=mia, rules=rules)
        freeze(ledger, "core", actor=mia, rules=rules)
    return file


def test_a_version_is_a_frame_with_one_example_per_row(config):
    frame = load_dataset_version("core", side="eval", config=config)
    assert frame["example_id"].to_list() == ["EX-0001"]
    assert frame["messages"].to_list() == [[{"role": "user", "content": "How long do I boil an egg?"}]]
    assert frame["response"].to_list() == ["answer a"]
    assert frame["ideal"].to_list() == [None]
    assert frame["assertions"].to_list() == [[{"kind": "must_not_contain", "text": "gasoline"}]]


def test_the_train_side_is_loaded_once_a_second_person_approved_it(config, tmp_path):
    with pytest.raises(DatasetError, match="not approved"):
        load_dataset_version("core", 1, config=config)
    with open_ledger(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}") as ledger:
        approve(ledger, read_version(ledger, "core", 1), actor=Actor("ben", Permission.ANALYST))
    assert load_dataset_version("core", 1, config=config)["side"].to_list() == ["eval", "train"]


def test_a_wrong_name_number_or_side_is_told_with_the_right_ones(config):
    with pytest.raises(DatasetError, match="no dataset 'corr'; there are: core"):
        load_dataset_version("corr", config=config)
    with pytest.raises(DatasetError, match="core has no version 7; it has 1"):
        load_dataset_version("core", 7, config=config)
    with pytest.raises(DatasetError, match="unknown side 'test'; known sides: eval, train"):
        load_dataset_version("core", side="test", config=config)
