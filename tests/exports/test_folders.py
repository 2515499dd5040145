import hashlib
import io
import json
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.errors import ExportError
from monitor.exports import WRITERS, export_dataset, find_damage, pack_export
from monitor.records import Message
from monitor.taxonomy import Expected, Role, Side

ODD = {
    "plain": {"expected": Expected.MUST_REFUSE},
    "bare": {"ideal": None, "expected": Expected.MUST_REFUSE},
    "tool": {"messages": (Message(Role.USER, "weather?"), Message(Role.TOOL, "12 degrees"))},
    "silent": {"messages": ()},
    "half": {"ideal": "half \ud83d"},
    "corrected": {"expected": Expected.MUST_CORRECT, "ideal": None},
    "asked back": {"expected": Expected.MUST_ASK_BACK},
}


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_an_export_is_one_file_per_side_and_a_manifest(tmp_path, example, frozen):
    export = export_dataset(frozen(example("b"), example("a", Side.EVAL)), format="csv", folder=tmp_path / "out")
    assert export.folder == tmp_path / "out" / "core-v1-csv"
    assert sorted(contents(export.folder)) == ["eval.csv", "manifest.json", "train.csv"]
    assert export.counts == {Side.EVAL: 1, Side.TRAIN: 1}
    assert names(tmp_path / "out") == ["core-latest-csv", "core-v1-csv"]


def test_the_manifest_names_the_version_its_content_and_every_file(tmp_path, example, frozen):
    dataset = frozen(example("a"), example("b", ideal=None), example("c", Side.EVAL), number=3)
    export = export_dataset(dataset, format="openai", folder=tmp_path)
    train = (export.folder / "train.jsonl").read_bytes()
    assert json.loads((export.folder / "manifest.json").read_text()) == {
        "dataset": "core",
        "version": 3,
        "content_digest": "d" * 64,
        "note": "",
        "frozen_by": "mia",
        "frozen_at": dataset.version.frozen_at.isoformat(),
        "replaces": None,
        "conditions": dict.fromkeys(("redaction", "encoder", "licence", "consent", "eval_share", "split_seed")),
        "detectors": [],
        "recipe": None,
        "unmet": [],
        "approval": None,
        "format": "openai",
        "counts": {"eval": 0, "train": 1},
        "sha256": {"train.jsonl": hashlib.sha256(train).hexdigest()},
        "notes": [],
        "left_out": [
            {"example_id": "EX-b", "side": "train", "reason": "it has no ideal answer"},
            {
                "example_id": "EX-c",
                "side": "eval",
                "reason": "it is on the eval side, and this is a training format",
            },
        ],
        "examples": [
            {"example_id": "EX-a", "side": "train", "sha256": None},
            {"example_id": "EX-b", "side": "train", "sha256": None},
            {"example_id": "EX-c", "side": "eval", "sha256": None},
        ],
    }


@pytest.mark.parametrize("format", WRITERS)
def test_every_example_is_written_or_named_as_left_out(tmp_path, example, frozen, format):
    examples = [example(f"{side}-{name}", side, **told) for side in Side for name, told in ODD.items()]
    export = export_dataset(frozen(*examples), format=format, folder=tmp_path)
    assert sum(export.counts.values()) + len(export.left_out) == len(examples)
    reasons = {one.example_id: one.reason for one in export.left_out}
    side = WRITERS[format].sides[-1]
    assert reasons[f"EX-{side}-silent"] == "nothing was asked: there is no user message"
    assert reasons[f"EX-{side}-half"] == "it holds half of a surrogate pair, which no file can keep"


@pytest.mark.parametrize("format", WRITERS)
def test_no_format_holds_a_side_that_it_is_not_for(tmp_path, example, frozen, format):
    examples = [example(f"{side}-{name}", side, **told) for side in Side for name, told in ODD.items()]
    export = export_dataset(frozen(*examples), format=format, folder=tmp_path)
    written = b"".join(contents(export.folder)[name] for name in contents(export.folder) if name != "manifest.json")
    for side in {*Side} - {*WRITERS[format].sides}:
        purpose = "a training format" if side is Side.EVAL else "an evaluation format"
        left_out = [one for one in export.left_out if one.side is side]
        assert {one.reason for one in left_out} == {f"it is on the {side} side, and this is {purpose}"}
        assert len(left_out) == len(ODD)
        assert export.counts[side] == 0
        assert f"question {side}-".encode() not in written


def test_only_tables_and_reports_hold_both_sides():
    both = [name for name, one in WRITERS.items() if len(one.sides) > 1]
    assert both == ["huggingface", "csv", "parquet", "avid"]


def test_an_export_of_nothing_is_refused_with_the_reasons(tmp_path, example, frozen):
    with pytest.raises(ExportError, match=r"no example can be written as trl_dpo: it has no ideal answer; .*eval side"):
        export_dataset(frozen(example("a", ideal=None), example("b", Side.EVAL)), format="trl_dpo", folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_refused_with_the_known_ones(tmp_path, example, frozen):
    with pytest.raises(ExportError, match="unknown export format 'toml'; known formats: openai, trl_sft, trl_dpo"):
        export_dataset(frozen(example("a")), format="toml", folder=tmp_path)


@pytest.mark.parametrize("format", WRITERS)
def test_the_same_version_is_the_same_bytes_whatever_the_order(tmp_path, example, frozen, format):
    examples = [example(f"{side}-{name}", side, expected=Expected.MUST_REFUSE) for side in Side for name in "ab"]
    forward = export_dataset(frozen(*examples), format=format, folder=tmp_path / "1")
    backward = export_dataset(frozen(*reversed(examples)), format=format, folder=tmp_path / "2")
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
    assert names(tmp_path) == ["core-latest-openai", "core-v1-openai"]


def test_a_packed_export_holds_every_file_below_its_folder(tmp_path, example, frozen):
    folder = export_dataset(frozen(example("a")), format="huggingface", folder=tmp_path).folder
    with zipfile.ZipFile(io.BytesIO(pack_export(folder))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            f"core-v1-huggingface/{name}": content for name, content in contents(folder).items()
        }


@pytest.mark.parametrize("format", WRITERS)
def test_a_changed_missing_or_added_file_is_found(tmp_path, example, frozen, format):
    examples = [example(side, side, expected=Expected.MUST_REFUSE) for side in Side]
    folder = export_dataset(frozen(*examples), format=format, folder=tmp_path).folder
    assert find_damage(folder) == ()
    *others, changed = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    changed.write_bytes(changed.read_bytes()[:-1])
    (folder / "added").write_text("")
    for other in others:
        other.unlink()
    said = find_damage(folder)
    assert len(said) == len(others) + 2
    assert f"{changed} is not what was exported" in said


def test_a_folder_without_a_manifest_is_no_export(tmp_path):
    assert "is no manifest" in find_damage(tmp_path)[0]
