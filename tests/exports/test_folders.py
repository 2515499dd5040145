import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import example as always
from hypothesis import strategies as st

from monitor.errors import ExportError
from monitor.exports import LeftOut, export_dataset
from monitor.records import Message
from monitor.taxonomy import Role, Side


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_export_is_one_file_per_side_and_a_manifest(tmp_path, example, frozen):
    export = export_dataset(frozen(example("b"), example("a", Side.EVAL)), format="inspect", folder=tmp_path / "out")
    assert export.folder == tmp_path / "out" / "core-v1-inspect"
    assert sorted(contents(export.folder)) == ["eval.jsonl", "manifest.json", "train.jsonl"]
    assert export.counts == {Side.EVAL: 1, Side.TRAIN: 1}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["core-v1-inspect"]


def test_the_manifest_names_the_version_its_content_and_every_file(tmp_path, example, frozen):
    dataset = frozen(example("a"), example("b", ideal=None), example("c", Side.EVAL), number=3)
    export = export_dataset(dataset, format="openai", folder=tmp_path)
    train = (export.folder / "train.jsonl").read_bytes()
    assert json.loads((export.folder / "manifest.json").read_text()) == {
        "dataset": "core",
        "version": 3,
        "content_digest": "d" * 64,
        "format": "openai",
        "counts": {"eval": 0, "train": 1},
        "sha256": {"train.jsonl": hashlib.sha256(train).hexdigest()},
        "left_out": [
            {"example_id": "EX-b", "side": "train", "reason": "it has no ideal answer"},
            {
                "example_id": "EX-c",
                "side": "eval",
                "reason": "it is on the eval side, and this is a training format",
            },
        ],
    }


@pytest.mark.parametrize("format", ["openai", "inspect", "trl_dpo"])
def test_every_example_is_written_or_named_as_left_out(tmp_path, example, frozen, format):
    examples = [example("a"), example("b", ideal=None), example("c", Side.EVAL), example("d", messages=())]
    export = export_dataset(frozen(*examples), format=format, folder=tmp_path)
    assert sum(export.counts.values()) + len(export.left_out) == len(examples)
    assert LeftOut("EX-d", Side.TRAIN, "nothing was asked: there is no user message") in export.left_out


def test_an_export_of_nothing_is_refused_with_the_reasons(tmp_path, example, frozen):
    with pytest.raises(ExportError, match=r"no example can be written as trl_dpo: it has no ideal answer; .*eval side"):
        export_dataset(frozen(example("a", ideal=None), example("b", Side.EVAL)), format="trl_dpo", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path, example, frozen):
    with pytest.raises(ExportError, match="unknown export format 'csv'; known formats: openai, inspect, trl_dpo"):
        export_dataset(frozen(example("a")), format="csv", folder=tmp_path)


def test_the_same_version_is_the_same_bytes_whatever_the_order(tmp_path, example, frozen):
    forward = export_dataset(frozen(example("a"), example("b")), format="openai", folder=tmp_path / "1")
    backward = export_dataset(frozen(example("b"), example("a")), format="openai", folder=tmp_path / "2")
    assert contents(forward.folder) == contents(backward.folder)


def test_an_identical_export_is_left_as_it_is(tmp_path, example, frozen):
    first = export_dataset(frozen(example("a")), format="openai", folder=tmp_path)
    inode = (first.folder / "train.jsonl").stat().st_ino
    assert export_dataset(frozen(example("a")), format="openai", folder=tmp_path) == first
    assert (first.folder / "train.jsonl").stat().st_ino == inode


def test_a_different_export_in_the_way_is_refused_and_kept(tmp_path, example, frozen):
    export = export_dataset(frozen(example("a")), format="openai", folder=tmp_path)
    (export.folder / "train.jsonl").write_text("edited by hand\n")
    with pytest.raises(ExportError, match=r"holds a different export \(train.jsonl\)"):
        export_dataset(frozen(example("a")), format="openai", folder=tmp_path)
    assert (export.folder / "train.jsonl").read_text() == "edited by hand\n"


def test_a_place_that_cannot_be_written_is_named(tmp_path, example, frozen):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ExportError, match=r"cannot write .*file/core-v1-openai"):
        export_dataset(frozen(example("a")), format="openai", folder=tmp_path / "file")


def test_exports_made_at_once_end_as_one(tmp_path, example, frozen):
    def export(_):
        return export_dataset(frozen(example("a")), format="openai", folder=tmp_path).folder

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(export, range(16)))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["core-v1-openai"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@always(asked="\u2028 \u2029", ideal="\u0085", failing="\0\x1c\r\n")
@given(asked=st.text(), ideal=st.text(min_size=1), failing=st.text())
def test_every_character_is_exported_as_it_was_stored(tmp_path_factory, example, frozen, asked, ideal, failing):
    one = example("a", messages=(Message(Role.USER, asked),), ideal=ideal, response=failing)
    folder = export_dataset(frozen(one), format="trl_dpo", folder=tmp_path_factory.mktemp("out")).folder
    # `splitlines` breaks at every character that any reader takes for the end of a line.
    (line,) = (folder / "train.jsonl").read_text(encoding="utf-8").splitlines()
    record = json.loads(line)
    texts = [record[part][0]["content"] for part in ("prompt", "chosen", "rejected")]
    assert texts == [asked, ideal, failing]
