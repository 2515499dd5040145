import json

import pytest

from monitor.errors import ExportError
from monitor.exports import WRITERS, export_dataset, is_address, upload_export
from monitor.exports.manifests import read_checksums
from monitor.taxonomy import Expected, Side

fsspec = pytest.importorskip("fsspec", reason="needs the remote extra: pip install -e '.[remote]'")


@pytest.fixture
def memory():
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    return files


@pytest.fixture(params=["memory", "file"])
def address(request, memory, tmp_path):
    return "memory://bucket/sets" if request.param == "memory" else f"file://{tmp_path}/bucket/sets"


@pytest.fixture
def upload(tmp_path, example, frozen, address):
    def write(number=1, format="openai", to=address):
        examples = [example(side, side, expected=Expected.MUST_REFUSE) for side in Side]
        folder = export_dataset(frozen(*examples, number=number), format=format, folder=tmp_path / "out").folder
        return folder, upload_export(folder, to=to, name="core", format=format)

    return write


def contents(address):
    files, root = fsspec.core.url_to_fs(address)
    return {path.removeprefix(root).lstrip("/"): files.cat_file(path) for path in files.find(root)}


@pytest.mark.parametrize("format", WRITERS)
def test_every_file_arrives_as_it_was_with_its_checksum(upload, address, format):
    folder, told = upload(format=format)
    assert told == f"{address}/core-v1-{format}"
    there = contents(told)
    assert there == {name: (folder / name).read_bytes() for name in read_checksums(folder)}
    assert contents(address).keys() == {f"core-v1-{format}/{name}" for name in there} | {f"core-latest-{format}"}


def test_the_latest_is_the_highest_version_there(upload, address):
    for number, expected in ((2, 2), (10, 10), (9, 10)):
        upload(number)
        assert contents(address)["core-latest-openai"] == f"core-v{expected}-openai\n".encode()


def test_an_identical_export_is_left_as_it_is_and_a_different_one_refused(upload, address, monkeypatch):
    _, told = upload()
    files, root = fsspec.core.url_to_fs(told)
    with monkeypatch.context() as patched:
        patched.setattr(type(files), "put_file", None)
        assert upload()[1] == told
    files.pipe_file(f"{root}/manifest.json", json.dumps({"edited": True}).encode())
    with pytest.raises(ExportError, match="holds a different export"):
        upload()


def test_an_export_that_broke_off_has_no_manifest_and_is_completed(upload, address, monkeypatch):
    files, root = fsspec.core.url_to_fs(address)
    true, moved = type(files).mv, []

    def break_off(self, source, target, **kwargs):
        if moved:
            raise OSError("the line is dead")
        moved.append(target)
        true(self, source, target, **kwargs)

    monkeypatch.setattr(type(files), "mv", break_off)
    with pytest.raises(ExportError, match="the line is dead"):
        upload(format="huggingface")
    monkeypatch.undo()
    assert [name for name in contents(address) if name.startswith(".")] == []
    assert "core-v1-huggingface/manifest.json" not in contents(address)
    assert "core-latest-huggingface" not in contents(address)
    files.pipe_file(f"{root}/core-v1-huggingface/stale", b"of another time")
    folder, told = upload(format="huggingface")
    assert contents(told).keys() == read_checksums(folder).keys()


def test_a_file_that_did_not_arrive_whole_is_not_moved(upload, address, monkeypatch):
    files, _ = fsspec.core.url_to_fs(address)
    monkeypatch.setattr(type(files), "size", lambda *_: 1)
    with pytest.raises(ExportError, match=r"has 1 bytes, and .*train.jsonl"):
        upload()
    assert contents(address) == {}


def test_an_unknown_kind_of_storage_is_refused(upload):
    with pytest.raises(ExportError, match=r"cannot export to nowhere://x: .*nowhere"):
        upload(to="nowhere://x")


def test_an_address_is_no_path_and_holds_no_password():
    assert is_address("s3://bucket/sets")
    assert not is_address("sets")
    assert not is_address("/sets")
    with pytest.raises(ExportError, match="holds a password"):
        is_address("sftp://mia:secret@host/sets")
